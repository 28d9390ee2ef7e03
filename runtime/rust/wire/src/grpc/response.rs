//! Detects responses that violate the protocol, as proxies and broken servers send them.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, Response, StatusCode};

use crate::codec::Codec;
use crate::grpc::{content_type, status};
use crate::{Status, code_of_http};

/// Checks the headers of a response.
///
/// # Errors
/// The status of a response that is not gRPC, and `INTERNAL` for a codec that the client does not know.
pub fn check<B>(response: &Response<B>) -> Result<(), Status> {
    let (http, headers) = (response.status(), response.headers());
    match content_type::after_grpc(headers) {
        _ if status::code(headers).is_some() => Ok(()),
        Some(subtype) if http == StatusCode::OK => match Codec::of_subtype(subtype) {
            Some(_) => Ok(()),
            None => {
                let message = format!("the response has the unknown {}", described(headers));
                Err(Status::internal(message))
            }
        },
        _ => {
            let found = described(headers);
            let message = format!("the response is not gRPC: HTTP status {http}, {found}");
            Err(Status::new(code_of_http(http), message))
        }
    }
}

fn described(headers: &HeaderMap) -> String {
    headers.get(CONTENT_TYPE).map_or_else(
        || "no content type".to_owned(),
        |value| format!("content type `{}`", value.as_bytes().escape_ascii()),
    )
}
