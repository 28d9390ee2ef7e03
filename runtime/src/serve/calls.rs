//! One call: from its HTTP request to the service, under all that holds for it.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

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
use crate::observe::{Caller, Observed, Observers};
use crate::{Method, server, timeout};

/// What answers the calls of a server.
pub(super) struct Calls {
    pub(super) routes: Routes,
    /// Room for calls, if it is limited.
    pub(super) room: Option<Arc<Semaphore>>,
    /// Ends the calls of the server's own services.
    pub(super) draining: Cut,
    pub(super) observers: Observers,
    /// What stands between HTTP and the calls, such as gRPC-Web.
    pub(super) outer: Option<Outer>,
}

/// What ends calls. Each holds it, and a clone of the token would take the lock that all of them share.
pub(super) type Cut = Arc<CancellationToken>;

/// Makes a service of the one that answers calls.
pub(super) type Outer = Arc<dyn Fn(AnyService) -> AnyService + Send + Sync>;

/// The answer to a call.
pub(super) enum Answer {
    Call(GuardedResponse),
    Outer(server::ResponseFuture),
}

impl Future for Answer {
    type Output = Result<Response<Body>, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Self::Call(response) => Pin::new(response).poll(cx),
            Self::Outer(response) => Pin::new(response).poll(cx),
        }
    }
}

impl Calls {
    pub(super) fn answer<B>(self: &Arc<Self>, request: Request<B>, cut: &Cut) -> Answer
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let Some(outer) = &self.outer else {
            return Answer::Call(self.call(request, cut));
        };
        let (calls, cut) = (Arc::clone(self), Arc::clone(cut));
        let calls = AnyService::function(move |request| {
            let response = calls.call(request, &cut);
            server::ResponseFuture::new(async move {
                let Ok(response) = response.await;
                response
            })
        });
        Answer::Outer(outer(calls).answer(request.map(Body::new)))
    }

    fn call<B>(&self, request: Request<B>, cut: &Cut) -> GuardedResponse
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let path = request.uri().path();
        let Some(route) = self.routes.find(path) else {
            let status = server::unimplemented_status(path);
            return GuardedResponse::refused(self.guard_of_none(None, &request, cut), status);
        };
        let context = self.context(route.method, deadline(&request, route));
        let permit = match &self.room {
            Some(room) if !route.own => match Arc::clone(room).try_acquire_owned() {
                Ok(permit) => Some(permit),
                Err(_) => {
                    let status = Status::resource_exhausted("the server has too many calls");
                    let guard = self.guard_of_none(route.method, &request, cut);
                    return GuardedResponse::refused(guard, status);
                }
            },
            _ => None,
        };
        let cut = if route.own { &self.draining } else { cut };
        let observed = match route.own {
            true => None,
            false => self.observe(route.method, &request),
        };
        let guard = Guard::new(context.clone(), Arc::clone(cut), permit).observed(observed);
        let mut request = if route.reads_stream() {
            request.map(|body| Body::new(GuardedRequest::new(body, context.clone())))
        } else {
            request.map(Body::new)
        };
        let extensions = request.extensions_mut();
        extensions.insert(context);
        if let Some(method) = route.method {
            extensions.insert(method);
        }
        GuardedResponse::begin(guard, &route.service, request, route.writes_stream())
    }

    fn context(&self, method: Option<Method>, deadline: Option<Instant>) -> CallContext {
        CallContext::new(method, deadline, Arc::clone(&self.draining))
    }

    /// For a call that comes to no handler.
    fn guard_of_none<B>(&self, method: Option<Method>, request: &Request<B>, cut: &Cut) -> Guard {
        let guard = Guard::new(self.context(method, None), Arc::clone(cut), None);
        guard.observed(self.observe(method, request))
    }

    fn observe<B>(&self, method: Option<Method>, request: &Request<B>) -> Option<Observed> {
        Observed::begin(&self.observers, method, || Caller::of_server(request))
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
