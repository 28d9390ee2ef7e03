/// The fake of `{{ service }}`, for tests.
{% if let Some(gate) = gate %}#[cfg(feature = "{{ gate }}")]
{% endif %}pub mod {{ module }} {
{% for import in imports %}{% if let Some(gate) = import.gate %}    #[cfg(feature = "{{ gate }}")]
{% endif %}    use {{ import.path }};
{% endfor %}
    /// Returns the responses that its fields are set to, and records its requests.
    ///
    /// Clones share their state: serve one, and keep another in the test.
    #[derive(Clone, Debug, Default)]
{% if methods.is_empty() %}    pub struct Fake{{ ident }};
{% else %}    pub struct Fake{{ ident }} {
{% for method in methods %}        /// Responds to `{{ method.method }}`.
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
