//! Type-erased services.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use rpcsmith_wire::body::Body;
use rpcsmith_wire::{CallContext, Status};
use tower::ServiceExt;
use tower_service::Service;

use crate::server::ResponseFuture;

/// A type-erased service, which layers can wrap.
#[derive(Clone)]
pub struct AnyService(Arc<dyn Answer>);

/// Answers calls.
pub(crate) trait Answer: Send + Sync {
    /// Answers a request of a layer. Its extensions contain the context of the call.
    fn answer(&self, request: Request<Body>) -> ResponseFuture;

    /// Answers a call that a server has routed. Its extensions do not contain the context yet.
    fn answer_call(&self, mut request: Request<Body>, call: CallContext) -> ResponseFuture {
        call.extend(request.extensions_mut());
        self.answer(request)
    }
}

impl<F> Answer for F
where
    F: Fn(Request<Body>) -> ResponseFuture + Send + Sync,
{
    fn answer(&self, request: Request<Body>) -> ResponseFuture {
        self(request)
    }
}

impl AnyService {
    pub(crate) fn new(service: impl Answer + 'static) -> Self {
        Self(Arc::new(service))
    }

    pub(crate) fn function(
        answer: impl Fn(Request<Body>) -> ResponseFuture + Send + Sync + 'static,
    ) -> Self {
        Self::new(answer)
    }

    /// Wraps a tower service; its errors become statuses.
    pub(crate) fn tower<S, B>(service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
        S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
        S::Future: Send + 'static,
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::function(move |request| {
            let response = service.clone().oneshot(request);
            ResponseFuture::new(async move {
                match response.await {
                    Ok(response) => response.map(Body::new),
                    Err(error) => Status::from_error(error.into()).into_http(),
                }
            })
        })
    }

    pub(crate) fn answer(&self, request: Request<Body>) -> ResponseFuture {
        self.0.answer(request)
    }

    /// Answers a call that a server has routed. Its extensions do not contain the context yet.
    pub(crate) fn answer_call(&self, request: Request<Body>, call: CallContext) -> ResponseFuture {
        self.0.answer_call(request, call)
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
