{{ head }}
{{ name }}
{{ package }}
{% if let Some(function) = full_name %}
{{ function.signature }}
{{ function.body }}    }
{% endif %}{% if let Some(function) = type_url %}
{{ function.signature }}
{{ function.body }}    }
{% endif %}}
{# #}
