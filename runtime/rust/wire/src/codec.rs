//! The formats of messages, and their compression.

use bytes::{Buf, BytesMut};
use http::HeaderValue;
use prost::Message;
use rpcsmith_message::budget;

use crate::Status;

pub use crate::compression::{CompressionEncoding, EnabledCompressionEncodings};
pub use crate::streaming::Streaming;

/// The default limit of a received message, in bytes.
#[doc(hidden)]
pub const DEFAULT_LIMIT: usize = 4 * 1024 * 1024;

/// The format of the messages of a call, which the subtype of the content type names.
///
/// A new format is a variant here, with an arm in [`encode`](Self::encode) and [`decode`](Self::decode).
///
/// Source: `Content-Type` of gRPC over HTTP/2.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Codec {
    /// The binary format of protobuf: `application/grpc` and `application/grpc+proto`.
    #[default]
    Proto,
}

impl Codec {
    /// The codec of a content type, by what follows `application/grpc`; `None` for an unknown one.
    pub fn of_subtype(rest: &[u8]) -> Option<Self> {
        let subtype = rest.split(|byte| *byte == b';').next().unwrap_or_default();
        let subtype = subtype.trim_ascii();
        let proto = subtype.is_empty() || subtype.eq_ignore_ascii_case(b"+proto");
        proto.then_some(Self::Proto)
    }

    /// The content type of requests and responses.
    pub fn content_type(self) -> HeaderValue {
        match self {
            Self::Proto => HeaderValue::from_static("application/grpc"),
        }
    }

    /// Writes a message. It does not measure the message first: the buffer grows as needed.
    pub fn encode(self, message: &impl Message, buffer: &mut BytesMut) {
        match self {
            Self::Proto => message.encode_raw(buffer),
        }
    }

    /// Decodes a message within a limit of memory.
    ///
    /// # Errors
    /// `RESOURCE_EXHAUSTED` if it takes more than `limit` bytes, `INTERNAL` if it is malformed.
    pub fn decode<M: Message + Default>(self, bytes: impl Buf, limit: usize) -> Result<M, Status> {
        match self {
            Self::Proto => decode(bytes, limit),
        }
    }
}

fn decode<M: Message + Default>(bytes: impl Buf, limit: usize) -> Result<M, Status> {
    let (message, exceeded) = budget::within(limit, || M::decode(bytes));
    message.map_err(|error| {
        if exceeded {
            Status::resource_exhausted(format!(
                "a decoded message takes more than {limit} bytes of memory"
            ))
        } else {
            Status::internal(error.to_string())
        }
    })
}

/// The most bytes of memory for a response of `encoded` bytes on the wire: 16 times as many, and at least 64 MiB.
#[doc(hidden)]
pub fn response_limit(encoded: usize) -> usize {
    encoded.max(DEFAULT_LIMIT).saturating_mul(16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subtype_selects_the_codec() {
        for known in ["", "+proto", "+PROTO", "; charset=utf-8", "+proto; a=b"] {
            assert_eq!(Codec::of_subtype(known.as_bytes()), Some(Codec::Proto));
        }
        for unknown in ["+json", "+protox", "+", "-web", "foo"] {
            assert_eq!(Codec::of_subtype(unknown.as_bytes()), None, "{unknown}");
        }
    }
}
