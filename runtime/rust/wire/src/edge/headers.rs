//! Headers of gRPC that other protocols name differently.

use http::header::{
    CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, TRAILER, TRANSFER_ENCODING,
};
use http::{HeaderMap, HeaderName, HeaderValue, Response};

use crate::Status;
pub use crate::compression::{GRPC_ACCEPT_ENCODING, GRPC_ENCODING};
use crate::grpc::status::{self, GRPC_STATUS};
pub use crate::grpc::status::{GRPC_MESSAGE, GRPC_STATUS_DETAILS as GRPC_DETAILS};
use crate::status::too_many;

/// Removes the headers that have a meaning in gRPC, but none in the protocol that they came with.
pub fn remove_grpc(headers: &mut HeaderMap) {
    for name in [
        GRPC_STATUS,
        GRPC_MESSAGE,
        GRPC_DETAILS,
        GRPC_ENCODING,
        GRPC_ACCEPT_ENCODING,
    ] {
        headers.remove(name);
    }
}

/// Removes the headers that describe one connection or the form of one body.
pub fn remove_of_body(headers: &mut HeaderMap) {
    for name in [
        CONNECTION,
        CONTENT_ENCODING,
        CONTENT_LENGTH,
        TRAILER,
        TRANSFER_ENCODING,
    ] {
        headers.remove(name);
    }
    headers.remove("keep-alive");
}

/// Takes the status from headers or trailers of gRPC, with the rest of them as its metadata; `None` if they have none.
pub fn take_status(headers: &mut HeaderMap) -> Option<Status> {
    let taken = Status::from_header_map(headers)?;
    status::remove_from(headers);
    Some(taken)
}

/// Renames a header.
pub fn rename(headers: &mut HeaderMap, from: &HeaderName, to: HeaderName) {
    if let Some(value) = headers.remove(from) {
        // The removal makes room.
        let _ = headers.try_insert(to, value);
    }
}

/// A response of gRPC without messages: a status, and metadata.
pub fn only_status<B: Default>(status: &Status, metadata: HeaderMap) -> Response<B> {
    let mut headers = only_status_headers(status, metadata);
    let grpc = HeaderValue::from_static("application/grpc");
    if headers.try_insert(CONTENT_TYPE, grpc.clone()).is_err() {
        headers = only_status_headers(&too_many(), HeaderMap::new());
        headers.insert(CONTENT_TYPE, grpc);
    }
    let mut response = Response::new(B::default());
    *response.headers_mut() = headers;
    response
}

/// Trailers of gRPC: a status, and metadata. Metadata that leaves no room for the status is dropped, and the status is then
/// `INTERNAL`.
pub fn only_status_headers(status: &Status, mut metadata: HeaderMap) -> HeaderMap {
    status::remove_from(&mut metadata);
    match status.add_header(&mut metadata) {
        Ok(()) => metadata,
        Err(too_many) => too_many.to_header_map().unwrap_or_default(),
    }
}

/// Whether the name of a compression means none.
pub fn is_identity(encoding: &HeaderValue) -> bool {
    encoding.is_empty() || encoding.as_bytes().eq_ignore_ascii_case(b"identity")
}
