{% include "rust/docs.rs" %}{% for attribute in attributes %}{{ attribute }}
{% endfor %}{% if deprecated %}#[deprecated]
{% endif %}#[derive({{ derives }})]
pub struct {{ ident }} {% if fields.is_empty() %}{}
{% else %}{
{% for field in fields %}{{ field }}{% endfor %}}
{% endif %}{% if let Some(code) = code %}
{{ code }}{% endif %}{% if let Some(module) = module %}
/// Nested types of `{{ module.message }}`.
pub mod {{ module.ident }} {
{{ module.items }}}
{% endif -%}
