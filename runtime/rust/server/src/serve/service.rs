//! Services that a server can add.

use std::convert::Infallible;

use http::{Request, Response};
use rpcsmith_wire::CallContext;
use rpcsmith_wire::body::Body;
use rpcsmith_wire::service::InterceptedService;
use rpcsmith_wire::service::Interceptor;
use tower::ServiceExt;
use tower_service::Service;

use crate::any_service::Answer;
use crate::server::{Dispatch, Intercepted, ResponseFuture, ServiceDefaults, ServiceServer};
use rpcsmith_service::{HttpRoute, Method};

/// A service that [`Server`](crate::Server) can add: a generated service, with or without an interceptor, or your own type
/// with a table of methods.
pub trait GrpcService: Clone + Send + Sync + 'static {
    /// The full name of the service, for example `user.UserService`.
    const SERVICE: &'static str;

    /// The methods of the service.
    const METHODS: &'static [Method];

    /// Whether its messages have JSON.
    const JSON: bool = false;

    /// The routes of its methods in HTTP/JSON. They need [`Self::JSON`].
    const HTTP: &'static [HttpRoute] = &[];

    /// Applies defaults to settings that the service does not set.
    #[must_use]
    fn with_defaults(self, defaults: &ServiceDefaults) -> Self;

    /// Answers a call. The extensions of the request contain its [`CallContext`].
    fn answer(&self, request: Request<Body>) -> ResponseFuture;

    /// Answers a call that a server has routed. The extensions of the request do not contain its context yet.
    #[doc(hidden)]
    fn answer_call(&self, mut request: Request<Body>, call: CallContext) -> ResponseFuture {
        call.extend(request.extensions_mut());
        self.answer(request)
    }
}

/// A service of a server.
pub(super) struct Registered<S>(pub(super) S);

impl<S: GrpcService> Answer for Registered<S> {
    fn answer(&self, request: Request<Body>) -> ResponseFuture {
        self.0.answer(request)
    }

    fn answer_call(&self, request: Request<Body>, call: CallContext) -> ResponseFuture {
        self.0.answer_call(request, call)
    }
}

impl<D: Dispatch<T>, T: Send + Sync + 'static> GrpcService for ServiceServer<D, T> {
    const SERVICE: &'static str = D::SERVICE;
    const METHODS: &'static [Method] = D::METHODS;
    const JSON: bool = D::JSON;
    const HTTP: &'static [HttpRoute] = D::HTTP;

    fn with_defaults(self, defaults: &ServiceDefaults) -> Self {
        self.with_service_defaults(defaults)
    }

    fn answer(&self, request: Request<Body>) -> ResponseFuture {
        self.answer_http(request)
    }

    fn answer_call(&self, request: Request<Body>, call: CallContext) -> ResponseFuture {
        self.answer_routed(request, call)
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
    const JSON: bool = S::JSON;
    const HTTP: &'static [HttpRoute] = S::HTTP;

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

impl<S, I> GrpcService for InterceptedService<S, I>
where
    S: GrpcService + Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
    I: Interceptor + Clone + Send + Sync + 'static,
{
    const SERVICE: &'static str = S::SERVICE;
    const METHODS: &'static [Method] = S::METHODS;
    const JSON: bool = S::JSON;
    const HTTP: &'static [HttpRoute] = S::HTTP;

    fn with_defaults(self, defaults: &ServiceDefaults) -> Self {
        self.map_service(|service| service.with_defaults(defaults))
    }

    fn answer(&self, request: Request<Body>) -> ResponseFuture {
        let response = self.clone().oneshot(request);
        ResponseFuture::new(async move {
            let Ok(response) = response.await;
            response.map(Body::new)
        })
    }
}
