//! OpenTelemetry traces: a span for each call on the client and on the server, and propagation of the trace between them.
//!
//! The layers use the tracer provider and the propagator of `opentelemetry::global`.
//!
//! ```no_run
//! # use rpcsmith_runtime::serve::GrpcService;
//! # fn build(users: impl GrpcService, channel: rpcsmith_runtime::Channel) {
//! use rpcsmith_runtime::Server;
//! use rpcsmith_runtime::trace::TraceLayer;
//! use tower::Layer;
//!
//! let server = Server::builder().layer(TraceLayer::server()).add_service(users);
//! // For a generated client: `UserServiceClient::new(traced)`.
//! let traced = TraceLayer::client().layer(channel);
//! # }
//! ```

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, ready};

use crate::body::Body;
use crate::{Code, Status};
use bytes::Bytes;
use http::header::HOST;
use http::uri::Authority;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use opentelemetry::propagation::{Extractor, Injector};
use opentelemetry::trace::{FutureExt, SpanKind, Status as SpanStatus, TraceContextExt, Tracer};
use opentelemetry::{Context, KeyValue, StringValue, global};
use tower::layer::Layer;
use tower_service::Service;

mod server_name;

use server_name::ServerName;

use rpcsmith_service::Method;

use crate::code_names::code_name;
use crate::grpc::status::{code, is_server_fault};

/// Records a span for each call.
///
/// | attribute | value |
/// |---|---|
/// | `rpc.system.name` | `grpc` |
/// | `rpc.method` | a full name such as `user.UserService/GetUser`, which is also the name of the span; `_OTHER`, in a span `grpc`, for a method in no generated table |
/// | `rpc.method_original` | the name in the request, if `rpc.method` is `_OTHER` |
/// | `rpc.status_code` | a name such as `NOT_FOUND` |
/// | `error.type` | the same name, if the call failed |
/// | `server.address`, `server.port` | on a server, the authority of the request; on a client, see [`target`](Self::target) |
/// | `network.peer.address`, `network.peer.port` | on a server, the address of the client |
///
/// Failed calls have the span status `Error`. On a client, all codes but `OK` are failures. On a server, `UNKNOWN`,
/// `DEADLINE_EXCEEDED`, `UNIMPLEMENTED`, `INTERNAL`, `UNAVAILABLE` and `DATA_LOSS` are; the other codes mean that the caller
/// made a mistake, or cancelled the call.
///
/// Calls that a handler makes through a client with this layer are part of the same trace.
///
/// Source: semantic conventions for gRPC of OpenTelemetry, version 1.45. The usual propagator is W3C Trace Context.
#[derive(Clone, Debug)]
pub struct TraceLayer {
    side: SpanSide,
}

/// The side of a call that the spans describe.
#[derive(Clone, Debug)]
enum SpanSide {
    Server,
    Client(Option<Arc<ServerName>>),
}

impl TraceLayer {
    /// For a server: continues the traces of its clients.
    pub fn server() -> Self {
        Self {
            side: SpanSide::Server,
        }
    }

    /// For a client: propagates the current trace to the server.
    pub fn client() -> Self {
        Self {
            side: SpanSide::Client(None),
        }
    }

    /// Sets `server.address` and `server.port` of a client's spans to the target of its channel.
    ///
    /// ```
    /// # fn build() -> Result<(), rpcsmith_runtime::channel::ChannelError> {
    /// use rpcsmith_runtime::{Channel, trace::TraceLayer};
    /// use tower::Layer;
    ///
    /// let target = "dns:///users.internal:50051";
    /// let channel = Channel::builder(target).build()?;
    /// let traced = TraceLayer::client().target(target).layer(channel);
    /// # Ok(()) }
    /// ```
    ///
    /// Default: the origin of `Client::with_origin`, if set. A server ignores it.
    #[must_use]
    pub fn target(self, target: &str) -> Self {
        match self.side {
            SpanSide::Server => self,
            SpanSide::Client(_) => Self {
                side: SpanSide::Client(Some(Arc::new(ServerName::of_target(target)))),
            },
        }
    }
}

impl<S> Layer<S> for TraceLayer {
    type Service = Traced<S>;

    fn layer(&self, service: S) -> Traced<S> {
        Traced {
            service,
            side: self.side.clone(),
        }
    }
}

/// A service that records a span for each call.
#[derive(Clone, Debug)]
pub struct Traced<S> {
    service: S,
    side: SpanSide,
}

impl<S, B> Service<Request<Body>> for Traced<S>
where
    S: Service<Request<Body>, Response = Response<B>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut TaskContext<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let context = self.begin(&mut request);
        let span = Span {
            context: context.clone(),
            is_failure: match self.side {
                SpanSide::Server => is_server_fault,
                SpanSide::Client(_) => |code| code != Code::Ok,
            },
        };
        let attached = context.clone().attach();
        let response = self.service.call(request);
        drop(attached);
        Box::pin(
            async move {
                let response = response.await.inspect_err(|_| span.end(Code::Unknown))?;
                if let Some(code) = code(response.headers()) {
                    span.end(code);
                }
                Ok(response.map(|body| {
                    let body = Body::new(body);
                    Body::new(TracedBody { body, span })
                }))
            }
            .with_context(context),
        )
    }
}

impl<S> Traced<S> {
    /// Starts a span, and returns its context. A client sends it to the server.
    fn begin(&self, request: &mut Request<Body>) -> Context {
        let method = method(request).map(|method| method.full_name());
        let (kind, parent) = match self.side {
            SpanSide::Server => (
                SpanKind::Server,
                global::get_text_map_propagator(|propagator| {
                    propagator.extract(&Headers(request.headers()))
                }),
            ),
            SpanSide::Client(_) => (SpanKind::Client, Context::current()),
        };
        let tracer = global::tracer("rpcsmith-runtime");
        let span = tracer
            .span_builder(method.unwrap_or("grpc"))
            .with_kind(kind)
            .with_attributes(self.attributes(method, request))
            .start_with_context(&tracer, &parent);
        let context = parent.with_span(span);
        if matches!(self.side, SpanSide::Client(_)) {
            global::get_text_map_propagator(|propagator| {
                propagator.inject_context(&context, &mut HeadersMut(request.headers_mut()));
            });
        }
        context
    }

    /// The attributes that are known at the start of a call.
    fn attributes(&self, method: Option<&'static str>, request: &Request<Body>) -> Vec<KeyValue> {
        let mut attributes = vec![
            KeyValue::new("rpc.system.name", "grpc"),
            KeyValue::new("rpc.method", method.unwrap_or("_OTHER")),
        ];
        if method.is_none() {
            let path = request.uri().path();
            let original = path.strip_prefix('/').unwrap_or(path).to_owned();
            attributes.push(KeyValue::new("rpc.method_original", original));
        }
        let server = match &self.side {
            SpanSide::Client(Some(server)) => Some(Arc::clone(server)),
            _ => authority(request).map(|named| Arc::new(ServerName::of_authority(&named))),
        };
        if let Some(server) = server {
            let address = StringValue::from(server.address.clone());
            push_address(&mut attributes, "server", address, server.port);
        }
        if let (SpanSide::Server, Some(peer)) = (&self.side, crate::peer::peer_address(request)) {
            let address = StringValue::from(peer.ip().to_canonical().to_string());
            push_address(&mut attributes, "network.peer", address, Some(peer.port()));
        }
        attributes
    }
}

/// Adds the attributes of an address, and of its port if present.
fn push_address(
    attributes: &mut Vec<KeyValue>,
    of: &'static str,
    address: StringValue,
    port: Option<u16>,
) {
    attributes.push(KeyValue::new(format!("{of}.address"), address));
    if let Some(port) = port {
        attributes.push(KeyValue::new(format!("{of}.port"), i64::from(port)));
    }
}

/// The authority of a request: `:authority`, or `Host` of HTTP/1.1.
fn authority(request: &Request<Body>) -> Option<Authority> {
    if let Some(authority) = request.uri().authority() {
        return Some(authority.clone());
    }
    let host = request.headers().get(HOST)?;
    Authority::try_from(host.as_bytes()).ok()
}

/// The method of a call.
fn method(request: &Request<Body>) -> Option<Method> {
    let extensions = request.extensions();
    if let Some(call) = extensions.get::<crate::CallContext>() {
        return call.method();
    }
    extensions.get::<Method>().copied()
}

/// A span that ends with a status code, or as cancelled when it is dropped.
struct Span {
    context: Context,
    is_failure: fn(Code) -> bool,
}

impl Span {
    fn end(&self, code: Code) {
        let span = self.context.span();
        if !span.is_recording() {
            return;
        }
        let name = code_name(code);
        span.set_attribute(KeyValue::new("rpc.status_code", name));
        if (self.is_failure)(code) {
            span.set_attribute(KeyValue::new("error.type", name));
            span.set_status(SpanStatus::error(code.description()));
        }
        span.end();
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        self.end(Code::Cancelled);
    }
}

/// A body that is part of a span, and ends the span.
struct TracedBody {
    body: Body,
    span: Span,
}

impl HttpBody for TracedBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut TaskContext<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        let attached = this.span.context.clone().attach();
        let frame = ready!(Pin::new(&mut this.body).poll_frame(cx));
        drop(attached);
        match &frame {
            Some(Ok(frame)) => {
                if let Some(code) = frame.trailers_ref().and_then(code) {
                    this.span.end(code);
                }
            }
            Some(Err(status)) => this.span.end(status.code()),
            None => this.span.end(Code::Unknown),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

struct Headers<'h>(&'h HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}

struct HeadersMut<'h>(&'h mut HeaderMap);

impl Injector for HeadersMut<'_> {
    fn set(&mut self, key: &str, value: String) {
        let name = HeaderName::from_bytes(key.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::try_from(value)) {
            self.0.insert(name, value);
        }
    }
}
