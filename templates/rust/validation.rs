
    /// Validates the requests of `{{ service }}` before its methods run.
    ///
    /// Each function validates by the rules of the schema, unless you implement it. To serve with your functions, use
    /// [`{{ ident }}Server::with_validation`].
{% if deprecated %}    #[deprecated]
{% endif %}{{ head }}
{% for check in checks %}{% if !loop.first %}
{% endif %}{% if check.has_rules %}        /// Validates a `{{ check.message }}` by its rules.
{% else %}        /// Accepts every `{{ check.message }}`: it has no rules.
{% endif %}{{ check.signature }}
            {{ check.body }}
        }
{% endfor %}    }

    /// Serves a [`{{ ident }}`] as a tower service, with the checks of a [`{{ ident }}Validation`].
{% if deprecated %}    #[deprecated]
{% endif %}{{ server }}

{% if names_deprecated %}    #[allow(deprecated)]
{% endif %}{{ implementation }}
{{ dispatch }}
{% if let Some(json) = json %}{% if let Some(gate) = json.gate %}            #[cfg(feature = "{{ gate }}")]
{% endif %}            let call = call.with_json();
{% endif %}            match call.index() {
{% for arm in arms %}{{ arm }}{% endfor %}                _ => call.unimplemented(),
            }
        }
    }
{# #}
