
    /// Checks the requests of `{{ service }}` before its methods see them.
    ///
    /// A function that is not written anew checks by the rules of the schema. A service is put behind the functions with
    /// [`{{ ident }}Server::with_validation`].
{% if deprecated %}    #[deprecated]
{% endif %}{{ head }}
{% for check in checks %}{% if !loop.first %}
{% endif %}{% if check.has_rules %}        /// Checks a `{{ check.message }}` by its rules.
{% else %}        /// Takes a `{{ check.message }}` as it is: it has no rules.
{% endif %}{{ check.signature }}
            {{ check.body }}
        }
{% endfor %}    }

    /// Serves a [`{{ ident }}`] behind a [`{{ ident }}Validation`], as a tower service.
{% if deprecated %}    #[deprecated]
{% endif %}{{ server }}

{% if names_deprecated %}    #[allow(deprecated)]
{% endif %}{{ implementation }}
{{ dispatch }}
            match call.method() {
{% for arm in arms %}{{ arm }}{% endfor %}                _ => call.unimplemented(),
            }
        }
    }
{# #}
