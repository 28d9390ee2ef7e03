//! The server side of generated code: [`ServiceServer`] routes an HTTP request to a method of a generated trait.

use std::convert::Infallible;
use std::fmt;
use std::future::{self, Future};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};
use http_body::Body as HttpBody;
use rpcsmith_wire::CallContext;
use rpcsmith_wire::Status;
use rpcsmith_wire::body::Body;
#[cfg(feature = "json")]
use rpcsmith_wire::codec::Json;
use rpcsmith_wire::codec::{Codec, CompressionEncoding};
use rpcsmith_wire::service::Interceptor;
use tokio_stream::Stream;
use tower_service::Service;

pub use rpcsmith_service::{HttpRoute, Method, PathSegment, PathVariable, RouteBody};
pub use rpcsmith_wire::service::NamedService;

mod body;
mod call;
mod defaults;
mod intercepted;

use call::Config;
#[cfg(feature = "validate")]
pub use call::{
    ByRules, CheckedBy, DispatchValidated, RequestCheck, Validated, ValidatedServer, Validating,
    by_rules,
};
pub use call::{Call, Checks, ServiceMethod, Unchecked};
#[doc(hidden)]
pub use defaults::ServiceDefaults;
pub use intercepted::Intercepted;
use rpcsmith_wire::content_type::after_grpc;

/// A stream of responses. `Box::pin` converts any stream that is `Send`.
///
/// It is dropped when the client cancels the call.
pub type BoxStream<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send + 'static>>;

/// Dispatches calls to the methods of a generated service trait. Generated code implements it.
pub trait Dispatch<T>: Sized + 'static {
    /// The full name of the service, for example `user.UserService`.
    const SERVICE: &'static str;

    /// The methods of the service, in the order of the proto file.
    const METHODS: &'static [Method];

    /// Whether its messages have JSON.
    const JSON: bool = false;

    /// The routes of its methods in HTTP/JSON. They need [`Self::JSON`].
    const HTTP: &'static [HttpRoute] = &[];

    /// Answers a call to [`Self::SERVICE`].
    fn dispatch(service: Arc<T>, call: Call) -> ResponseFuture;
}

/// Serves a `T`, which implements the generated service trait. `D` dispatches its calls.
///
/// It is a tower service, for example for `tonic::transport::Server::add_service`. Clones share the `T`.
///
/// Interceptors and handlers find the [`Method`] of a call in the extensions of its request, in any server.
pub struct ServiceServer<D, T> {
    service: Arc<T>,
    config: Config,
    dispatch: PhantomData<fn() -> D>,
}

impl<D: Dispatch<T>, T> ServiceServer<D, T> {
    /// Serves a service.
    pub fn new(service: T) -> Self {
        Self::from_arc(Arc::new(service))
    }

    /// Serves a service that is shared with other code.
    pub fn from_arc(service: Arc<T>) -> Self {
        Self {
            service,
            config: Config::default(),
            dispatch: PhantomData,
        }
    }

    /// Serves a service behind an interceptor, which gets the metadata of each call first.
    ///
    /// Each call has a clone of the interceptor: put shared state behind an `Arc`. If it must wait for something, use a tower
    /// layer instead.
    pub fn with_interceptor<I>(service: T, interceptor: I) -> Intercepted<Self, I>
    where
        I: Interceptor,
    {
        Intercepted {
            service: Self::new(service),
            methods: D::METHODS,
            interceptor,
        }
    }

    /// Accepts requests that are compressed with `encoding`. Requests with other encodings fail with `UNIMPLEMENTED`.
    #[must_use]
    pub fn accept_compressed(mut self, encoding: CompressionEncoding) -> Self {
        self.config.accept.enable(encoding);
        self
    }

    /// Compresses responses with `encoding` for clients that accept it.
    #[must_use]
    pub fn send_compressed(mut self, encoding: CompressionEncoding) -> Self {
        self.config.send.enable(encoding);
        self
    }

    /// Limits the size of request messages, in bytes (default: 4 MiB). A larger one fails with `RESOURCE_EXHAUSTED`.
    ///
    /// For a compressed message, the limit applies before and after decompression.
    #[must_use]
    pub fn max_decoding_message_size(mut self, limit: usize) -> Self {
        self.config.max_decoding_size = Some(limit);
        self
    }

    /// Limits the size of response messages, in bytes (default: no limit). A call with a larger one fails with
    /// `RESOURCE_EXHAUSTED`.
    ///
    /// For a compressed message, the limit applies to the compressed bytes.
    #[must_use]
    pub fn max_encoding_message_size(mut self, limit: usize) -> Self {
        self.config.max_encoding_size = Some(limit);
        self
    }

    /// Sets how messages are written and read in calls with JSON. Services have JSON if their code is generated with the option
    /// `json`.
    #[cfg(feature = "json")]
    #[must_use]
    pub fn json(mut self, json: Json) -> Self {
        self.config.json = json;
        self
    }

    /// Turns off the validation of requests by the rules of their schema, and by the checks of
    /// [`with_validation`](Self::with_validation). By default, an invalid request fails with `INVALID_ARGUMENT`, and the
    /// method is not called.
    #[cfg(feature = "validate")]
    #[must_use]
    pub fn without_validation(mut self) -> Self {
        self.config.unchecked = true;
        self
    }
}

impl<D: Dispatch<T>, T> ServiceServer<D, T> {
    /// Sets what is not set yet.
    #[doc(hidden)]
    #[must_use]
    pub fn with_service_defaults(mut self, defaults: &ServiceDefaults) -> Self {
        for encoding in &defaults.compression {
            self.config.accept.enable(*encoding);
            self.config.send.enable(*encoding);
        }
        let config = &mut self.config;
        config.max_decoding_size = config.max_decoding_size.or(defaults.max_request_size);
        config.max_encoding_size = config.max_encoding_size.or(defaults.max_response_size);
        self
    }
}

impl<D, T> Clone for ServiceServer<D, T> {
    fn clone(&self) -> Self {
        Self {
            service: Arc::clone(&self.service),
            config: self.config,
            dispatch: PhantomData,
        }
    }
}

impl<D: Dispatch<T>, T> fmt::Debug for ServiceServer<D, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceServer")
            .field("service", &D::SERVICE)
            .field("config", &self.config)
            .finish()
    }
}

impl<D: Dispatch<T>, T> NamedService for ServiceServer<D, T> {
    const NAME: &'static str = D::SERVICE;
}

impl<D, T, B> Service<http::Request<B>> for ServiceServer<D, T>
where
    D: Dispatch<T>,
    B: HttpBody + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>> + Send + 'static,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> ResponseFuture {
        self.answer_http(request.map(body::erase))
    }
}

impl<D: Dispatch<T>, T> ServiceServer<D, T> {
    /// Answers a call of any server. If a server of this crate has routed it, its path and its content type are not read again.
    pub(crate) fn answer_http(&self, mut request: http::Request<Body>) -> ResponseFuture {
        let context = request.extensions().get::<CallContext>();
        let routed = context.and_then(|context| context.route_in(D::METHODS));
        let (index, codec) = match routed {
            Some(route) => route,
            None => {
                let codec = match accepted(request.method(), request.headers(), D::JSON) {
                    Ok(codec) => codec,
                    Err(response) => return ResponseFuture::new(future::ready(response)),
                };
                let Some(index) = insert_method(&mut request, D::METHODS) else {
                    let status = unimplemented_status(request.uri().path());
                    return ResponseFuture::new(future::ready(status.into_http()));
                };
                (index, codec)
            }
        };
        self.dispatch(request, None, index, codec)
    }

    /// Answers a call that a server of this crate has routed. The extensions of the request do not contain its context.
    #[cfg(feature = "serve")]
    pub(crate) fn answer_routed(
        &self,
        mut request: http::Request<Body>,
        context: CallContext,
    ) -> ResponseFuture {
        match context.route_in(D::METHODS) {
            Some((index, codec)) => self.dispatch(request, Some(context), index, codec),
            None => {
                context.extend(request.extensions_mut());
                self.answer_http(request)
            }
        }
    }

    fn dispatch(
        &self,
        request: http::Request<Body>,
        context: Option<CallContext>,
        index: usize,
        codec: Codec,
    ) -> ResponseFuture {
        let call = Call::new(request, context, index, codec, self.config);
        D::dispatch(Arc::clone(&self.service), call)
    }
}

/// The codec of a request to a service, which has JSON or not; or the response, if it is not gRPC because of its HTTP method or its content type. Without this
/// check, a form on any web page could call a method, because browsers send forms without a preflight request.
///
/// Source: PROTOCOL-HTTP2 of gRPC, "Content-Type" and "Method".
#[expect(
    clippy::result_large_err,
    reason = "the error is the response, which the caller returns"
)]
pub(crate) fn accepted(
    method: &http::Method,
    headers: &HeaderMap,
    json: bool,
) -> Result<Codec, http::Response<Body>> {
    let Some(codec) = codec(headers).filter(|codec| json || !codec.is_json()) else {
        return Err(unknown_content_type(headers));
    };
    if method == http::Method::POST {
        return Ok(codec);
    }
    let message = "gRPC needs the method POST".to_owned();
    let mut response = text(StatusCode::METHOD_NOT_ALLOWED, message);
    let post = HeaderValue::from_static("POST");
    response.headers_mut().insert(ALLOW, post);
    Err(response)
}

/// The codec of a request with this method, by what follows `application/grpc` in its content type; `None` if
/// [`accepted`] has to describe what is wrong.
#[cfg(feature = "serve")]
pub(crate) fn codec_of(method: &http::Method, subtype: &[u8]) -> Option<Codec> {
    Codec::of_subtype(subtype).filter(|_| method == http::Method::POST)
}

/// The codec of a request, by its content type.
fn codec(headers: &HeaderMap) -> Option<Codec> {
    Codec::of_subtype(after_grpc(headers)?)
}

fn unknown_content_type(headers: &HeaderMap) -> http::Response<Body> {
    let message = match after_grpc(headers) {
        Some([b'+', codec @ ..]) => {
            let codec = codec.escape_ascii();
            format!(
                "the codec `{codec}` is unknown: use application/grpc or application/grpc+proto"
            )
        }
        _ => "gRPC needs the content type application/grpc".to_owned(),
    };
    text(StatusCode::UNSUPPORTED_MEDIA_TYPE, message)
}

/// An HTTP response with a text.
pub(crate) fn text(code: StatusCode, message: String) -> http::Response<Body> {
    let length = HeaderValue::from(message.len());
    let mut response = http::Response::new(Body::from(message));
    *response.status_mut() = code;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    response.headers_mut().insert(CONTENT_LENGTH, length);
    response
}

/// Finds the method of a call by its path, and adds it to the extensions, for interceptors, layers and handlers.
fn insert_method<B>(request: &mut http::Request<B>, methods: &'static [Method]) -> Option<usize> {
    let path = request.uri().path();
    let found = methods.iter().position(|method| method.path() == path);
    match found.and_then(|index| methods.get(index)) {
        Some(method) => drop(request.extensions_mut().insert(*method)),
        None => drop(request.extensions_mut().remove::<Method>()),
    }
    found
}

/// The response to a call; dropping it cancels the call.
pub struct ResponseFuture(Pin<Box<dyn Future<Output = http::Response<Body>> + Send>>);

impl ResponseFuture {
    /// Wraps a future, for services without a generated trait.
    pub fn new(response: impl Future<Output = http::Response<Body>> + Send + 'static) -> Self {
        Self(Box::pin(response))
    }
}

impl Future for ResponseFuture {
    type Output = Result<http::Response<Body>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx).map(Ok)
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

/// The response of a method that is not implemented yet.
pub fn unimplemented<T>(method: Method) -> future::Ready<Result<T, Status>> {
    future::ready(Err(unimplemented_status(method.path())))
}

pub(crate) fn unimplemented_status(path: &str) -> Status {
    Status::unimplemented(format!("{path} is not implemented"))
}
