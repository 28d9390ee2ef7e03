//! Clients of HTTP/JSON, which call each method by its first route.

use rpcsmith_service::{HttpRoute, Method};
use rpcsmith_wire::Status;
use rpcsmith_wire::codec::{Codec, Json, ProtoAndJson};

use super::Client;

/// The routes of a service.
#[derive(Clone, Copy, Debug)]
pub(super) struct Routes {
    methods: &'static [Method],
    routes: &'static [HttpRoute],
}

impl Routes {
    /// The first route of a method.
    ///
    /// # Errors
    /// `UNIMPLEMENTED` if it has none.
    pub(super) fn of(self, method: Method) -> Result<&'static HttpRoute, Status> {
        let rpc = self.methods.iter().position(|known| *known == method);
        let route = rpc.and_then(|rpc| self.routes.iter().find(|route| route.rpc == rpc));
        route.ok_or_else(|| {
            let name = method.full_name();
            Status::unimplemented(format!("{name} has no route of HTTP/JSON"))
        })
    }
}

impl Client {
    /// Calls the methods of a service by HTTP/JSON, each by its first route. The transport must be a `Channel`, or a service that
    /// wraps one.
    ///
    /// `methods` are all methods of the service, whose indices the routes have.
    #[must_use]
    pub fn with_routes(
        self,
        methods: &'static [Method],
        routes: &'static [HttpRoute],
    ) -> Client<ProtoAndJson> {
        let mut client = self.with_json();
        client.core.codec = Codec::Json(Json::default());
        client.core.routes = Some(Routes { methods, routes });
        client
    }
}
