{% include "rust/docs.rs" %}{% if deprecated %}#[deprecated]
{% endif %}{{ declaration|safe }}
{# a constant ends its line #}
