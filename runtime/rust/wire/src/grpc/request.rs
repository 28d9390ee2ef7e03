//! Rejects requests that violate the protocol.

use std::time::Duration;

use crate::Status;
use http::HeaderMap;

use crate::base64::is_binary_header;
use crate::grpc::timeout;

/// What the headers of a request mean for a server.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestHeaders {
    /// The timeout of the call.
    pub timeout: Option<Duration>,
    /// Whether messages may be compressed, so that they are larger in memory.
    pub compressed: bool,
    /// Their size, as HTTP/2 defines it.
    pub size: usize,
}

impl RequestHeaders {
    /// Checks the headers of a request, and reads them in one pass.
    ///
    /// # Errors
    /// `INTERNAL` for a malformed `grpc-timeout`, and for binary metadata that is not base64, like grpc-go.
    ///
    /// Source: `Timeout` and `Binary-Header` of gRPC over HTTP/2; RFC 9113, section 6.5.2, SETTINGS_MAX_HEADER_LIST_SIZE.
    pub fn read(headers: &HeaderMap) -> Result<Self, Status> {
        let mut read = Self::default();
        for (name, value) in headers {
            let (name, bytes) = (name.as_str(), value.as_bytes());
            read.size += name.len() + bytes.len() + 32;
            match name {
                "grpc-encoding" => read.compressed = true,
                "grpc-timeout" if read.timeout.is_none() => {
                    read.timeout = Some(timeout::of_value(value)?);
                }
                _ if name.ends_with("-bin") => check_binary(name, bytes)?,
                _ => {}
            }
        }
        Ok(read)
    }
}

fn check_binary(name: &str, value: &[u8]) -> Result<(), Status> {
    if is_binary_header(value) {
        return Ok(());
    }
    Err(Status::internal(format!(
        "malformed binary metadata: the value of `{name}` is not base64"
    )))
}
