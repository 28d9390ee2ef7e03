{% include "rust/docs.rs" %}{% for attribute in attributes %}{{ attribute }}
{% endfor %}{% if deprecated %}#[deprecated]
{% endif %}{{ derives }}
{% if hiding.is_some() %}#[prost(skip_debug)]
{% endif %}{% if fields.is_empty() && storage.is_none() %}pub struct {{ ident }} {}
{% else %}{{ head }}
{% for field in fields %}{{ field|safe }}{% endfor %}{% if let Some(storage) = storage %}    /// {{ storage.docs }}
{{ storage.field }}
{% endif %}}
{% endif %}{% if let Some(code) = code %}
{{ code|safe }}{% endif %}{% if let Some(hiding) = hiding %}
{{ hiding.code|safe }}{% endif %}{% if let Some(storage) = storage %}{% if let Some(head) = storage.head %}
{{ storage|safe }}{% endif %}{% endif %}{% if let Some(type_name) = type_name %}
{{ type_name|safe }}{% endif %}{% if let Some(reflection) = reflection %}
{{ reflection|safe }}{% endif %}{% if let Some(view) = view %}
{{ view|safe }}{% endif %}{% if let Some(module) = module %}
/// Nested types of `{{ module.message }}`.
pub mod {{ module.ident }} {
{% if let Some(imports) = module.imports %}{{ imports }}
{% endif %}{{ module.items }}}
{% endif -%}
