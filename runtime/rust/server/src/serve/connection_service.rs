//! Passes the requests of a connection to the dispatcher.

use std::convert::Infallible;
use std::error::Error;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use hyper::body::Incoming;
use hyper::service::Service as HyperService;
use rpcsmith_wire::body::Body;
use tokio::runtime::Handle;

use super::call_future::CallFuture;
use super::dispatcher::Dispatcher;
use super::origin::Origin;
use super::worker_call;

/// Passes the requests of a connection to the dispatcher.
pub(super) struct ConnectionService {
    pub(super) dispatcher: Arc<Dispatcher>,
    pub(super) origin: Origin,
    /// The runtime that runs the calls, if it is not the one of this thread.
    pub(super) workers: Option<Handle>,
}

impl ConnectionService {
    pub(super) fn answer<B>(&self, request: Request<B>) -> CallFuture
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        match &self.workers {
            Some(workers) if !self.dispatcher.is_health_check(request.uri().path()) => {
                let (dispatcher, origin) = (Arc::clone(&self.dispatcher), self.origin.clone());
                let answer = async move { dispatcher.answer(request, &origin).await };
                CallFuture::Worker(Box::pin(worker_call::run(workers, answer)))
            }
            _ => self.dispatcher.answer(request, &self.origin),
        }
    }
}

impl HyperService<Request<Incoming>> for ConnectionService {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = CallFuture;

    fn call(&self, request: Request<Incoming>) -> CallFuture {
        self.answer(request)
    }
}
