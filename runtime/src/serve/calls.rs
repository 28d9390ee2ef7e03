//! One call: from its HTTP request to the service, under all that holds for it.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode, Version};
use http_body::Body as HttpBody;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tonic::Status;
use tonic::body::Body;

use super::fallback::{self, Fallback};
use super::guard::{Guard, GuardedRequest, GuardedResponse};
use super::routes::{Route, Routes};
use super::service::AnyService;
use super::whole::{Reason, Whole};
use crate::context::{CallContext, RequestLimits};
use crate::observe::{Caller, Observed, Observers};
use crate::{Method, request, server};

/// What answers the calls of a server.
pub(super) struct Calls {
    pub(super) routes: Routes,
    /// Room for calls, if it is limited.
    pub(super) room: Option<Arc<Semaphore>>,
    /// Ends the calls of the server's own services.
    pub(super) draining: Cut,
    pub(super) request_limits: RequestLimits,
    pub(super) observers: Observers,
    /// What stands between HTTP and the calls, such as gRPC-Web.
    pub(super) outer: Option<Outer>,
    /// Answers requests that are no rpc.
    pub(super) fallback: Option<Fallback>,
}

/// What ends calls. Each holds it, and a clone of the token would take the lock that all of them share.
pub(super) type Cut = Arc<CancellationToken>;

/// Makes a service of the one that answers calls.
pub(super) type Outer = Arc<dyn Fn(AnyService) -> AnyService + Send + Sync>;

/// The answer to a call.
pub(super) enum Answer {
    Call(GuardedResponse),
    Outer(server::ResponseFuture),
    /// The call runs on other threads.
    Elsewhere(Elsewhere),
}

type Elsewhere = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

impl Future for Answer {
    type Output = Result<Response<Body>, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Self::Call(response) => Pin::new(response).poll(cx),
            Self::Outer(response) => Pin::new(response).poll(cx),
            Self::Elsewhere(response) => response.as_mut().poll(cx),
        }
    }
}

impl Calls {
    pub(super) fn answer<B>(self: &Arc<Self>, request: Request<B>, cut: &Cut) -> Answer
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let request = Whole::request(request);
        if let Some(fallback) = &self.fallback
            && !self.is_rpc(&request)
        {
            return Answer::Call(self.fall_back(fallback, request, cut));
        }
        let Some(outer) = &self.outer else {
            if request.version() < Version::HTTP_2 {
                return Answer::Call(self.refuse(fallback::needs_http2(), cut));
            }
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
        let request = Whole::with_reason(request).map(Body::new);
        Answer::Outer(outer(calls).answer(request))
    }

    /// Whether calls of a path are checks of health, which run no code of a handler, layer or observer.
    pub(super) fn are_health(&self, path: &str) -> bool {
        #[cfg(feature = "health")]
        let is_health = crate::method::service_in(path) == super::health::NAME;
        #[cfg(not(feature = "health"))]
        let is_health = false;
        is_health && self.routes.find(path).is_some_and(|route| route.own)
    }

    /// Whether the path is that of a service, or the content type is that of gRPC or gRPC-Web.
    fn is_rpc<B>(&self, request: &Request<B>) -> bool {
        fallback::is_rpc(request.headers()) || self.routes.find(request.uri().path()).is_some()
    }

    /// Answers a request that is no rpc, under the limits and the drain of the server.
    fn fall_back<B>(&self, fallback: &Fallback, request: Request<B>, cut: &Cut) -> GuardedResponse
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let context = self.context(None, fallback.max_time.and_then(after));
        let guard = |permit| Guard::new(context.clone(), Arc::clone(cut), permit).http();
        let guard = match self.admit() {
            Ok(permit) => guard(permit),
            Err(status) => return GuardedResponse::refused(guard(None), status),
        };
        match fallback.request(request, context.clone()) {
            Ok(request) => GuardedResponse::begin(guard, &fallback.service, request, true),
            Err(status) => GuardedResponse::refused(guard, status),
        }
    }

    fn call<B>(&self, request: Request<B>, cut: &Cut) -> GuardedResponse
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        if let Some(refused) = fallback::refused(request.headers()) {
            return self.refuse(refused, cut);
        }
        let path = request.uri().path();
        let route = self.routes.find(path);
        let asked = match request::checked(request.headers()) {
            Ok(asked) => asked,
            Err(status) => {
                let method = route.and_then(|route| route.method);
                let guard = self.guard_of_none(method, &request, cut);
                return GuardedResponse::answered(guard, bad_request(&status));
            }
        };
        let Some(route) = route else {
            let status = server::unimplemented_status(path);
            return GuardedResponse::refused(self.guard_of_none(None, &request, cut), status);
        };
        let context = self.context(route.method, deadline(asked, route));
        let permit = match route.own {
            true => None,
            false => match self.admit() {
                Ok(permit) => permit,
                Err(status) => {
                    let guard = self.guard_of_none(route.method, &request, cut);
                    return GuardedResponse::refused(guard, status);
                }
            },
        };
        let cut = if route.own { &self.draining } else { cut };
        let observed = match route.own {
            true => None,
            false => self.observe(route.method, &request),
        };
        let guard = Guard::new(context.clone(), Arc::clone(cut), permit).observed(observed);
        let reason = request.extensions().get::<Reason>().cloned();
        let mut request = if route.reads_stream() {
            request.map(|body| Body::new(GuardedRequest::new(body, context.clone(), reason)))
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

    /// Answers what is no call by a response of HTTP.
    fn refuse(&self, response: Response<Body>, cut: &Cut) -> GuardedResponse {
        let guard = Guard::new(self.context(None, None), Arc::clone(cut), None);
        GuardedResponse::answered(guard, response)
    }

    /// Counts a call among those of the server, if their number is limited.
    fn admit(&self) -> Result<Option<OwnedSemaphorePermit>, Status> {
        let Some(room) = &self.room else {
            return Ok(None);
        };
        let permit = Arc::clone(room).try_acquire_owned();
        let full = |_| Status::resource_exhausted("the server has too many calls");
        permit.map(Some).map_err(full)
    }

    fn context(&self, method: Option<Method>, deadline: Option<Instant>) -> CallContext {
        CallContext::new(
            method,
            deadline,
            Arc::clone(&self.draining),
            self.request_limits,
        )
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

/// The response to a malformed request, as that of grpc-go.
fn bad_request(status: &Status) -> Response<Body> {
    let mut response = status.clone().into_http();
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}

/// When a call has to be over, if the client or the limit of the method says so.
fn deadline(asked: Option<Duration>, route: &Route) -> Option<Instant> {
    let time = match (asked, route.max_time) {
        (Some(asked), Some(max)) => asked.min(max),
        (Some(time), None) | (None, Some(time)) => time,
        (None, None) => return None,
    };
    after(time)
}

/// The instant after a time; none if it is too far away to be represented.
fn after(time: Duration) -> Option<Instant> {
    Instant::now().checked_add(time)
}
