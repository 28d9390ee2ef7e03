{% if let Some(gate) = gate %}#[cfg(feature = "{{ gate }}")]
{% endif %}{{ head }}
{{ signature }}
{{ values }}{{ descriptor }}        &DESCRIPTOR
    }
}
{% if let Some(open) = open %}
{% if let Some(gate) = gate %}#[cfg(feature = "{{ gate }}")]
{% endif %}{{ open }}
    fn number_mut(&mut self) -> &mut i32 {
        &mut self.0
    }
}
{% endif %}{% if let Some(serde) = serde %}
{{ serde|safe }}{% endif %}{# #}
