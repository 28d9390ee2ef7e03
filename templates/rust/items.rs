{% if let Some(imports) = self.imports() %}{{ imports }}

{% endif %}{% for item in items %}{% if !loop.first %}
{% endif %}{% match item %}{% when Item::Message(view) %}{{ view }}{% when Item::Enum(view) %}{{ view }}{% when Item::Oneof(view) %}{{ view }}{% endmatch %}{% endfor -%}
