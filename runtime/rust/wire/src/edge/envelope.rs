//! Envelopes: a byte of flags, four bytes of the length, and the message.
//!
//! Source: `Length-Prefixed-Message` of gRPC over HTTP/2; Connect, "Enveloped-Message".

use bytes::Bytes;
use http::HeaderValue;

use crate::Status;
use crate::grpc::compression::{self, CompressionEncoding};
pub use crate::grpc::framing::{PREFIX, length};

/// The flag of an envelope with a compressed message.
pub const COMPRESSED: u8 = 1;

/// The most bytes of an error body, and of the envelope that ends a stream.
pub const MAX_END: usize = 1024 * 1024;

/// The prefix of an envelope; `None` if the message is too long for one.
pub fn prefix(flags: u8, length: usize) -> Option<[u8; PREFIX]> {
    let [a, b, c, d] = u32::try_from(length).ok()?.to_be_bytes();
    Some([flags, a, b, c, d])
}

/// Decompresses the error or the end of a response.
///
/// # Errors
/// `INTERNAL` for a compression that this build does not support, and for malformed data.
pub fn decompress(encoding: &HeaderValue, data: Bytes) -> Result<Bytes, Status> {
    let Some(known) = CompressionEncoding::named(encoding.as_bytes()) else {
        let name = encoding.as_bytes().escape_ascii();
        let message = format!("the compression `{name}` is not supported");
        return Err(Status::internal(message));
    };
    compression::decompress(known, &data, MAX_END, "last", None)
}
