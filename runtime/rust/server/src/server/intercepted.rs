//! Services behind an interceptor.

use std::convert::Infallible;
use std::fmt;
use std::task::{Context, Poll};

use http_body::Body as HttpBody;
use rpcsmith_wire::CallContext;
use rpcsmith_wire::body::Body;
use rpcsmith_wire::service::InterceptedService;
use rpcsmith_wire::service::Interceptor;
use rpcsmith_wire::service::NamedService;
use tower_service::Service;

use super::{Method, ResponseFuture, insert_method};

/// A service behind an interceptor; see [`ServiceServer::with_interceptor`](super::ServiceServer::with_interceptor).
///
/// Interceptors and handlers find the [`Method`] of a call in the extensions of its request.
#[derive(Clone)]
pub struct Intercepted<S, I> {
    pub(crate) service: S,
    pub(crate) methods: &'static [Method],
    pub(crate) interceptor: I,
}

impl<S: fmt::Debug, I> fmt::Debug for Intercepted<S, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intercepted")
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

impl<S: NamedService, I> NamedService for Intercepted<S, I> {
    const NAME: &'static str = S::NAME;
}

impl<S, I, B> Service<http::Request<B>> for Intercepted<S, I>
where
    S: Service<http::Request<B>, Response = http::Response<Body>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send + 'static,
    I: Interceptor + Clone + Send + 'static,
    B: HttpBody + Send + 'static,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    /// The service is always ready.
    fn call(&mut self, mut request: http::Request<B>) -> ResponseFuture {
        let context = request.extensions().get::<CallContext>();
        if context.is_none_or(|context| context.route_in(self.methods).is_none()) {
            insert_method(&mut request, self.methods);
        }
        let Self {
            service,
            interceptor,
            ..
        } = self.clone();
        let response = InterceptedService::new(service, interceptor).call(request);
        ResponseFuture::new(async move {
            let Ok(response) = response.await;
            response.map(Body::new)
        })
    }
}
