//! OpenTelemetry traces: a span a call on either side, and the trace handed on between them.
//!
//! The layers use the tracer provider and the propagator that `opentelemetry::global` has been given.
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
use std::task::{Context as TaskContext, Poll, ready};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use opentelemetry::propagation::{Extractor, Injector};
use opentelemetry::trace::{FutureExt, SpanKind, Status as SpanStatus, TraceContextExt, Tracer};
use opentelemetry::{Context, KeyValue, global};
use tonic::body::Body;
use tonic::{Code, Status};
use tower::layer::Layer;
use tower_service::Service;

use crate::Method;
use crate::status::code;

/// Makes a span of each call.
///
/// Spans are named as `user.UserService/GetUser`, and have `rpc.system`, `rpc.service`, `rpc.method`
/// and `rpc.grpc.status_code`; methods that no generated table has are `_OTHER`. What a handler
/// calls through a client with this layer is part of its span's trace.
///
/// Source: semantic conventions for gRPC of OpenTelemetry; W3C Trace Context is the usual
/// propagator.
#[derive(Clone, Copy, Debug)]
pub struct TraceLayer {
    server: bool,
}

impl TraceLayer {
    /// For a server: continues the traces of its clients.
    pub fn server() -> Self {
        Self { server: true }
    }

    /// For a client: hands on the trace that it calls within.
    pub fn client() -> Self {
        Self { server: false }
    }
}

impl<S> Layer<S> for TraceLayer {
    type Service = Traced<S>;

    fn layer(&self, service: S) -> Traced<S> {
        Traced {
            service,
            server: self.server,
        }
    }
}

/// A service whose calls are spans.
#[derive(Clone, Debug)]
pub struct Traced<S> {
    service: S,
    server: bool,
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
        let span = Span(context.clone());
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
    /// The context of a new span; a client tells it the server.
    fn begin(&self, request: &mut Request<Body>) -> Context {
        let method = method(request);
        let (service, name) = method.map_or(("_OTHER", "_OTHER"), |method| {
            (method.service(), method.name())
        });
        let kind = match self.server {
            true => SpanKind::Server,
            false => SpanKind::Client,
        };
        let parent = match self.server {
            true => global::get_text_map_propagator(|propagator| {
                propagator.extract(&Headers(request.headers()))
            }),
            false => Context::current(),
        };
        let tracer = global::tracer("rpcsmith-runtime");
        let span = tracer
            .span_builder(format!("{service}/{name}"))
            .with_kind(kind)
            .with_attributes([
                KeyValue::new("rpc.system", "grpc"),
                KeyValue::new("rpc.service", service),
                KeyValue::new("rpc.method", name),
            ])
            .start_with_context(&tracer, &parent);
        let context = parent.with_span(span);
        if !self.server {
            global::get_text_map_propagator(|propagator| {
                propagator.inject_context(&context, &mut HeadersMut(request.headers_mut()));
            });
        }
        context
    }
}

/// The method that a client calls, or that a server has found.
fn method(request: &Request<Body>) -> Option<Method> {
    let extensions = request.extensions();
    #[cfg(any(feature = "client", feature = "serve"))]
    if let Some(call) = extensions.get::<crate::CallContext>() {
        return call.method();
    }
    extensions.get::<Method>().copied()
}

/// A span that ends once, with a code or because nobody waits for one.
struct Span(Context);

impl Span {
    fn end(&self, code: Code) {
        let span = self.0.span();
        if !span.is_recording() {
            return;
        }
        let number = i64::from(i32::from(code));
        span.set_attribute(KeyValue::new("rpc.grpc.status_code", number));
        if code != Code::Ok {
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

/// A body that is part of a span, and ends it.
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
        let attached = this.span.0.clone().attach();
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
