//! From the path of a call to its service, and what holds for the method.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::error::ServeError;
use super::service::AnyService;
use crate::method::service_in;
use crate::{Method, Streaming};

/// A service to be served, before the layers around all services are known.
pub(super) struct Added {
    pub(super) name: String,
    /// None if the service brings no table.
    pub(super) methods: Option<&'static [Method]>,
    /// Whether the server itself brings it: such a service is not counted, and ends first.
    pub(super) own: bool,
    pub(super) service: AnyService,
}

/// Where calls of a method go.
pub(super) struct Route {
    pub(super) service: AnyService,
    pub(super) method: Option<Method>,
    /// The most time that a call may take.
    pub(super) max_time: Option<Duration>,
    pub(super) own: bool,
}

impl Route {
    /// Whether requests may be many.
    pub(super) fn reads_stream(&self) -> bool {
        self.is(|streaming| matches!(streaming, Streaming::Client | Streaming::Bidi))
    }

    /// Whether responses may be many.
    pub(super) fn writes_stream(&self) -> bool {
        self.is(|streaming| matches!(streaming, Streaming::Server | Streaming::Bidi))
    }

    fn is(&self, streams: impl Fn(Streaming) -> bool) -> bool {
        self.method.is_none_or(|method| streams(method.streaming()))
    }
}

/// The most time that calls may take.
#[derive(Clone, Debug, Default)]
pub(super) struct MaxTimes {
    pub(super) all: Option<Duration>,
    /// By path.
    pub(super) methods: BTreeMap<String, Duration>,
}

/// All services of a server.
pub(super) struct Routes {
    methods: BTreeMap<&'static str, Arc<Route>>,
    /// For methods that no table holds.
    services: BTreeMap<String, Arc<Route>>,
}

impl Routes {
    pub(super) fn new(added: Vec<Added>, times: &MaxTimes) -> Result<Self, ServeError> {
        let mut routes = Self {
            methods: BTreeMap::new(),
            services: BTreeMap::new(),
        };
        for added in added {
            routes.add(added, times)?;
        }
        routes.check([], times.methods.keys())?;
        Ok(routes)
    }

    /// Refuses names that nothing here has.
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

    fn add(&mut self, added: Added, times: &MaxTimes) -> Result<(), ServeError> {
        let route = |method: Option<Method>| {
            let own_time = method.and_then(|method| times.methods.get(method.path()).copied());
            Arc::new(Route {
                service: added.service.clone(),
                method,
                max_time: own_time.or(times.all).filter(|_| !added.own),
                own: added.own,
            })
        };
        for method in added.methods.unwrap_or_default() {
            self.methods.insert(method.path(), route(Some(*method)));
        }
        let route = route(None);
        match self.services.insert(added.name.clone(), route) {
            Some(_) => Err(ServeError::SameService(added.name)),
            None => Ok(()),
        }
    }

    /// Where a call goes; none if there is no such service.
    pub(super) fn find(&self, path: &str) -> Option<&Arc<Route>> {
        let method = self.methods.get(path);
        method.or_else(|| self.services.get(service_in(path)))
    }
}
