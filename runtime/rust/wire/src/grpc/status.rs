//! The status of a call on the wire.

use std::sync::Arc;

use crate::{Code, Status};
use http::HeaderMap;

pub use crate::status::{GRPC_MESSAGE, GRPC_STATUS, GRPC_STATUS_DETAILS, too_many};

/// Removes the status from trailers, so that only those of the handler remain.
pub fn remove_from(trailers: &mut HeaderMap) {
    for name in [GRPC_STATUS, GRPC_MESSAGE, GRPC_STATUS_DETAILS] {
        trailers.remove(name);
    }
}

/// Whether a code is an error of the server, not of its caller.
///
/// Source: semantic conventions for gRPC of OpenTelemetry, `rpc.status_code` of server spans.
pub fn is_server_fault(code: Code) -> bool {
    matches!(
        code,
        Code::Unknown
            | Code::DeadlineExceeded
            | Code::Unimplemented
            | Code::Internal
            | Code::Unavailable
            | Code::DataLoss
    )
}

/// The gRPC status code in the headers or trailers, if present.
///
/// Source: "gRPC over HTTP/2", `Status`.
pub fn code(headers: &HeaderMap) -> Option<Code> {
    let code = headers.get(GRPC_STATUS)?;
    Some(Code::from_bytes(code.as_bytes()))
}

/// The error of a body of requests that the client ends early. HTTP/2 resets the stream with `CANCEL`.
pub fn cancelled_by_client() -> Status {
    let reset = h2::Error::from(h2::Reason::CANCEL);
    Status::cancelled("the client cancelled the call").with_source(Arc::new(reset))
}

/// An error and its causes, for the message of a status.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
