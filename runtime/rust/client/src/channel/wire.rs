//! The protocol of a channel: translates the requests and the responses of attempts.
//!
//! Retries, hedging, the throttle and observers see calls in the form of gRPC only.

use http::{Request, Response};
use rpcsmith_service::{Idempotency, Method, MethodKind};
use rpcsmith_wire::body::Body;
use rpcsmith_wire::connect::{self, Form};
use rpcsmith_wire::{Protocol, Status, grpc_web};

/// The most bytes of a unary response of Connect whose length is unknown, if the service config sets no limit. The client
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

/// A request that has been translated, to read its response.
pub(super) enum Sent {
    Grpc,
    GrpcWeb,
    Connect(connect::Sent),
}

impl Wire {
    /// Translates a request of gRPC.
    ///
    /// # Errors
    /// The error of the body, and `INTERNAL` if the protocol cannot express the call.
    pub(super) async fn request(
        self,
        request: Request<Body>,
        method: Option<Method>,
    ) -> Result<(Request<Body>, Sent), Status> {
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
        }
    }
}
