//! The protocol of a channel: translates the requests and the responses of attempts.
//!
//! Retries, hedging, the throttle and observers see calls in the form of gRPC only.

use http::{Extensions, Request, Response};
use rpcsmith_service::{Idempotency, Method, MethodKind};
use rpcsmith_wire::body::Body;
use rpcsmith_wire::connect::{self, Form};
use rpcsmith_wire::{Protocol, Status, grpc_web};
#[cfg(feature = "http-json")]
use rpcsmith_wire::{codec::http_json::client::ClientCodec, http_json::client as http_json};

#[cfg(feature = "http-json")]
mod types;

/// The most bytes of a response of Connect or HTTP/JSON whose length is unknown, if the service config sets no limit. The client
/// enforces its own limit afterwards.
const MAX_UNDECLARED: usize = 64 * 1024 * 1024;

/// The protocol of a channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Wire {
    pub(super) protocol: Protocol,
    /// Whether methods without side effects are called by GET, which only Connect has.
    pub(super) get: bool,
    /// Whether connections use HTTP/1.1.
    pub(super) http1: bool,
}

/// The method of a call, and its route if the client calls by HTTP/JSON.
#[derive(Clone, Copy)]
pub(super) struct Callee {
    pub(super) method: Option<Method>,
    #[cfg(feature = "http-json")]
    route: Option<ClientCodec>,
}

impl Callee {
    /// What the client has put into the extensions of a request.
    pub(super) fn of(extensions: &Extensions) -> Self {
        Self {
            method: extensions.get().copied(),
            #[cfg(feature = "http-json")]
            route: extensions.get().copied(),
        }
    }

    fn has_route(self) -> bool {
        #[cfg(feature = "http-json")]
        return self.route.is_some();
        #[cfg(not(feature = "http-json"))]
        false
    }
}

/// A request that has been translated, to read its response.
pub(super) enum Sent {
    Grpc,
    GrpcWeb,
    Connect(connect::Sent),
    #[cfg(feature = "http-json")]
    HttpJson(http_json::Sent),
}

impl Wire {
    /// Whether the requests of a call are not those of gRPC.
    pub(super) fn translates(self, callee: Callee) -> bool {
        self.protocol != Protocol::Grpc || callee.has_route()
    }

    /// Translates a request of gRPC. A call with a route is one of HTTP/JSON over any channel.
    ///
    /// # Errors
    /// The error of the body, and `INTERNAL` if the protocol cannot express the call.
    pub(super) async fn request(
        self,
        request: Request<Body>,
        callee: Callee,
    ) -> Result<(Request<Body>, Sent), Status> {
        let method = callee.method;
        #[cfg(feature = "http-json")]
        if let (Some(route), Some(method)) = (callee.route, method) {
            let (request, sent) = http_json::request(request, route, method).await?;
            return Ok((request, Sent::HttpJson(sent)));
        }
        match self.protocol {
            Protocol::GrpcWeb => Ok((grpc_web::request(request), Sent::GrpcWeb)),
            Protocol::Connect => {
                let method = method.ok_or_else(|| {
                    Status::internal(
                        "Connect needs the kind of the method, and the request has none",
                    )
                })?;
                let form = match method.kind() {
                    MethodKind::Unary => Form::Unary,
                    _ => Form::Stream,
                };
                let get = self.get && method.idempotency() == Idempotency::NoSideEffects;
                let (request, sent) = connect::request(request, form, get).await?;
                Ok((request, Sent::Connect(sent)))
            }
            Protocol::HttpJson => Err(Status::unimplemented(
                "a channel of HTTP/JSON needs a client that calls by routes, such as `UserServiceHttpClient`",
            )),
            _ => Ok((request, Sent::Grpc)),
        }
    }
}

impl Sent {
    /// Translates the response to one of gRPC.
    ///
    /// # Errors
    /// The status of a response of another protocol, and the error of the body.
    pub(super) async fn response(
        self,
        response: Response<Body>,
        limit: Option<usize>,
    ) -> Result<Response<Body>, Status> {
        match self {
            Self::Grpc => Ok(response),
            Self::GrpcWeb => grpc_web::response(response).await,
            Self::Connect(sent) => {
                let limit = limit.unwrap_or(MAX_UNDECLARED);
                sent.response(response, limit).await
            }
            #[cfg(feature = "http-json")]
            Self::HttpJson(sent) => {
                let limit = limit.unwrap_or(MAX_UNDECLARED);
                sent.response(response, limit, &types::TYPES).await
            }
        }
    }
}
