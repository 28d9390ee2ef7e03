//! The formats of messages, and their compression.

#[cfg(feature = "http-json")]
#[doc(hidden)]
pub mod http_json;
#[cfg(feature = "json")]
mod json;

use bytes::{Bytes, BytesMut};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use prost::Message;
use rpcsmith_message::budget;

use crate::Status;
use crate::content_type::after_grpc;

#[cfg(feature = "json")]
pub use json::{Json, ProtoAndJson};

pub use crate::compression::{CompressionEncoding, EnabledCompressionEncodings};
pub use crate::streaming::Streaming;

/// The default limit of a received message, in bytes.
#[doc(hidden)]
pub const DEFAULT_LIMIT: usize = 4 * 1024 * 1024;

/// The format of the messages of a call, which the subtype of the content type names.
///
/// Source: `Content-Type` of gRPC over HTTP/2.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Codec {
    /// The binary format of protobuf: `application/grpc` and `application/grpc+proto`.
    #[default]
    Proto,
    /// JSON: `application/grpc+json`.
    #[cfg(feature = "json")]
    Json(Json),
    /// Within a server, the parts of a request of HTTP/JSON. No content type selects it.
    #[cfg(feature = "http-json")]
    Http(http_json::HttpCodec),
    /// Within a client, the same.
    #[cfg(feature = "http-json")]
    HttpClient(http_json::client::ClientCodec),
}

impl Codec {
    /// The codec of a content type, by what follows `application/grpc`; `None` for an unknown one.
    pub fn of_subtype(rest: &[u8]) -> Option<Self> {
        let subtype = rest.split(|byte| *byte == b';').next().unwrap_or_default();
        let subtype = subtype.trim_ascii();
        if subtype.is_empty() || subtype.eq_ignore_ascii_case(b"+proto") {
            return Some(Self::Proto);
        }
        #[cfg(feature = "json")]
        if subtype.eq_ignore_ascii_case(b"+json") {
            return Some(Self::Json(Json::default()));
        }
        None
    }

    /// The content type of requests and responses.
    pub fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Proto => "application/grpc",
            #[cfg(feature = "json")]
            Self::Json(_) => "application/grpc+json",
            #[cfg(feature = "http-json")]
            Self::Http(_) | Self::HttpClient(_) => "application/grpc+http",
        })
    }

    /// The codec of a request or a response; the default if the content type is not that of gRPC.
    pub fn of(headers: &HeaderMap) -> Self {
        after_grpc(headers)
            .and_then(Self::of_subtype)
            .unwrap_or_default()
    }

    /// Sets the content type of a response that has only a status, which does not depend on the codec.
    pub fn label(self, headers: &mut HeaderMap) {
        let content_type = headers.get(CONTENT_TYPE);
        if self.is_json() && content_type.is_some_and(|kind| *kind == Self::Proto.content_type()) {
            headers.insert(CONTENT_TYPE, self.content_type());
        }
    }

    /// Adds what a translation of the response needs to its extensions.
    #[inline]
    pub fn extend(self, extensions: &mut http::Extensions) {
        #[cfg(feature = "http-json")]
        if let Self::Http(codec) = self {
            codec.extend(extensions);
        }
        #[cfg(not(feature = "http-json"))]
        let _ = extensions;
    }

    /// Whether messages are JSON, which not all types have.
    pub fn is_json(self) -> bool {
        self != Self::Proto
    }

    /// The same codec with the settings of a service.
    #[cfg(feature = "json")]
    #[must_use]
    pub fn with_json(self, json: Json) -> Self {
        match self {
            Self::Proto => self,
            Self::Json(_) => Self::Json(json),
            #[cfg(feature = "http-json")]
            Self::Http(http) => Self::Http(http.with_json(json)),
            #[cfg(feature = "http-json")]
            Self::HttpClient(client) => {
                Self::HttpClient(http_json::client::ClientCodec::new(client.route(), json))
            }
        }
    }

    /// The codec of a call by a route, with the same settings of JSON.
    #[cfg(feature = "http-json")]
    #[must_use]
    pub fn by_route(self, route: &'static rpcsmith_service::HttpRoute) -> Self {
        let json = match self {
            Self::Json(json) => json,
            _ => Json::default(),
        };
        Self::HttpClient(http_json::client::ClientCodec::new(route, json))
    }
}

/// The formats that the messages of a service have: [`ProtoOnly`] or [`ProtoAndJson`]. This trait writes messages of type `M`.
#[doc(hidden)]
pub trait Encodes<M>: 'static {
    /// Writes a message. It does not measure the message first: the buffer grows as needed.
    ///
    /// # Errors
    /// `INTERNAL` if the message has no form in the format.
    fn encode(codec: Codec, message: &M, buffer: &mut BytesMut) -> Result<(), Status>;
}

/// Reads messages of type `M`; see [`Encodes`].
#[doc(hidden)]
pub trait Decodes<M>: 'static {
    /// Decodes a message within a limit of memory.
    ///
    /// # Errors
    /// `RESOURCE_EXHAUSTED` if it takes more than `limit` bytes. If it is malformed, `INTERNAL`, and `INVALID_ARGUMENT` for
    /// JSON, which people write.
    fn decode(codec: Codec, bytes: Bytes, limit: usize) -> Result<M, Status>;
}

/// The binary format of protobuf, which all messages have.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct ProtoOnly;

impl<M: Message> Encodes<M> for ProtoOnly {
    #[inline]
    fn encode(_: Codec, message: &M, buffer: &mut BytesMut) -> Result<(), Status> {
        message.encode_raw(buffer);
        Ok(())
    }
}

impl<M: Message + Default> Decodes<M> for ProtoOnly {
    #[inline]
    fn decode(_: Codec, bytes: Bytes, limit: usize) -> Result<M, Status> {
        let (message, exceeded) = budget::within(limit, || M::decode(bytes));
        message.map_err(|error| match exceeded {
            true => too_large(limit),
            false => Status::internal(error.to_string()),
        })
    }
}

#[cold]
fn too_large(limit: usize) -> Status {
    Status::resource_exhausted(format!(
        "a decoded message takes more than {limit} bytes of memory"
    ))
}

#[doc(hidden)]
pub use rpcsmith_message::budget::default_for as response_limit;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subtype_selects_the_codec() {
        for known in ["", "+proto", "+PROTO", "; charset=utf-8", "+proto; a=b"] {
            assert_eq!(Codec::of_subtype(known.as_bytes()), Some(Codec::Proto));
        }
        #[cfg(feature = "json")]
        for json in ["+json", "+JSON; charset=utf-8"] {
            assert!(Codec::of_subtype(json.as_bytes()).is_some_and(Codec::is_json));
        }
        for unknown in ["+jsonx", "+protox", "+", "-web", "foo", "+http"] {
            assert_eq!(Codec::of_subtype(unknown.as_bytes()), None, "{unknown}");
        }
    }
}
