//! Calls by the routes of HTTP/JSON.
//!
//! As with the other protocols, the translation is outside of the guard of a call.

use std::sync::LazyLock;

use http::header::ALLOW;
use http::{HeaderValue, Request, StatusCode};
use rpcsmith_wire::body::Body;
use rpcsmith_wire::http_json::{Accepted, Details, Form, Found, accept, refusal};
use rpcsmith_wire::message::reflect::Registry;
use rpcsmith_wire::{CalledBy, Protocol, Status};

use super::dispatcher::{Dispatcher, Shape};
use super::origin::Origin;
use super::translated::ready;
use crate::server::ResponseFuture;

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
        let (method, path) = (request.method().as_str(), request.uri().path());
        let found = self.routes.http.find(method, path);
        let target = match found {
            Found::Route(target) => target,
            Found::OtherMethods(methods) => {
                log_refusal(method, path, StatusCode::METHOD_NOT_ALLOWED);
                let status = Status::unimplemented("the path has no route of this method");
                let mut response = refusal(StatusCode::METHOD_NOT_ALLOWED, &status);
                if let Ok(methods) = HeaderValue::from_str(&methods.join(", ")) {
                    response.headers_mut().insert(ALLOW, methods);
                }
                return ready(self.refuse(response, origin));
            }
            Found::Nothing => {
                log_refusal(method, path, StatusCode::NOT_FOUND);
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
            Err(response) => {
                log_refusal(target.route.method, target.method.path(), response.status());
                return ready(self.refuse(response, origin));
            }
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

/// Logs a request that becomes no call, so that no observer sees it. Only for debugging: anyone can send such requests, and a path
/// can have secrets.
fn log_refusal(method: &str, path: &str, status: StatusCode) {
    let status = status.as_u16();
    tracing::debug!(target: "rpcsmith_runtime::serve", method, ?path, status, "refused an HTTP request");
}
