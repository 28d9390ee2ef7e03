//! Dispatches HTTP requests: to a service, to the translation of another protocol, to a page, or to the
//! fallback.

mod bodies;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Uri, Version};
use http_body::Body as HttpBody;
use rpcsmith_wire::body::Body;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::call_future::CallFuture;
use super::complete_body;
use super::fallback::Fallback;
use super::guard::{CallResources, Guard, GuardedResponse};
use super::http_response;
use super::linger;
use super::metered_body::{Content, MeteredBody};
use super::origin::{AbortToken, Origin};
use super::pages::Pages;
use super::routes::Routes;
use super::spoken::{self, Protocols};
use crate::any_service::AnyService;
use crate::server;
use rpcsmith_service::Method;
use rpcsmith_wire::connect::{self, Compressed};
use rpcsmith_wire::context::{CallContext, CallStart, RequestLimits};
#[cfg(feature = "http-json")]
use rpcsmith_wire::http_json;
use rpcsmith_wire::metadata::MAX_NAMES;
use rpcsmith_wire::observe::Observers;

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
    #[cfg(feature = "http-json")]
    pub(super) http_rules: http_json::Rules,
    /// The maximum size of a message that is a whole body, unless the length is declared: then the service has the limit.
    pub(super) max_request_size: usize,
    /// Wraps all calls of other protocols than gRPC, which browsers can make.
    pub(super) cors: Option<Cors>,
    /// Answer other requests than rpcs.
    pub(super) pages: Pages,
    /// Answers all others.
    pub(super) fallback: Option<Fallback>,
}

/// Wraps the service that answers calls of browsers.
pub(super) type Cors = Arc<dyn Fn(AnyService) -> AnyService + Send + Sync>;

/// How a body contains the messages of a call.
pub(super) enum Shape {
    /// Each in an envelope, as in gRPC.
    Envelopes,
    /// The body is one message.
    Message(Compressed),
    /// The body is the end of one message, which starts with these bytes.
    #[cfg(feature = "http-json")]
    MessageAfter(Bytes),
    /// Each piece of the body is the end of a message, which starts with these bytes.
    #[cfg(feature = "http-json")]
    Pieces(http_json::PieceForm, Bytes),
}

impl Shape {
    /// Whether the whole body is one message.
    fn is_message(&self) -> bool {
        match self {
            Self::Envelopes => false,
            Self::Message(_) => true,
            #[cfg(feature = "http-json")]
            Self::MessageAfter(_) => true,
            #[cfg(feature = "http-json")]
            Self::Pieces(..) => false,
        }
    }
}

impl Dispatcher {
    pub(super) fn answer<B>(self: &Arc<Self>, request: Request<B>, origin: &Origin) -> CallFuture
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let http2 = request.version() >= Version::HTTP_2;
        let names = request.headers().keys_len();
        // Over HTTP/2, h2 enforces the limit of the size.
        if names > MAX_NAMES || !http2 && header_size(&request) > self.max_header_size {
            let refusal = http_response::headers_too_large(!http2);
            return CallFuture::Call(self.refuse(refusal, origin));
        }
        if let Some(subtype) = spoken::grpc_subtype(&request, self.protocols) {
            let codec = server::codec_of(request.method(), subtype);
            let request = complete_body::request(request);
            return CallFuture::Call(self.call(request, Shape::Envelopes, codec, origin));
        }
        let mut request = complete_body::request(request).map(Body::new);
        if !http2 {
            request = linger::request(request);
        }
        if let Some(fallback) = self.fallback_of(&request) {
            return CallFuture::Call(self.fall_back(fallback, request, origin));
        }
        let Some(cors) = &self.cors else {
            return CallFuture::Translated(self.translated(request, origin));
        };
        let (dispatcher, origin) = (Arc::clone(self), origin.clone());
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
    pub(super) fn is_rpc<B>(&self, request: &Request<B>) -> bool {
        spoken::is_call(request.headers()) || self.routes.find(request.uri().path()).is_some()
    }

    /// Whether the path is one of HTTP/JSON.
    #[cfg(feature = "http-json")]
    fn has_http_route(&self, path: &str) -> bool {
        self.routes.http.has_path(path)
    }

    /// There are no routes.
    #[cfg(not(feature = "http-json"))]
    fn has_http_route(&self, _: &str) -> bool {
        false
    }

    /// The page or the fallback that answers a request; `None` for calls, and if there is neither.
    fn fallback_of<B>(&self, request: &Request<B>) -> Option<&Fallback> {
        let path = request.uri().path();
        let fallback = self.pages.get(path).or(self.fallback.as_ref())?;
        (!self.is_rpc(request) && !self.has_http_route(path)).then_some(fallback)
    }

    /// Answers another request than an rpc, with the limits of the server.
    fn fall_back(
        &self,
        fallback: &Fallback,
        request: Request<Body>,
        origin: &Origin,
    ) -> GuardedResponse {
        let context = CallContext::new(CallStart {
            deadline: fallback.max_time.and_then(after),
            ..self.start(None, origin)
        });
        let guard = |resources| Guard::new(context.clone(), origin, resources).http();
        let resources = match self.admit(header_size(&request), origin) {
            Ok(resources) => resources,
            Err(status) => {
                return GuardedResponse::rejected(guard(CallResources::default()), status);
            }
        };
        let (charge, timeout) = (resources.shared_charge(), self.request_timeout);
        let request = request.map(|body| MeteredBody::new(body, Content::Http, timeout, charge));
        let guard = guard(resources);
        match fallback.request(request, context) {
            Ok(request) => {
                GuardedResponse::begin(guard, true, |_| fallback.service.answer(request))
            }
            Err(status) => GuardedResponse::rejected(guard, status),
        }
    }

    /// Answers a request that is not gRPC with an HTTP response.
    pub(super) fn refuse(&self, response: Response<Body>, origin: &Origin) -> GuardedResponse {
        let context = CallContext::new(self.start(None, origin));
        let guard = Guard::new(context, origin, CallResources::default());
        GuardedResponse::answered(guard, response)
    }

    /// What is known about a call of a connection.
    pub(super) fn start(&self, method: Option<Method>, origin: &Origin) -> CallStart {
        CallStart {
            method,
            route: None,
            deadline: None,
            draining: Arc::clone(&self.draining),
            limits: self.request_limits,
            connection: Some(Arc::clone(&origin.connect_info)),
            compressed: false,
            meter: None,
        }
    }
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
pub(super) fn uri_size(uri: &Uri) -> usize {
    let path = uri.path_and_query().map_or(0, |path| path.as_str().len());
    let authority = uri
        .authority()
        .map_or(0, |authority| authority.as_str().len());
    path + authority
}

/// The instant after a time; `None` if it cannot be represented.
pub(super) fn after(time: Duration) -> Option<Instant> {
    Instant::now().checked_add(time)
}
