//! Finds the service, the method and the limits for the path of a call.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::error::ServeError;
#[cfg(feature = "http-json")]
use super::http_routes::HttpRoutes;
use crate::any_service::AnyService;
use rpcsmith_service::service_in;
use rpcsmith_service::{HttpRoute, Method, MethodKind};

/// A service of the server, before its methods are routed.
pub(super) struct RegisteredService {
    pub(super) name: String,
    /// `None` if the service has no table of methods.
    pub(super) methods: Option<&'static [Method]>,
    /// Whether its messages have JSON.
    pub(super) json: bool,
    /// Its routes in HTTP/JSON.
    pub(super) http: &'static [HttpRoute],
    /// Only for built-in services, which have their own limits, and end when the drain starts.
    pub(super) built_in: Option<BuiltInLimits>,
    pub(super) service: AnyService,
}

/// The limits of a built-in service. Anybody can call it without a token.
#[derive(Clone, Copy)]
pub(super) struct BuiltInLimits {
    /// The maximum size of a request, in bytes.
    pub(super) max_request_size: usize,
    /// The time limit of a call, with its streams.
    pub(super) max_time: Option<Duration>,
}

/// The default time limit of unary calls.
const UNARY_TIME: Duration = Duration::from_secs(300);

/// The time limit of unary calls of built-in services, which answer at once.
const BUILT_IN_UNARY_TIME: Duration = Duration::from_secs(10);

/// The service and the limits for a method.
pub(super) struct Route {
    pub(super) service: AnyService,
    pub(super) method: Option<Method>,
    /// The index of the method in the table of its service.
    pub(super) index: Option<usize>,
    /// Whether the messages have JSON.
    pub(super) json: bool,
    /// The time limit of a call.
    pub(super) max_time: Option<Duration>,
    pub(super) built_in: Option<BuiltInLimits>,
}

impl Route {
    /// Whether the method may read a stream of requests.
    pub(super) fn reads_stream(&self) -> bool {
        self.is(|kind| {
            matches!(
                kind,
                MethodKind::ClientStreaming | MethodKind::BidiStreaming
            )
        })
    }

    /// Whether the method is one of the user, and reads one message.
    pub(super) fn reads_one_message(&self) -> bool {
        self.built_in.is_none() && !self.reads_stream()
    }

    /// Whether the method may write a stream of responses.
    pub(super) fn writes_stream(&self) -> bool {
        self.is(|kind| {
            matches!(
                kind,
                MethodKind::ServerStreaming | MethodKind::BidiStreaming
            )
        })
    }

    fn is(&self, streams: impl Fn(MethodKind) -> bool) -> bool {
        self.method.is_none_or(|method| streams(method.kind()))
    }
}

/// The time limits of calls.
#[derive(Clone, Debug, Default)]
pub(super) struct MaxTimes {
    pub(super) all: Option<Duration>,
    /// By path.
    pub(super) methods: BTreeMap<String, Duration>,
}

/// All services of a server.
pub(super) struct Routes {
    methods: BTreeMap<&'static str, Arc<Route>>,
    /// For methods in no table.
    services: BTreeMap<String, Arc<Route>>,
    #[cfg(feature = "http-json")]
    pub(super) http: HttpRoutes,
}

impl Routes {
    pub(super) fn new(
        services: Vec<RegisteredService>,
        times: &MaxTimes,
    ) -> Result<Self, ServeError> {
        let mut routes = Self {
            methods: BTreeMap::new(),
            services: BTreeMap::new(),
            #[cfg(feature = "http-json")]
            http: HttpRoutes::default(),
        };
        for service in services {
            routes.add(service, times)?;
        }
        routes.check([], times.methods.keys())?;
        Ok(routes)
    }

    /// Rejects unknown names.
    pub(super) fn check<'n>(
        &self,
        services: impl IntoIterator<Item = &'n String>,
        methods: impl IntoIterator<Item = &'n String>,
    ) -> Result<(), ServeError> {
        let mut services = services.into_iter();
        if let Some(name) = services.find(|name| !self.services.contains_key(*name)) {
            return Err(ServeError::UnknownService(name.clone()));
        }
        let mut methods = methods.into_iter();
        match methods.find(|path| !self.methods.contains_key(path.as_str())) {
            Some(path) => Err(ServeError::UnknownMethod(path.clone())),
            None => Ok(()),
        }
    }

    fn add(&mut self, registered: RegisteredService, times: &MaxTimes) -> Result<(), ServeError> {
        let route = |method: Option<(usize, Method)>| {
            let (index, method) = method.unzip();
            let unary = method.is_some_and(|method| method.kind() == MethodKind::Unary);
            let of_method = method.and_then(|method| times.methods.get(method.path()).copied());
            let max_time = match registered.built_in {
                Some(_) if unary => Some(BUILT_IN_UNARY_TIME),
                Some(limits) => limits.max_time,
                None => of_method.or(times.all).or(unary.then_some(UNARY_TIME)),
            };
            Arc::new(Route {
                service: registered.service.clone(),
                method,
                index,
                json: registered.json,
                max_time,
                built_in: registered.built_in,
            })
        };
        let methods = registered.methods.unwrap_or_default();
        for (index, method) in methods.iter().enumerate() {
            let route = route(Some((index, *method)));
            self.methods.insert(method.path(), route);
        }
        #[cfg(feature = "http-json")]
        {
            let methods = registered.methods.filter(|_| registered.json);
            let methods = methods.unwrap_or_default();
            self.http.add(&registered.name, methods, registered.http)?;
        }
        #[cfg(not(feature = "http-json"))]
        if !registered.http.is_empty() {
            let name = registered.name;
            let reason = format!("the routes of {name} need the feature `http-json`");
            return Err(ServeError::Setting(reason));
        }
        let route = route(None);
        match self.services.insert(registered.name.clone(), route) {
            Some(_) => Err(ServeError::SameService(registered.name)),
            None => Ok(()),
        }
    }

    /// The route for a path; `None` if the service is unknown.
    pub(super) fn find(&self, path: &str) -> Option<&Arc<Route>> {
        let method = self.methods.get(path);
        method.or_else(|| self.services.get(service_in(path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::ResponseFuture;

    const METHODS: &[Method] = &[
        Method::unary("/a.B/Unary"),
        Method::server_streaming("/a.B/Streams"),
        Method::unary("/a.B/Set"),
    ];

    /// The time limits of the methods, in seconds.
    fn times(built_in: Option<BuiltInLimits>, all: Option<Duration>) -> [Option<u64>; 3] {
        let times = MaxTimes {
            all,
            methods: BTreeMap::from([("/a.B/Set".to_owned(), Duration::from_secs(7))]),
        };
        let service = AnyService::function(|_| {
            ResponseFuture::new(std::future::ready(http::Response::default()))
        });
        let registered = RegisteredService {
            name: "a.B".to_owned(),
            methods: Some(METHODS),
            json: false,
            http: &[],
            built_in,
            service,
        };
        let routes = Routes::new(vec![registered], &times).ok();
        ["/a.B/Unary", "/a.B/Streams", "/a.B/Set"].map(|path| {
            let route = routes.as_ref().and_then(|routes| routes.find(path));
            route.and_then(|route| route.max_time.map(|time| time.as_secs()))
        })
    }

    #[test]
    fn calls_have_a_time() {
        let minute = Some(Duration::from_secs(60));
        assert_eq!(times(None, None), [Some(300), None, Some(7)]);
        assert_eq!(times(None, minute), [Some(60), Some(60), Some(7)]);
        let limits = BuiltInLimits {
            max_request_size: 1,
            max_time: Some(Duration::from_secs(600)),
        };
        assert_eq!(times(Some(limits), minute), [Some(10), Some(600), Some(10)]);
    }
}
