//! What a server serves: services of any type, behind one.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use tonic::Status;
use tonic::body::Body;
use tonic::codec::CompressionEncoding;
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tower::ServiceExt;
use tower_service::Service;

use crate::Method;
use crate::server::{Dispatch, Intercepted, ResponseFuture, ServiceServer};

/// What holds for the services of a server that do not say otherwise themselves.
#[derive(Clone, Debug, Default)]
pub struct ServiceDefaults {
    /// Encodings of requests that are accepted and of responses to clients that accept them.
    pub compression: Vec<CompressionEncoding>,
    /// Bytes of a request message; 4 MiB if there is no number.
    pub max_request_size: Option<usize>,
    /// Bytes of a response message; unlimited if there is no number.
    pub max_response_size: Option<usize>,
}

/// A service that [`Server`](crate::Server) can add: a generated one, bare or with an interceptor, or one of other making
/// that knows its methods.
pub trait GrpcService: Clone + Send + Sync + 'static {
    /// Its full name, for example `user.UserService`.
    const SERVICE: &'static str;

    /// Its methods.
    const METHODS: &'static [Method];

    /// Takes over what the service does not set itself.
    #[must_use]
    fn with_defaults(self, defaults: &ServiceDefaults) -> Self;

    /// Answers a call.
    fn answer(&self, request: Request<Body>) -> ResponseFuture;
}

impl<D: Dispatch<T>, T: Send + Sync + 'static> GrpcService for ServiceServer<D, T> {
    const SERVICE: &'static str = D::SERVICE;
    const METHODS: &'static [Method] = D::METHODS;

    fn with_defaults(self, defaults: &ServiceDefaults) -> Self {
        self.with_service_defaults(defaults)
    }

    fn answer(&self, request: Request<Body>) -> ResponseFuture {
        self.clone().call(request)
    }
}

impl<S, I> GrpcService for Intercepted<S, I>
where
    S: GrpcService + Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
    I: Interceptor + Clone + Send + Sync + 'static,
{
    const SERVICE: &'static str = S::SERVICE;
    const METHODS: &'static [Method] = S::METHODS;

    fn with_defaults(self, defaults: &ServiceDefaults) -> Self {
        Self {
            service: self.service.with_defaults(defaults),
            ..self
        }
    }

    fn answer(&self, request: Request<Body>) -> ResponseFuture {
        self.clone().call(request)
    }
}

/// Takes no defaults: tonic keeps the service within to itself.
impl<S, I> GrpcService for InterceptedService<S, I>
where
    S: GrpcService + Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
    I: Interceptor + Clone + Send + Sync + 'static,
{
    const SERVICE: &'static str = S::SERVICE;
    const METHODS: &'static [Method] = S::METHODS;

    fn with_defaults(self, _: &ServiceDefaults) -> Self {
        self
    }

    fn answer(&self, request: Request<Body>) -> ResponseFuture {
        let response = self.clone().oneshot(request);
        ResponseFuture::new(async move {
            let Ok(response) = response.await;
            response.map(Body::new)
        })
    }
}

/// A service without its type; layers go around it.
#[derive(Clone)]
pub struct AnyService(Arc<Answering>);

type Answering = dyn Fn(Request<Body>) -> ResponseFuture + Send + Sync;

impl AnyService {
    pub(super) fn function(
        answer: impl Fn(Request<Body>) -> ResponseFuture + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(answer))
    }

    pub(super) fn generated(service: impl GrpcService) -> Self {
        Self::function(move |request| service.answer(request))
    }

    /// Any tower service; its errors become statuses.
    pub(super) fn tower<S, B>(service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
        S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
        S::Future: Send + 'static,
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self(Arc::new(move |request| {
            let response = service.clone().oneshot(request);
            ResponseFuture::new(async move {
                match response.await {
                    Ok(response) => response.map(Body::new),
                    Err(error) => Status::from_error(error.into()).into_http(),
                }
            })
        }))
    }

    pub(crate) fn answer(&self, request: Request<Body>) -> ResponseFuture {
        self.0(request)
    }
}

impl Service<Request<Body>> for AnyService {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> ResponseFuture {
        self.answer(request)
    }
}

impl fmt::Debug for AnyService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnyService")
    }
}
