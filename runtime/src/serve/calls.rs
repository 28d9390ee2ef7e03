//! One call: from its HTTP request to the service, under all that holds for it.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tonic::Status;
use tonic::body::Body;

use super::guard::{Guard, GuardedRequest, GuardedResponse};
use super::routes::{Route, Routes};
use super::service::AnyService;
use crate::context::CallContext;
use crate::observe::{Observed, Observers};
use crate::{Method, server, timeout};

/// What answers the calls of a server.
pub(super) struct Calls {
    pub(super) routes: Routes,
    /// Room for calls, if it is limited.
    pub(super) room: Option<Arc<Semaphore>>,
    /// Ends the calls of the server's own services.
    pub(super) draining: CancellationToken,
    pub(super) observers: Observers,
    /// What stands between HTTP and the calls, such as gRPC-Web.
    pub(super) outer: Option<Outer>,
}

/// Makes a service of the one that answers calls.
pub(super) type Outer = Arc<dyn Fn(AnyService) -> AnyService + Send + Sync>;

/// The answer to a call.
pub(super) type Answer = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

impl Calls {
    pub(super) fn answer<B>(
        self: &Arc<Self>,
        request: Request<B>,
        cut: &CancellationToken,
    ) -> Answer
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let Some(outer) = &self.outer else {
            return Box::pin(self.call(request, cut));
        };
        let (calls, cut) = (Arc::clone(self), cut.clone());
        let calls = AnyService::function(move |request| {
            let response = calls.call(request, &cut);
            server::ResponseFuture::new(async move {
                let Ok(response) = response.await;
                response
            })
        });
        Box::pin(outer(calls).answer(request.map(Body::new)))
    }

    fn call<B>(&self, request: Request<B>, cut: &CancellationToken) -> GuardedResponse
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let path = request.uri().path();
        let Some(route) = self.routes.find(path) else {
            let status = server::unimplemented_status(path);
            return GuardedResponse::refused(self.guard_of_none(None, cut), status);
        };
        let context = self.context(route.method, deadline(&request, route));
        let permit = match &self.room {
            Some(room) if !route.own => match Arc::clone(room).try_acquire_owned() {
                Ok(permit) => Some(permit),
                Err(_) => {
                    let status = Status::resource_exhausted("the server has too many calls");
                    return GuardedResponse::refused(self.guard_of_none(route.method, cut), status);
                }
            },
            _ => None,
        };
        let cut = if route.own { &self.draining } else { cut };
        let observed = match route.own {
            true => None,
            false => Observed::begin(&self.observers, route.method),
        };
        let guard = Guard::new(context.clone(), cut.clone(), permit).observed(observed);
        let mut request = if route.reads_stream() {
            request.map(|body| Body::new(GuardedRequest::new(body, context.clone())))
        } else {
            request.map(Body::new)
        };
        request.extensions_mut().insert(context);
        GuardedResponse::begin(guard, &route.service, request, route.writes_stream())
    }

    fn context(&self, method: Option<Method>, deadline: Option<Instant>) -> CallContext {
        CallContext::new(method, deadline, self.draining.clone())
    }

    /// For a call that comes to no handler.
    fn guard_of_none(&self, method: Option<Method>, cut: &CancellationToken) -> Guard {
        let guard = Guard::new(self.context(method, None), cut.clone(), None);
        guard.observed(Observed::begin(&self.observers, method))
    }
}

/// When a call has to be over, if that is said by the client or for the method.
fn deadline<B>(request: &Request<B>, route: &Route) -> Option<Instant> {
    let asked = timeout::read(request.headers());
    let time = match (asked, route.max_time) {
        (Some(asked), Some(max)) => asked.min(max),
        (Some(time), None) | (None, Some(time)) => time,
        (None, None) => return None,
    };
    // So far away that it cannot be said is never.
    Instant::now().checked_add(time)
}
