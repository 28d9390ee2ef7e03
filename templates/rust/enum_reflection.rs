{% if let Some(gate) = gate %}#[cfg(feature = "{{ gate }}")]
{% endif %}{{ head }}
{{ signature }}
{{ values }}{{ descriptor }}        &DESCRIPTOR
    }
}
{% if let Some(serde) = serde %}
{{ serde|safe }}{% endif %}{# #}
