//! Type-erased services.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use rpcsmith_wire::Status;
use rpcsmith_wire::body::Body;
use tower::ServiceExt;
use tower_service::Service;

use crate::server::ResponseFuture;

/// A type-erased service, which layers can wrap.
#[derive(Clone)]
pub struct AnyService(Arc<AnswerFn>);

type AnswerFn = dyn Fn(Request<Body>) -> ResponseFuture + Send + Sync;

impl AnyService {
    pub(crate) fn function(
        answer: impl Fn(Request<Body>) -> ResponseFuture + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(answer))
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
