/// The server of `{{ service }}`.
{% if let Some(gate) = gate %}#[cfg(feature = "{{ gate }}")]
{% endif %}pub mod {{ module }} {
{% for import in imports %}{% if let Some(gate) = import.gate %}    #[cfg(feature = "{{ gate }}")]
{% endif %}    use {{ import.path }};
{% endfor %}
{% if docs.is_empty() %}    /// The service `{{ service }}`.
{% endif %}{{ docs.at(4)|safe }}    ///
    /// Implement it with plain `async fn`s and serve it with [`{{ ident }}Server`].
{% for attribute in attributes %}    {{ attribute }}
{% endfor %}{% if deprecated %}    #[deprecated]
{% endif %}{{ head }}{% if methods.is_empty() %}}
{% else %}
{% for method in methods %}{% if !loop.first %}
{% endif %}{{ method.docs.at(8)|safe }}{% if method.deprecated %}        #[deprecated]
{% endif %}{{ method.signature }}
{% if let Some(stub) = method.stub %}            {{ stub }}
        }
{% endif %}{% endfor %}    }
{% endif %}
    /// Serves a [`{{ ident }}`] as a tower service.
{% if deprecated %}    #[deprecated]
{% endif %}{{ server }}

    /// Routes each call to its method of [`{{ ident }}`].
    #[derive(Clone, Copy, Debug)]
    pub struct {{ ident }}Dispatch;

{% if names_deprecated %}    #[allow(deprecated)]
{% endif %}{{ implementation }}
        const SERVICE: &'static str = methods::SERVICE;
{{ table }}
{% if let Some(json) = json %}{% if let Some(gate) = json.gate %}        #[cfg(feature = "{{ gate }}")]
{% endif %}        const JSON: bool = true;
{% if let Some(routes) = routes %}{% if let Some(gate) = json.gate %}        #[cfg(feature = "{{ gate }}")]
{% endif %}{{ routes }}
{% endif %}{% endif %}
{% if methods.is_empty() %}        fn dispatch(_: {{ symbols.arc }}<{{ parameter }}>, call: {{ symbols.call }}) -> {{ symbols.response_future }} {
            call.unimplemented()
        }
{% else %}        fn dispatch(service: {{ symbols.arc }}<{{ parameter }}>, call: {{ symbols.call }}) -> {{ symbols.response_future }} {
{% if let Some(json) = json %}{% if let Some(gate) = json.gate %}            #[cfg(feature = "{{ gate }}")]
{% endif %}            let call = call.with_json();
{% endif %}            match call.index() {
{% for method in methods %}{{ method.arm }}{% endfor %}                _ => call.unimplemented(),
            }
        }
{% endif %}    }
{% if let Some(validation) = validation %}{{ validation|safe }}{% endif %}}
{# #}
