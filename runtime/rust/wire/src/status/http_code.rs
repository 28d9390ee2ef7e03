//! The code of a response that has an HTTP status, and none of gRPC.

use http::StatusCode;

use crate::code::Code;

/// The code of a call whose response is not gRPC.
///
/// Source: "HTTP to gRPC Status Code Mapping",
/// <https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md>.
pub fn code_of_http(status: StatusCode) -> Code {
    match status.as_u16() {
        400 => Code::Internal,
        401 => Code::Unauthenticated,
        403 => Code::PermissionDenied,
        404 => Code::Unimplemented,
        429 | 502..=504 => Code::Unavailable,
        _ => Code::Unknown,
    }
}
