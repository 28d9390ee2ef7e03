{% include "rust/docs.rs" %}{% for attribute in attributes %}{{ attribute }}
{% endfor %}{% if deprecated %}#[deprecated]
{% endif %}{{ derives }}
#[repr(i32)]
{{ head }}
{% for variant in variants %}{{ variant.docs.at(4)|safe }}{% for attribute in variant.attributes %}    {{ attribute }}
{% endfor %}{% if variant.deprecated %}    #[deprecated]
{% endif %}{% if variant.default %}    #[default]
{% endif %}{{ variant.declaration }}
{% endfor %}}

{% if names_deprecated %}#[allow(deprecated)]
{% endif %}impl {{ ident }} {
    /// The name of the value in the proto file.
    pub fn as_str_name(&self) -> &'static str {
        match self {
{{ names }}        }
    }

    /// The value with this name in the proto file.
    pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
        match value {
{{ values }}            _ => None,
        }
    }
}
{% if let Some(code) = code %}
{{ code|safe }}{% endif %}{% if let Some(reflection) = reflection %}
{{ reflection|safe }}{% endif -%}
