{{ docs.at(4)|safe }}{% if deprecated %}    #[deprecated]
{% endif %}{% if let Some(prost) = prost %}{{ prost }}
{% endif %}{% for attribute in attributes %}    {{ attribute }}
{% endfor %}{{ declaration }}
{# a member ends its line #}
