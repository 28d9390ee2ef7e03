{% if let Some(gate) = gate %}#[cfg(feature = "{{ gate }}")]
{% endif %}{{ head }}
{{ signature }}
{{ values }}{{ descriptor }}        &DESCRIPTOR
    }
}

{{ serde|safe }}
