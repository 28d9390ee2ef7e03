/// The fake of `{{ service }}`, for tests.
{% if let Some(gate) = gate %}#[cfg(feature = "{{ gate }}")]
{% endif %}pub mod {{ module }} {
{% for import in imports %}{% if let Some(gate) = import.gate %}    #[cfg(feature = "{{ gate }}")]
{% endif %}    use {{ import.path }};
{% endfor %}
    /// Answers as its fields are told, and remembers what it was asked.
    ///
    /// Clones are the same fake: one is served, another stays with the test.
    #[derive(Clone, Debug, Default)]
{% if methods.is_empty() %}    pub struct Fake{{ ident }};
{% else %}    pub struct Fake{{ ident }} {
{% for method in methods %}        /// Answers `{{ method.method }}`.
{{ method.field }}
{% endfor %}    }
{% endif %}
{% if names_deprecated %}    #[allow(deprecated)]
{% endif %}{{ implementation }}{% if methods.is_empty() %}}
{% else %}
{% for method in methods %}{% if !loop.first %}
{% endif %}{{ method.signature }}
{{ method.call }}        }
{% endfor %}    }
{% endif %}}
{# #}
