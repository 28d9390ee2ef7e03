//! Calls of other protocols than gRPC: their requests become those of gRPC, and their responses are translated back.
//!
//! The translation is outside of the guard of a call, so that the errors of the server itself reach the client in its protocol.

use std::future::Future;
use std::sync::Arc;

use http::{Request, Response, StatusCode};
use rpcsmith_wire::body::Body;
use rpcsmith_wire::codec::Codec as MessageCodec;
use rpcsmith_wire::connect::{self, Codec, Form};
use rpcsmith_wire::grpc_web;
use rpcsmith_wire::{CalledBy, Protocol, Status};

use super::dispatcher::{Dispatcher, Shape};
use super::guard::GuardedResponse;
use super::origin::Origin;
use super::routes::Route;
use super::spoken::{Protocols, Spoken};
use crate::server::ResponseFuture;

impl Dispatcher {
    /// Answers a request of any protocol.
    pub(super) fn translated(&self, request: Request<Body>, origin: &Origin) -> ResponseFuture {
        #[cfg(feature = "http-json")]
        if !self.routes.http.is_empty() && !self.is_rpc(&request) {
            return self.http_json(request, origin);
        }
        let route = self.routes.find(request.uri().path());
        let method = route.and_then(|route| route.method);
        let json = has_json(route);
        let spoken = self.protocols.of(&request, method);
        if let Some(refusal) = self.protocols.refusal(spoken, &request, method, json) {
            return ready(self.refuse(refusal, origin));
        }
        match spoken {
            Spoken::Grpc | Spoken::Other => {
                let codec = MessageCodec::of(request.headers());
                let call = self.call(request, Shape::Envelopes, None, origin);
                ResponseFuture::new(labeled(call, codec))
            }
            Spoken::GrpcWeb(form) => {
                let (request, reply) = grpc_web::accept(form, request);
                let codec = MessageCodec::of(request.headers());
                let call = self.call(request, Shape::Envelopes, None, origin);
                ResponseFuture::new(async move { reply.response(labeled(call, codec).await) })
            }
            Spoken::Connect(form, codec) => self.connect(request, form, codec, origin),
            Spoken::ConnectGet => self.connect_get(request, origin),
        }
    }

    fn connect(
        &self,
        mut request: Request<Body>,
        form: Form,
        codec: &'static Codec,
        origin: &Origin,
    ) -> ResponseFuture {
        let (reply, accepted) = match form {
            Form::Unary => {
                let (reply, accepted) = connect::unary(codec, self.connect_rules, &mut request);
                (reply, accepted.map(Shape::Message))
            }
            Form::Stream => {
                let (reply, accepted) = connect::stream(codec, &mut request);
                (reply, accepted.map(|()| Shape::Envelopes))
            }
        };
        request.extensions_mut().insert(CalledBy(Protocol::Connect));
        let known = self.routes.find(request.uri().path()).is_some();
        let call = match accepted {
            Ok(shape) => self.call(request, shape, None, origin),
            Err(status) => self.reject(&request, status, origin),
        };
        connect_response(call, reply, known)
    }

    fn connect_get(&self, request: Request<Body>, origin: &Origin) -> ResponseFuture {
        let path = request.uri().path().to_owned();
        let route = self.routes.find(&path);
        let json = has_json(route);
        let Some((reply, accepted)) = connect::get(self.connect_rules, request, json) else {
            return ready(self.refuse(Protocols::unknown_encoding(json), origin));
        };
        let call = match accepted {
            Ok(mut request) => {
                request.extensions_mut().insert(CalledBy(Protocol::Connect));
                self.call(request, Shape::Envelopes, None, origin)
            }
            Err(status) => {
                let mut request = Request::new(());
                *request.uri_mut() = path.parse().unwrap_or_default();
                self.reject(&request, status, origin)
            }
        };
        connect_response(call, reply, route.is_some())
    }

    /// Answers a malformed request.
    pub(super) fn reject<B>(
        &self,
        request: &Request<B>,
        status: Status,
        origin: &Origin,
    ) -> GuardedResponse {
        let route = self.routes.find(request.uri().path());
        let method = route.and_then(|route| route.method);
        let guard = self.guard_without_handler(method, request.headers(), origin);
        GuardedResponse::rejected(guard, status)
    }
}

/// Whether calls may have JSON. Calls of an unknown service fail with a status of their protocol.
fn has_json(route: Option<&Arc<Route>>) -> bool {
    cfg!(feature = "json") && route.is_none_or(|route| route.json)
}

async fn answer(call: GuardedResponse) -> Response<Body> {
    let Ok(response) = call.await;
    response
}

/// The response of gRPC. The errors of the server itself do not depend on the codec.
async fn labeled(call: GuardedResponse, codec: MessageCodec) -> Response<Body> {
    let mut response = answer(call).await;
    codec.label(response.headers_mut());
    response
}

pub(super) fn ready(call: GuardedResponse) -> ResponseFuture {
    ResponseFuture::new(answer(call))
}

/// The response of Connect; `known` says whether the server has the service.
fn connect_response(
    call: impl Future<Output = Result<Response<Body>, std::convert::Infallible>> + Send + 'static,
    reply: connect::Reply,
    known: bool,
) -> ResponseFuture {
    ResponseFuture::new(async move {
        let Ok(response) = call.await;
        let mut response = reply.response(response).await;
        if !known && reply.form() == Form::Unary {
            *response.status_mut() = StatusCode::NOT_FOUND;
        }
        response
    })
}
