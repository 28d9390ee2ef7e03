{% if let Some(imports) = self.imports() %}{{ imports }}

{% endif %}{% for item in items %}{% if !loop.first %}
{% endif %}{% match item %}{% when Item::Message(view) %}{{ view|safe }}{% when Item::Enum(view) %}{{ view|safe }}{% when Item::Oneof(view) %}{{ view|safe }}{% endmatch %}{% endfor -%}
