//! How a call ends on the wire.

use http::{HeaderMap, HeaderName};
use tonic::Code;

/// A constant, so that looking for it hashes no text.
const GRPC_STATUS: HeaderName = HeaderName::from_static("grpc-status");

/// Whether a server failed, and not only its caller.
///
/// Source: semantic conventions for gRPC of OpenTelemetry, `rpc.status_code` of server spans.
#[cfg(any(feature = "otel", feature = "serve"))]
pub(crate) fn is_server_fault(code: Code) -> bool {
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

/// The code that headers or trailers tell, if they tell one.
///
/// Source: "gRPC over HTTP/2", `Status`.
pub(crate) fn code(headers: &HeaderMap) -> Option<Code> {
    let code = headers.get(GRPC_STATUS)?;
    Some(Code::from_bytes(code.as_bytes()))
}
