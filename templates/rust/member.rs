{% for line in docs.lines() %}    ///{{ line }}
{% endfor %}{% if deprecated %}    #[deprecated]
{% endif %}{{ prost }}
{% for attribute in attributes %}    {{ attribute }}
{% endfor %}{{ declaration }}
{# a member ends its line #}
