{% if deprecated %}#![allow(deprecated, reason = "the service has deprecated elements")]

{% endif %}{{ imports }}
{{ docs }}#[derive(Clone, Copy, Debug, Default)]
pub struct {{ ident }};

{{ head }}{% if functions.is_empty() %}}
{% else %}
{% for function in functions %}{% if !loop.first %}
{% endif %}{{ function }}{% endfor %}}
{% endif %}{# #}
