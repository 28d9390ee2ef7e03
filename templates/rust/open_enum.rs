{% include "rust/docs.rs" %}{% for attribute in attributes %}{{ attribute }}
{% endfor %}{% if deprecated %}#[deprecated]
{% endif %}{{ derives }}
#[repr(transparent)]
{{ declaration }}

#[allow({% if names_deprecated %}deprecated, {% endif %}non_upper_case_globals)]
impl {{ ident }} {
{% for constant in constants %}{{ constant.docs.at(4)|safe }}{% for attribute in constant.attributes %}    {{ attribute }}
{% endfor %}{% if constant.deprecated %}    #[deprecated]
{% endif %}{{ constant.declaration }}
{% endfor %}
    /// The name of the value in the proto file, or `None` if the number is unknown.
    pub fn as_str_name(&self) -> ::core::option::Option<&'static str> {
        match *self {
{{ names }}            _ => None,
        }
    }

    /// The value with this name in the proto file.
    pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
        match value {
{{ values }}            _ => None,
        }
    }

    /// Whether the number is that of a value in the proto file.
    pub fn is_known(&self) -> bool {
        self.as_str_name().is_some()
    }
}

{% if names_deprecated %}#[allow(deprecated)]
{% endif %}{{ debug }}
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        match *self {
{{ texts }}            Self(number) => ::core::fmt::Debug::fmt(&number, f),
        }
    }
}
{% if let Some(default) = default %}
{% if default.deprecated %}#[allow(deprecated)]
{% endif %}{{ default.head }}
    fn default() -> Self {
{{ default.value }}    }
}
{% endif %}
{{ from_number }}
    fn from(number: i32) -> Self {
        Self(number)
    }
}

{{ into_number }}
{{ number }}
        value.0
    }
}
{% if let Some(reflection) = reflection %}
{{ reflection|safe }}{% endif -%}
