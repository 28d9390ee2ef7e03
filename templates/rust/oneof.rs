{% include "rust/docs.rs" %}{% for attribute in attributes %}{{ attribute }}
{% endfor %}{{ derives }}
{% if hiding.is_some() %}#[prost(skip_debug)]
{% endif %}{{ head }}
{% for variant in variants %}{{ variant|safe }}{% endfor %}}
{% if let Some(code) = code %}
{{ code|safe }}{% endif %}{% if let Some(hiding) = hiding %}
{{ hiding.code|safe }}{% endif %}{% if let Some(reflection) = reflection %}
{{ reflection|safe }}{% endif %}{% if let Some(view) = view %}
{{ view|safe }}{% endif -%}
