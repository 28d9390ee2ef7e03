/// The client of `{{ service }}`.
{% if let Some(gate) = gate %}#[cfg(feature = "{{ gate }}")]
{% endif %}pub mod {{ module }} {
{% for import in imports %}{% if let Some(gate) = import.gate %}    #[cfg(feature = "{{ gate }}")]
{% endif %}    use {{ import.path }};
{% endfor %}
{% if docs.is_empty() %}    /// Calls the service `{{ service }}`.
{% endif %}{{ docs.at(4)|safe }}    ///
    /// Many tasks can call through one client at the same time. Clones share its transport.
{% for attribute in attributes %}    {{ attribute }}
{% endfor %}{% if deprecated %}    #[deprecated]
{% endif %}    #[derive(Clone, Debug)]
    pub struct {{ ident }}Client(Client{% if json %}<ProtoAndJson>{% endif %});

{% if deprecated %}    #[allow(deprecated)]
{% endif %}    impl {{ ident }}Client {
{% if service_config %}        /// Connects a `Channel` to a server, for example at `http://[::1]:50051`. Calls follow `SERVICE_CONFIG`.
        pub async fn connect(target: impl Into<String>) -> Result<Self, ChannelError> {
{% if json %}            let client = Client::connect_channel(target, &SERVICE_CONFIG).await?;
            Ok(Self(client.with_json()))
{% else %}            Client::connect_channel(target, &SERVICE_CONFIG)
                .await
                .map(Self)
{% endif %}        }

        /// Calls over a transport. A `Channel` without its own service config uses `SERVICE_CONFIG`.
        pub fn new(transport: impl Transport) -> Self {
            let client = Client::new(transport);
            Self(client.with_service_config(&SERVICE_CONFIG){% if json %}.with_json(){% endif %})
        }

        /// Calls over a transport with the scheme, authority and leading path of `origin`.
        pub fn with_origin(transport: impl Transport, origin: Uri) -> Self {
            let client = Client::with_origin(transport, origin);
            Self(client.with_service_config(&SERVICE_CONFIG){% if json %}.with_json(){% endif %})
        }
{% else %}        /// Connects to a server, for example at `http://[::1]:50051`.
        pub async fn connect(target: impl Into<String>) -> Result<Self, ChannelError> {
{% if json %}            let client = Client::connect(target).await?;
            Ok(Self(client.with_json()))
{% else %}            Client::connect(target).await.map(Self)
{% endif %}        }

        /// Calls over a transport, such as a `Channel`.
        pub fn new(transport: impl Transport) -> Self {
            Self(Client::new(transport){% if json %}.with_json(){% endif %})
        }

        /// Calls over a transport with the scheme, authority and leading path of `origin`.
        pub fn with_origin(transport: impl Transport, origin: Uri) -> Self {
            Self(Client::with_origin(transport, origin){% if json %}.with_json(){% endif %})
        }
{% endif %}
        /// Calls over a transport, with an interceptor that is cloned for each call.
        pub fn with_interceptor(
            transport: impl Transport,
            interceptor: impl Interceptor + Clone + Send + Sync + 'static,
        ) -> Self {
{% if service_config %}            let client = Client::with_interceptor(transport, interceptor);
            Self(client.with_service_config(&SERVICE_CONFIG){% if json %}.with_json(){% endif %})
{% else %}            Self(Client::with_interceptor(transport, interceptor){% if json %}.with_json(){% endif %})
{% endif %}        }
{% if let Some(in_process) = in_process %}
        /// Calls a service in this process, without a socket.
{% if let Some(gate) = in_process.gate %}        #[cfg(feature = "{{ gate }}")]
{% endif %}{{ in_process.signature }}
{{ in_process.server }}
            Self(Client::in_process(server){% if json %}.with_json(){% endif %})
        }
{% endif %}
{% if checks %}        /// Validates requests by the rules of the schema before it sends them. The server validates them as well.
        #[must_use]
        pub fn with_validation(self) -> Self {
            Self(self.0.with_validation())
        }

{% endif %}{% if json %}        /// Sends and receives JSON instead of the binary format.
        #[must_use]
        pub fn with_json(self, json: Json) -> Self {
            Self(self.0.json(json))
        }

{% endif %}        /// Compresses requests. The server must accept the encoding.
        #[must_use]
        pub fn send_compressed(self, encoding: CompressionEncoding) -> Self {
            Self(self.0.send_compressed(encoding))
        }

{% include "rust/client_functions.rs" %}    }
{% if let Some(http) = http %}
{{ http }}{% endif %}}
{# #}
