//! Builds a server: its services, layers and settings.

mod bind;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use rpcsmith_wire::body::Body;
use rpcsmith_wire::codec::CompressionEncoding;
use tower::layer::Layer;
use tower_service::Service;

use super::pages::Page;
use super::routes::MaxTimes;
use super::service::{GrpcService, Registered};
use super::settings::{Drain, Limits};
use super::spoken::Protocols;
use crate::any_service::AnyService;
use crate::auth::MethodPath;
use crate::server::ServiceDefaults;
use rpcsmith_service::{HttpRoute, Method};
use rpcsmith_wire::Protocol;
use rpcsmith_wire::observe::CallObserver;

/// The maximum of concurrent calls of health and reflection. `max_concurrent_calls` does not apply to them.
const MAX_BUILT_IN_CALLS: usize = 1000;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The services and settings of a [`Server`](super::Server); [`bind`](Self::bind) creates it.
#[derive(Default)]
#[must_use]
pub struct ServerBuilder {
    services: Vec<PendingService>,
    layers: Vec<BoxLayer>,
    compression: Vec<CompressionEncoding>,
    limits: Limits,
    drain: Drain,
    times: MaxTimes,
    auth: Option<(BoxLayer, crate::auth::Policy)>,
    plaintext: bool,
    observers: Vec<Arc<dyn CallObserver>>,
    pages: Vec<Page>,
    fallback: Option<AnyService>,
    #[cfg(feature = "health")]
    health: bool,
    #[cfg(feature = "reflection")]
    descriptor_sets: Vec<&'static [u8]>,
    protocols: Protocols,
    requires_connect_version: bool,
    #[cfg(feature = "http-json")]
    http_rules: rpcsmith_wire::http_json::Rules,
    #[cfg(feature = "web")]
    web: Option<super::Web>,
    #[cfg(feature = "tls")]
    tls: Option<super::ServerTls>,
}

/// A type-erased layer.
type BoxLayer = Box<dyn Fn(AnyService) -> AnyService + Send>;

/// A service before it has its defaults and layers.
struct PendingService {
    name: &'static str,
    methods: Option<&'static [Method]>,
    json: bool,
    http: &'static [HttpRoute],
    service: Box<dyn FnOnce(&ServiceDefaults) -> AnyService + Send>,
}

/// Services.
impl ServerBuilder {
    /// Adds a generated service, for example `UserServiceServer::new(Users)`.
    pub fn add_service<S: GrpcService>(mut self, service: S) -> Self {
        self.services.push(PendingService {
            name: S::SERVICE,
            methods: Some(S::METHODS),
            json: S::JSON,
            http: S::HTTP,
            service: Box::new(move |defaults| {
                let service = service.with_defaults(defaults);
                AnyService::new(Registered(service))
            }),
        });
        self
    }

    /// Adds a generated service if there is one, for example a service that a setting turns on.
    pub fn add_optional_service<S: GrpcService>(self, service: Option<S>) -> Self {
        match service {
            Some(service) => self.add_service(service),
            None => self,
        }
    }

    /// Adds a service of tonic, for example one from tonic-build. The message limits and compression of the server do not
    /// apply to it.
    ///
    /// If a client cancels a stream of requests, the stream fails with `ABORTED`: tonic reports one that is `CANCELLED` as
    /// complete.
    #[cfg(feature = "tonic")]
    pub fn add_tonic_service<S, B>(mut self, service: S) -> Self
    where
        S: Service<Request<tonic::body::Body>, Response = Response<B>>
            + tonic::server::NamedService,
        S: Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.services.push(PendingService {
            name: S::NAME,
            methods: None,
            json: false,
            http: &[],
            service: Box::new(move |_| AnyService::tower(super::tonic_service::Adapted(service))),
        });
        self
    }

    /// Serves a page for GET and HEAD requests; the response to other methods is 405. Requests can use HTTP/1.1 or HTTP/2.
    ///
    /// An rpc and a route of HTTP/JSON win over a page, and a page over the [`fallback`](Self::fallback). TLS, the drain and
    /// [`Limits`] apply as they do to the fallback. [`auth`](Self::auth) does not apply: anyone can read pages.
    ///
    /// The server does not start if two pages have the same path, or if a path is that of a service.
    ///
    /// ```no_run
    /// # use rpcsmith_runtime::serve::GrpcService;
    /// # async fn run(users: impl GrpcService) -> Result<(), rpcsmith_runtime::ServeError> {
    /// use rpcsmith_runtime::Server;
    /// use rpcsmith_runtime::serve::Page;
    ///
    /// let page = Page::new("/robots.txt", "text/plain", b"User-agent: *\nDisallow: /\n");
    /// let address = ([127, 0, 0, 1], 50051).into();
    /// Server::builder().add_service(users).page(page).serve(address).await?;
    /// # Ok(()) }
    /// ```
    pub fn page(mut self, page: Page) -> Self {
        self.pages.push(page);
        self
    }

    /// Serves several pages, as [`page`](Self::page) does.
    pub fn pages(mut self, pages: &[Page]) -> Self {
        self.pages.extend_from_slice(pages);
        self
    }

    /// Answers other HTTP requests than rpcs, for example a webhook or `/healthz`, with a tower service such as an axum
    /// `Router`. They can use HTTP/1.1 or HTTP/2.
    ///
    /// A request is an rpc if its path is that of a service, or if its content type starts with `application/grpc` or
    /// `application/connect+`. With the feature `http-json`, requests to the paths of routes are calls, too.
    /// [`auth`](Self::auth), [`layer`](Self::layer), [`observe`](Self::observe) and `web` apply to rpcs only; wrap the
    /// fallback in its own layers.
    ///
    /// TLS, the drain, [`Limits`] and [`max_call_time`](Self::max_call_time) apply. The response is 503 for too many calls,
    /// 413 for a body larger than `max_request_size`, 504 after the deadline, and 500 after a panic. Handlers can call
    /// [`CallContext::current`](rpcsmith_wire::CallContext::current). Limitation: connections cannot be upgraded, for example
    /// to WebSocket.
    ///
    /// ```no_run
    /// # use rpcsmith_runtime::serve::GrpcService;
    /// # async fn run(users: impl GrpcService) -> Result<(), rpcsmith_runtime::ServeError> {
    /// use axum::{Router, routing::get};
    /// use rpcsmith_runtime::Server;
    ///
    /// let routes = Router::new().route("/healthz", get(async || "ok"));
    /// let address = ([127, 0, 0, 1], 50051).into();
    /// Server::builder().add_service(users).fallback(routes).serve(address).await?;
    /// # Ok(()) }
    /// ```
    pub fn fallback<S, B>(mut self, service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.fallback = Some(super::fallback::service(service));
        self
    }

    /// Wraps all services in a tower layer. The first layer is the outermost.
    ///
    /// Calls of all protocols have the form of gRPC in a layer: it sees envelopes and trailers, and writes them.
    /// In a layer, [`CallContext`](rpcsmith_wire::CallContext) is in the extensions of requests. An error of the layer becomes
    /// a status, as [`Status::from_error`](rpcsmith_wire::Status::from_error) describes: `RESOURCE_EXHAUSTED` for tower's
    /// `LoadShed`, and `DEADLINE_EXCEEDED` for its `Timeout`.
    pub fn layer<L, B>(mut self, layer: L) -> Self
    where
        L: Layer<AnyService> + Send + 'static,
        L::Service: Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request<Body>>>::Error: Into<BoxError>,
        <L::Service as Service<Request<Body>>>::Future: Send + 'static,
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let layer = move |service| AnyService::tower(layer.layer(service));
        self.layers.push(Box::new(layer));
        self
    }

    /// Reports each call to an observer, such as [`CallLog`](super::CallLog) or metrics. Calls of health and reflection are not
    /// reported.
    pub fn observe(mut self, observer: impl CallObserver) -> Self {
        self.observers.push(Arc::new(observer));
        self
    }

    /// Authenticates and authorizes calls with an [`Auth`](crate::auth::Auth), before all layers. It applies to reflection, but
    /// not to health checks.
    pub fn auth<A: crate::auth::Authenticator>(mut self, auth: crate::auth::Auth<A>) -> Self {
        let policy = auth.policy();
        let layer: BoxLayer = Box::new(move |service| AnyService::new(auth.layer(service)));
        self.auth = Some((layer, policy));
        self
    }

    /// Serves `grpc.health.v1.Health`. All services, and the server (`""`), are `SERVING` until the server drains.
    #[cfg(feature = "health")]
    pub fn health(mut self) -> Self {
        self.health = true;
        self
    }

    /// Serves `grpc.reflection.v1` and `v1alpha` for encoded descriptor sets, such as the generated
    /// `FILE_DESCRIPTOR_SET`.
    ///
    /// Both list exactly the services of the server, with health and reflection. They also describe `google.rpc`, so that tools
    /// such as grpcurl print the details of errors.
    #[cfg(feature = "reflection")]
    pub fn reflection(mut self, sets: impl IntoIterator<Item = &'static [u8]>) -> Self {
        self.descriptor_sets.extend(sets);
        self
    }

    /// Lets pages of other origins make calls from browsers.
    #[cfg(feature = "web")]
    pub fn web(mut self, web: super::Web) -> Self {
        self.web = Some(web);
        self
    }
}

/// Settings.
impl ServerBuilder {
    /// Speaks only these protocols. By default, the server speaks all of them on its port, and the content type of a request
    /// decides.
    ///
    /// ```no_run
    /// # use rpcsmith_runtime::serve::GrpcService;
    /// # async fn run(users: impl GrpcService) -> Result<(), rpcsmith_runtime::ServeError> {
    /// use rpcsmith_runtime::Server;
    /// use rpcsmith_runtime::serve::Protocol;
    ///
    /// let address = ([127, 0, 0, 1], 50051).into();
    /// Server::builder().add_service(users).protocols([Protocol::Grpc]).serve(address).await?;
    /// # Ok(()) }
    /// ```
    pub fn protocols(mut self, protocols: impl IntoIterator<Item = Protocol>) -> Self {
        self.protocols = protocols.into_iter().collect();
        self
    }

    /// Refuses unary calls of Connect that do not name its version, by `connect-protocol-version` or `connect=v1`. Clients of
    /// Connect do, and other HTTP clients rarely.
    pub fn require_connect_version(mut self) -> Self {
        self.requires_connect_version = true;
        self
    }

    /// Reads the timeout of calls of HTTP/JSON also from this header, for example `x-server-timeout`. Its value is a number of
    /// seconds, or a time with a unit, such as `250ms` and `1.5s`. In a header whose name ends with `-ms`, a number is in
    /// milliseconds.
    ///
    /// Of this header, `connect-timeout-ms` and `grpc-timeout`, the shortest timeout counts.
    #[cfg(feature = "http-json")]
    pub fn http_timeout_header(mut self, name: http::HeaderName) -> Self {
        self.http_rules.timeout = Some(name);
        self
    }

    /// Accepts requests with this compression, and compresses responses for clients that accept it. With several compressions,
    /// the client chooses.
    pub fn compression(mut self, encoding: CompressionEncoding) -> Self {
        self.compression.push(encoding);
        self
    }

    /// Sets the limits.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets how the server shuts down.
    pub fn drain(mut self, drain: Drain) -> Self {
        self.drain = drain;
        self
    }

    /// Limits the time of each call, with its streams. Clients can set a shorter deadline.
    ///
    /// Default: five minutes for unary calls, no limit for streams. `Duration::MAX` turns the limit off.
    pub fn max_call_time(mut self, time: Duration) -> Self {
        self.times.all = Some(time);
        self
    }

    /// Limits the time of calls of one method, by a generated constant or its path. It overrides
    /// [`max_call_time`](Self::max_call_time).
    pub fn max_method_time(mut self, method: impl MethodPath, time: Duration) -> Self {
        self.times.methods.insert(method.into_path(), time);
        self
    }

    /// Also serves without TLS on addresses that other machines can reach.
    pub fn allow_plaintext(mut self) -> Self {
        self.plaintext = true;
        self
    }

    /// Serves over TLS.
    #[cfg(feature = "tls")]
    pub fn tls(mut self, tls: super::ServerTls) -> Self {
        self.tls = Some(tls);
        self
    }
}

impl fmt::Debug for ServerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.services.iter().map(|service| service.name).collect();
        f.debug_struct("ServerBuilder")
            .field("services", &names)
            .field("limits", &self.limits)
            .field("drain", &self.drain)
            .finish_non_exhaustive()
    }
}
