//! The routes of HTTP/JSON of a server.

use rpcsmith_service::{HttpRoute, Method};
use rpcsmith_wire::http_json::{Found, Tree};

use super::error::ServeError;

/// The routes of all services.
#[derive(Default)]
pub(super) struct HttpRoutes(Tree<Target>);

/// What a route calls.
pub(super) struct Target {
    pub(super) route: &'static HttpRoute,
    pub(super) method: Method,
}

impl HttpRoutes {
    /// Adds the routes of a service to those of its methods that have JSON.
    ///
    /// # Errors
    /// For a route that another method has, and for one that the service cannot have.
    pub(super) fn add(
        &mut self,
        name: &str,
        methods: &'static [Method],
        routes: &'static [HttpRoute],
    ) -> Result<(), ServeError> {
        for route in routes {
            let method = *methods.get(route.rpc).ok_or_else(|| {
                ServeError::Setting(format!("{name} has no method with JSON for {route}"))
            })?;
            let added = self.0.insert(route, Target { route, method });
            added.map_err(|other| {
                let (first, second) = (other.method.path(), method.path());
                ServeError::SameHttpRoute(route.to_string(), first, second)
            })?;
        }
        Ok(())
    }

    pub(super) fn find(&self, method: &str, path: &str) -> Found<'_, Target> {
        self.0.find(method, path)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a route has this path, with any method.
    pub(super) fn has_path(&self, path: &str) -> bool {
        self.0.has_path(path)
    }

    /// A route that has this path, with any method.
    pub(super) fn of_path(&self, path: &str) -> Option<&Target> {
        self.0.of_path(path)
    }
}
