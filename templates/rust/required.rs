/// The required fields of a valid [`{{ ident }}`].
#[allow(dead_code)]
{{ open }}
{% for method in methods %}{% if !loop.first %}
{% endif %}    /// The {{ method.what }} `{{ method.name }}`.
{{ method.declaration }}
{% endfor %}}

{% if deprecated %}#[allow(deprecated)]
{% endif %}{{ head }}
{% for method in methods %}{% if !loop.first %}
{% endif %}{{ method.signature }}
{{ method.body }}    }
{% endfor %}}
{# #}
