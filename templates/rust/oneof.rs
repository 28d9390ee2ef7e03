{% include "rust/docs.rs" %}{% for attribute in attributes %}{{ attribute }}
{% endfor %}#[derive({{ derives }})]
pub enum {{ ident }} {
{% for variant in variants %}{{ variant|safe }}{% endfor %}}
{% if let Some(code) = code %}
{{ code|safe }}{% endif -%}
