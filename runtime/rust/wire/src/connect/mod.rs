//! The Connect protocol: calls that plain HTTP clients can make, over HTTP/1.1 and HTTP/2.
//!
//! The body of a unary call is the bare message, and its trailers are headers with the prefix `trailer-`. Streams have the
//! envelopes of gRPC, and a last envelope with the error and the trailers in JSON.
//!
//! Source: <https://connectrpc.com/docs/protocol/>.

mod client;
mod code;
mod content_type;
mod end_stream;
mod error;
mod names;
mod query;
mod server;
#[cfg(test)]
mod tests;
mod timeout;

pub use client::{Sent, request};
pub use content_type::{Codec, Form, PROTO, codec_names, content_types, is_stream, recognize};
pub use server::{Compressed, Reply, Rules, get, stream, unary};
#[cfg(feature = "http-json")]
pub(crate) use {
    code::to_http as http_status, server::accept_encodings, timeout::take as timeout_of,
};
