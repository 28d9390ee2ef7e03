{% if let Some(gate) = gate %}#[cfg(feature = "{{ gate }}")]
{% endif %}{% if deprecated %}#[allow(deprecated)]
{% endif %}{{ head }}
{{ signature }}
{{ fields }}{{ descriptor }}        &DESCRIPTOR
    }

{{ reader }}
{% if reads.is_empty() %}        None
{% else %}        match index {
{{ reads }}            _ => None,
        }
{% endif %}    }

{{ writer }}
{% if writes.is_empty() %}        None
{% else %}        match index {
{{ writes }}            _ => None,
        }
{% endif %}    }
{% if let Some([get, get_mut]) = unknown %}
{{ get }}
        Some(&self.unknown_fields)
    }

{{ get_mut }}
        Some(&mut self.unknown_fields)
    }
{% endif %}}
{% if let Some(serde) = serde %}
{{ serde|safe }}{% endif %}{% if let Some(text) = text %}
{{ text|safe }}{% endif %}{# #}
