{% for line in docs.lines() %}///{{ line }}
{% endfor -%}
