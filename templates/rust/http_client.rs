    /// The methods of [`{{ ident }}Client`] by HTTP/JSON, each by its first route.
{% for line in without_route %}{{ line }}
{% endfor %}{% for attribute in attributes %}    {{ attribute }}
{% endfor %}{% if deprecated %}    #[deprecated]
{% endif %}{% if let Some(gate) = gate %}    #[cfg(feature = "{{ gate }}")]
{% endif %}    #[derive(Clone, Debug)]
    pub struct {{ ident }}HttpClient(Client<ProtoAndJson>);

{% if deprecated %}    #[allow(deprecated)]
{% endif %}{% if let Some(gate) = gate %}    #[cfg(feature = "{{ gate }}")]
{% endif %}    impl {{ ident }}HttpClient {
        /// Connects to a server by HTTP/1.1, for example at `http://[::1]:8080`.{% if service_config %} Calls follow `SERVICE_CONFIG`.{% endif %}
        pub async fn connect(target: impl Into<String>) -> Result<Self, ChannelError> {
            let client = Client::connect_http(target).await?;
{% if service_config %}            let client = client.with_service_config(&SERVICE_CONFIG);
{% endif %}            Ok(Self(client.with_routes(methods::ALL, methods::HTTP)))
        }

        /// Calls over a `Channel`, or over a service that wraps one.{% if service_config %} A `Channel` without its own service config uses `SERVICE_CONFIG`.{% endif %}
        pub fn new(transport: impl Transport) -> Self {
            let client = Client::new(transport);
{% if service_config %}            let client = client.with_service_config(&SERVICE_CONFIG);
{% endif %}            Self(client.with_routes(methods::ALL, methods::HTTP))
        }

        /// Calls over a transport with the scheme, authority and leading path of `origin`.
        pub fn with_origin(transport: impl Transport, origin: Uri) -> Self {
            let client = Client::with_origin(transport, origin);
{% if service_config %}            let client = client.with_service_config(&SERVICE_CONFIG);
{% endif %}            Self(client.with_routes(methods::ALL, methods::HTTP))
        }

        /// Calls over a transport, with an interceptor that is cloned for each call.
        pub fn with_interceptor(
            transport: impl Transport,
            interceptor: impl Interceptor + Clone + Send + Sync + 'static,
        ) -> Self {
            let client = Client::with_interceptor(transport, interceptor);
{% if service_config %}            let client = client.with_service_config(&SERVICE_CONFIG);
{% endif %}            Self(client.with_routes(methods::ALL, methods::HTTP))
        }

{% if checks %}        /// Validates requests by the rules of the schema before it sends them. The server validates them as well.
        #[must_use]
        pub fn with_validation(self) -> Self {
            Self(self.0.with_validation())
        }

{% endif %}        /// Sets how JSON is written and read.
        #[must_use]
        pub fn with_json(self, json: Json) -> Self {
            Self(self.0.json(json))
        }

{% include "rust/client_functions.rs" %}    }
{# #}
