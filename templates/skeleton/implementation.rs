{{ imports }}
{{ docs }}#[derive(Clone, Copy, Debug, Default)]
pub struct {{ ident }};

{{ head }}{% if functions.is_empty() %}}
{% else %}
{% for function in functions %}{% if !loop.first %}
{% endif %}{{ function }}{% endfor %}}
{% endif %}{# #}
