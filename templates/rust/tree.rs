{% if let Some(include) = include %}{{ include }}
{% endif %}{% for module in modules %}{% if !loop.first || include.is_some() %}
{% endif %}pub mod {{ module.ident }} {
{{ module.tree }}}
{% endfor -%}
