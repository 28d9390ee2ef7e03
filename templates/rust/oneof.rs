{% include "rust/docs.rs" %}{% for attribute in attributes %}{{ attribute }}
{% endfor %}{{ derives }}
{{ head }}
{% for variant in variants %}{{ variant|safe }}{% endfor %}}
{% if let Some(code) = code %}
{{ code|safe }}{% endif %}{% if let Some(reflection) = reflection %}
{{ reflection|safe }}{% endif -%}
