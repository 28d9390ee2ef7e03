//! Content types of gRPC and gRPC-Web.

use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// The rest of the content type after `application/grpc`; `None` for other content types.
///
/// Source: `Content-Type` of gRPC over HTTP/2.
pub fn after_grpc(headers: &HeaderMap) -> Option<&[u8]> {
    const GRPC: &[u8] = b"application/grpc";
    let (kind, rest) = headers
        .get(CONTENT_TYPE)?
        .as_bytes()
        .split_at_checked(GRPC.len())?;
    kind.eq_ignore_ascii_case(GRPC).then_some(rest)
}
