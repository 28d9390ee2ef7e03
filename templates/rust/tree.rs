{% if let Some(file) = file %}include!("{{ file }}");
{% endif %}{% for module in modules %}{% if !loop.first || file.is_some() %}
{% endif %}pub mod {{ module.ident }} {
{{ module.tree }}}
{% endfor -%}
