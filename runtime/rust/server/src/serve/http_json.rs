//! HTTP/JSON: the routes of a server, and calls by them.
//!
//! As with the other protocols, the translation is outside of the guard of a call.

use std::sync::LazyLock;

use http::header::ALLOW;
use http::{HeaderValue, Request, StatusCode};
use rpcsmith_service::{HttpRoute, Method};
use rpcsmith_wire::body::Body;
use rpcsmith_wire::http_json::{Accepted, Details, Form, Found, Tree, accept, refusal};
use rpcsmith_wire::message::reflect::Registry;
use rpcsmith_wire::{CalledBy, Protocol, Status};

use super::dispatcher::{Dispatcher, Shape};
use super::error::ServeError;
use super::origin::Origin;
use super::routes::RegisteredService;
use super::translated::ready;
use crate::server::ResponseFuture;

/// The routes of all services.
#[derive(Default)]
pub(super) struct HttpRoutes(Tree<Target>);

/// What a route calls.
struct Target {
    route: &'static HttpRoute,
    method: Method,
}

impl HttpRoutes {
    /// Adds the routes of a service.
    ///
    /// # Errors
    /// For a route that another method has, and for one that the service cannot have.
    pub(super) fn add(&mut self, service: &RegisteredService) -> Result<(), ServeError> {
        let methods = service.methods.unwrap_or_default();
        for route in service.http {
            let method = methods.get(route.rpc).filter(|_| service.json);
            let method = *method.ok_or_else(|| {
                let name = &service.name;
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

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a route has this path, with any method.
    pub(super) fn has_path(&self, path: &str) -> bool {
        self.0.has_path(path)
    }
}

/// The types of the runtime in details of errors.
static TYPES: LazyLock<Registry> = LazyLock::new(|| {
    let mut types = Registry::new();
    rpcsmith_wire::proto::register_all(&mut types);
    #[cfg(feature = "validate")]
    rpcsmith_validate::proto::buf::validate::register(&mut types);
    types
});

impl Dispatcher {
    /// Answers a request that is not an rpc.
    pub(super) fn http_json(&self, request: Request<Body>, origin: &Origin) -> ResponseFuture {
        let found = self
            .routes
            .http
            .0
            .find(request.method().as_str(), request.uri().path());
        let target = match found {
            Found::Route(target) => target,
            Found::OtherMethods(methods) => {
                let status = Status::unimplemented("the path has no route of this method");
                let mut response = refusal(StatusCode::METHOD_NOT_ALLOWED, &status);
                if let Ok(methods) = HeaderValue::from_str(&methods.join(", ")) {
                    response.headers_mut().insert(ALLOW, methods);
                }
                return ready(self.refuse(response, origin));
            }
            Found::Nothing => {
                let status = Status::not_found("no route has this path");
                let response = refusal(StatusCode::NOT_FOUND, &status);
                return ready(self.refuse(response, origin));
            }
        };
        let details = Details::new(&TYPES);
        let accepted = accept(
            target.route,
            target.method,
            &self.http_rules,
            details,
            request,
        );
        let (reply, accepted) = match accepted {
            Ok(accepted) => accepted,
            Err(response) => return ready(self.refuse(response, origin)),
        };
        let call = match accepted {
            Ok(accepted) => self.http_call(accepted, origin),
            Err(status) => {
                let mut request = Request::new(());
                *request.uri_mut() = target.method.path().parse().unwrap_or_default();
                self.reject(&request, status, origin)
            }
        };
        ResponseFuture::new(async move {
            let Ok(response) = call.await;
            reply.response(response).await
        })
    }

    fn http_call(&self, accepted: Accepted, origin: &Origin) -> super::guard::GuardedResponse {
        let Accepted {
            mut request,
            codec,
            form,
        } = accepted;
        let called_by = CalledBy(Protocol::HttpJson);
        request.extensions_mut().insert(called_by);
        let shape = match form {
            Form::Envelope => Shape::Envelopes,
            Form::Message(start) => Shape::MessageAfter(start),
            Form::Pieces(form, start) => Shape::Pieces(form, start),
        };
        self.call(request, shape, Some(codec), origin)
    }
}
