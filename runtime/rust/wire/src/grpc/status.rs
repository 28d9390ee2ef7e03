//! The status of a call on the wire.

use crate::Code;
use http::HeaderMap;
use http::HeaderName;

/// The header of the status code. A constant name needs no parsing and hashing at each lookup.
pub const GRPC_STATUS: HeaderName = HeaderName::from_static("grpc-status");

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
