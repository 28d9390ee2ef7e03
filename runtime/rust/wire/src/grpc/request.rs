//! Rejects requests that violate the protocol.

use std::time::Duration;

use crate::Status;
use http::{HeaderMap, HeaderName};

use crate::base64::is_base64;
use crate::grpc::timeout;

/// Checks the headers of a request, and reads its timeout.
///
/// # Errors
/// `INTERNAL` for a malformed `grpc-timeout`, and for binary metadata that is not base64, like grpc-go.
///
/// Source: `Timeout` and `Binary-Header` of gRPC over HTTP/2.
pub fn checked(headers: &HeaderMap) -> Result<Option<Duration>, Status> {
    for (name, value) in headers {
        if is_binary(name) && !value.as_bytes().split(|byte| *byte == b',').all(is_base64) {
            return Err(Status::internal(format!(
                "malformed binary metadata: the value of `{name}` is not base64"
            )));
        }
    }
    timeout::read(headers)
}

fn is_binary(name: &HeaderName) -> bool {
    name.as_str().ends_with("-bin")
}
