{% if deprecated %}#![allow(deprecated, reason = "the schema still has what it deprecates")]

{% endif %}{{ imports }}
{{ docs }}#[derive(Clone, Copy, Debug, Default)]
pub struct {{ ident }};

{{ head }}{% if functions.is_empty() %}}
{% else %}
{% for function in functions %}{% if !loop.first %}
{% endif %}{{ function }}{% endfor %}}
{% endif %}{# #}
