//! Dispatches HTTP requests: checks a request, applies limits and the deadline, and calls the service.

mod bodies;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode, Uri, Version};
use http_body::Body as HttpBody;
use rpcsmith_wire::Status;
use rpcsmith_wire::body::Body;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::call_future::CallFuture;
use super::complete_body;
use super::fallback::Fallback;
use super::guard::{AbortToken, CallResources, Guard, GuardedRequest, GuardedResponse};
use super::http_response;
use super::linger;
use super::metered_body::{Content, MeteredBody};
use super::routes::{Route, Routes};
use super::spoken::{self, Protocols};
use crate::any_service::AnyService;
use crate::budget::{Account, Charge};
use crate::server;
use rpcsmith_service::Method;
use rpcsmith_wire::connect::{self, Compressed};
use rpcsmith_wire::context::{CallContext, RequestLimits};
use rpcsmith_wire::grpc::request::RequestHeaders;
use rpcsmith_wire::metadata::MAX_NAMES;
use rpcsmith_wire::observe::{Caller, ObservedCall, Observers};
use rpcsmith_wire::peer::peer_address;

/// Answers all requests of a server.
pub(super) struct Dispatcher {
    pub(super) routes: Routes,
    /// Permits for concurrent calls, if limited.
    pub(super) permits: Option<Arc<Semaphore>>,
    /// Permits for concurrent calls of built-in services.
    pub(super) built_in_permits: Arc<Semaphore>,
    /// The maximum size of the headers of a request, in bytes.
    pub(super) max_header_size: usize,
    pub(super) request_timeout: Duration,
    /// Ends the calls of built-in services when the drain starts.
    pub(super) draining: AbortToken,
    pub(super) request_limits: RequestLimits,
    pub(super) observers: Observers,
    pub(super) protocols: Protocols,
    pub(super) connect_rules: connect::Rules,
    /// The maximum size of a message that is a whole body, unless the length is declared: then the service has the limit.
    pub(super) max_request_size: usize,
    /// Wraps all calls of other protocols than gRPC, which browsers can make.
    pub(super) cors: Option<Cors>,
    /// Answers other requests than rpcs.
    pub(super) fallback: Option<Fallback>,
}

/// Wraps the service that answers calls of browsers.
pub(super) type Cors = Arc<dyn Fn(AnyService) -> AnyService + Send + Sync>;

/// The connection of a request.
pub(super) struct Origin {
    pub(super) abort: AbortToken,
    pub(super) account: Arc<Account>,
}

/// How a body contains the messages of a call.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// Each in an envelope, as in gRPC.
    Envelopes,
    /// The body is one message.
    Message(Compressed),
}

impl Dispatcher {
    pub(super) fn answer<B>(
        self: &Arc<Self>,
        request: Request<B>,
        abort: &AbortToken,
        account: &Arc<Account>,
    ) -> CallFuture
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let http2 = request.version() >= Version::HTTP_2;
        let names = request.headers().keys_len();
        // Over HTTP/2, h2 enforces the limit of the size.
        if names > MAX_NAMES || !http2 && header_size(&request) > self.max_header_size {
            let refusal = http_response::headers_too_large(!http2);
            return CallFuture::Call(self.refuse(refusal, abort));
        }
        let request = complete_body::request(request);
        if spoken::is_grpc(&request, self.protocols) {
            let call = self.call(request, Shape::Envelopes, abort, account);
            return CallFuture::Call(call);
        }
        let mut request = request.map(Body::new);
        if !http2 {
            request = linger::request(request);
        }
        if let Some(fallback) = &self.fallback
            && !self.is_rpc(&request)
        {
            return CallFuture::Call(self.fall_back(fallback, request, abort, account));
        }
        let origin = Origin {
            abort: Arc::clone(abort),
            account: Arc::clone(account),
        };
        let Some(cors) = &self.cors else {
            return CallFuture::Translated(self.translated(request, &origin));
        };
        let dispatcher = Arc::clone(self);
        let calls = AnyService::function(move |request| dispatcher.translated(request, &origin));
        CallFuture::Translated(cors(calls).answer(request))
    }

    /// Whether calls of a path are health checks, which run no code of the user.
    pub(super) fn is_health_check(&self, path: &str) -> bool {
        #[cfg(feature = "health")]
        let is_health = rpcsmith_service::service_in(path) == super::health::NAME;
        #[cfg(not(feature = "health"))]
        let is_health = false;
        is_health
            && self
                .routes
                .find(path)
                .is_some_and(|route| route.built_in.is_some())
    }

    /// Whether the path is that of a service, or the content type is one that only calls have.
    fn is_rpc<B>(&self, request: &Request<B>) -> bool {
        spoken::is_call(request.headers()) || self.routes.find(request.uri().path()).is_some()
    }

    /// Answers another request than an rpc, with the limits of the server.
    fn fall_back(
        &self,
        fallback: &Fallback,
        request: Request<Body>,
        abort: &AbortToken,
        account: &Arc<Account>,
    ) -> GuardedResponse {
        let context = self.context(None, fallback.max_time.and_then(after));
        let guard = |resources| Guard::new(context.clone(), Arc::clone(abort), resources).http();
        let resources = match self.admit(header_size(&request), account) {
            Ok(resources) => resources,
            Err(status) => {
                return GuardedResponse::rejected(guard(CallResources::default()), status);
            }
        };
        let (charge, timeout) = (resources.charge.clone(), self.request_timeout);
        let request = request.map(|body| MeteredBody::new(body, Content::Http, timeout, charge));
        let guard = guard(resources);
        match fallback.request(request, context.clone()) {
            Ok(request) => GuardedResponse::begin(guard, &fallback.service, request, true),
            Err(status) => GuardedResponse::rejected(guard, status),
        }
    }

    /// Answers a request of gRPC, or one whose body is one message.
    pub(super) fn call<B>(
        &self,
        request: Request<B>,
        shape: Shape,
        abort: &AbortToken,
        account: &Arc<Account>,
    ) -> GuardedResponse
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let path = request.uri().path();
        let route = self.routes.find(path);
        let json = route.is_none_or(|route| route.json);
        let codec = match server::accepted(request.method(), request.headers(), json) {
            Ok(codec) => codec,
            Err(response) => return self.refuse(response, abort),
        };
        let headers = match RequestHeaders::read(request.headers()) {
            Ok(headers) => headers,
            Err(status) => {
                let method = route.and_then(|route| route.method);
                let guard = self.guard_without_handler(method, &request, abort);
                return GuardedResponse::answered(guard, bad_request(&status));
            }
        };
        let Some(route) = route else {
            let status = server::unimplemented_status(path);
            let guard = self.guard_without_handler(None, &request, abort);
            return GuardedResponse::rejected(guard, status);
        };
        let mut context = self.context(route.method, deadline(headers.timeout, route));
        if let Some(index) = route.index {
            context.set_route(index, codec);
        }
        let resources = match route.built_in {
            Some(_) => self.admit_built_in(account),
            None => self.admit(headers.size + uri_size(request.uri()), account),
        };
        let resources = resources.and_then(|taken| self.with_declared(&request, shape, taken));
        let resources = match resources {
            Ok(resources) => resources,
            Err(status) => {
                let guard = self.guard_without_handler(route.method, &request, abort);
                return GuardedResponse::rejected(guard, status);
            }
        };
        let request = self.metered(request, shape, route, headers.compressed, &resources);
        let (abort, observed) = match route.built_in {
            Some(_) => (&self.draining, None),
            None => (abort, self.observe(route.method, &request)),
        };
        let guard = Guard::new(context.clone(), Arc::clone(abort), resources).observed(observed);
        let request = match shape {
            Shape::Envelopes => for_handler(request, route, context),
            Shape::Message(compressed) => {
                for_handler(self.enveloped(request, compressed), route, context)
            }
        };
        GuardedResponse::begin(guard, &route.service, request, route.writes_stream())
    }

    /// Answers a request that is not gRPC with an HTTP response.
    pub(super) fn refuse(&self, response: Response<Body>, abort: &AbortToken) -> GuardedResponse {
        let guard = Guard::new(
            self.context(None, None),
            Arc::clone(abort),
            CallResources::default(),
        );
        GuardedResponse::answered(guard, response)
    }

    /// Admits a call: takes a permit, and charges its headers.
    fn admit(&self, header_size: usize, account: &Arc<Account>) -> Result<CallResources, Status> {
        let permits = self.permits.as_ref().map(Arc::clone);
        let permit = permits.map(Semaphore::try_acquire_owned).transpose();
        let full = |_| Status::resource_exhausted("the server has too many calls");
        Ok(CallResources {
            _permit: permit.map_err(full)?,
            charge: Some(Charge::new(account, header_size)?),
            _built_in: None,
        })
    }

    /// Admits a call of a built-in service.
    fn admit_built_in(&self, account: &Arc<Account>) -> Result<CallResources, Status> {
        let call = account.built_in_call(&self.built_in_permits)?;
        Ok(CallResources {
            _built_in: Some(Box::new(call)),
            ..CallResources::default()
        })
    }

    fn context(&self, method: Option<Method>, deadline: Option<Instant>) -> CallContext {
        CallContext::new(
            method,
            deadline,
            Arc::clone(&self.draining),
            self.request_limits,
        )
    }

    /// The guard of a call that is rejected before its handler runs.
    pub(super) fn guard_without_handler<B>(
        &self,
        method: Option<Method>,
        request: &Request<B>,
        abort: &AbortToken,
    ) -> Guard {
        let guard = Guard::new(
            self.context(method, None),
            Arc::clone(abort),
            CallResources::default(),
        );
        guard.observed(self.observe(method, request))
    }

    fn observe<B>(&self, method: Option<Method>, request: &Request<B>) -> Option<ObservedCall> {
        ObservedCall::begin(&self.observers, method, || {
            Caller::new(request.headers(), peer_address(request))
        })
    }
}

/// Adds the context and the method of the call to the extensions of a request.
fn for_handler<B>(request: Request<B>, route: &Route, context: CallContext) -> Request<Body>
where
    B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
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
    request
}

/// The size of the headers of a request, as HTTP/2 defines it.
///
/// Source: RFC 9113, section 6.5.2, SETTINGS_MAX_HEADER_LIST_SIZE.
fn header_size<B>(request: &Request<B>) -> usize {
    let headers = request.headers().iter();
    let sizes = headers.map(|(name, value)| name.as_str().len() + value.len() + 32);
    sizes.sum::<usize>() + uri_size(request.uri())
}

/// The size of the path and the authority of a request.
fn uri_size(uri: &Uri) -> usize {
    let path = uri.path_and_query().map_or(0, |path| path.as_str().len());
    let authority = uri
        .authority()
        .map_or(0, |authority| authority.as_str().len());
    path + authority
}

/// The response to a malformed request, like that of grpc-go.
fn bad_request(status: &Status) -> Response<Body> {
    let mut response = status.clone().into_http();
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}

/// The deadline of a call: the earlier one of the client's timeout and the limit of the method.
fn deadline(requested: Option<Duration>, route: &Route) -> Option<Instant> {
    let time = match (requested, route.max_time) {
        (Some(requested), Some(max)) => requested.min(max),
        (Some(time), None) | (None, Some(time)) => time,
        (None, None) => return None,
    };
    after(time)
}

/// The instant after a time; `None` if it cannot be represented.
fn after(time: Duration) -> Option<Instant> {
    Instant::now().checked_add(time)
}
