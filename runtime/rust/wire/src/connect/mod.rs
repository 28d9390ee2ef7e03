//! The Connect protocol: calls that plain HTTP clients can make, over HTTP/1.1 and HTTP/2.
//!
//! The body of a unary call is the bare message, and its trailers are headers with the prefix `trailer-`. Streams have the
//! envelopes of gRPC, and a last envelope with the error and the trailers in JSON.
//!
//! Source: <https://connectrpc.com/docs/protocol/>.

mod client;
mod code;
mod end_stream;
mod error;
mod query;
mod server;
#[cfg(test)]
mod tests;
mod timeout;

pub use client::{Sent, request};
pub use server::{Compressed, Reply, Rules, get, stream, unary};

use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

const PROTOCOL_VERSION: HeaderName = HeaderName::from_static("connect-protocol-version");
const TIMEOUT: HeaderName = HeaderName::from_static("connect-timeout-ms");
const CONTENT_ENCODING: HeaderName = HeaderName::from_static("connect-content-encoding");
const ACCEPT_ENCODING: HeaderName = HeaderName::from_static("connect-accept-encoding");

/// The prefix of trailers that are headers of a unary response.
const TRAILER: &str = "trailer-";

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// How the message of a call is written in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One message, without an envelope.
    Unary,
    /// Messages in envelopes.
    Stream,
}

/// How messages are encoded: the content types of a codec.
#[derive(Debug, PartialEq, Eq)]
pub struct Codec {
    /// The name in the query of a GET request.
    name: &'static str,
    unary: &'static str,
    stream: &'static str,
    grpc: &'static str,
}

/// The binary encoding of Protobuf.
pub static PROTO: Codec = Codec {
    name: "proto",
    unary: "application/proto",
    stream: "application/connect+proto",
    grpc: "application/grpc+proto",
};

/// The codecs that servers read. JSON needs messages that can be read from it.
static CODECS: [&Codec; 1] = [&PROTO];

impl Codec {
    fn content_type(&self, form: Form) -> &'static str {
        match form {
            Form::Unary => self.unary,
            Form::Stream => self.stream,
        }
    }

    fn named(name: &str) -> Option<&'static Self> {
        CODECS.iter().find(|codec| codec.name == name).copied()
    }

    /// The codec of a request of gRPC.
    fn of_grpc(headers: &HeaderMap) -> Option<&'static Self> {
        let kind = essence(headers);
        if kind.eq_ignore_ascii_case(b"application/grpc") {
            return Some(&PROTO);
        }
        let mut codecs = CODECS.iter();
        codecs
            .find(|codec| kind.eq_ignore_ascii_case(codec.grpc.as_bytes()))
            .copied()
    }
}

/// The form and the codec that a content type names; `None` for other content types.
pub fn recognize(headers: &HeaderMap) -> Option<(Form, &'static Codec)> {
    let kind = essence(headers);
    CODECS.iter().find_map(|codec| {
        let mut forms = [Form::Unary, Form::Stream].into_iter();
        let form = forms.find(|form| {
            let name = codec.content_type(*form).as_bytes();
            kind.eq_ignore_ascii_case(name)
        })?;
        Some((form, *codec))
    })
}

/// Whether a content type is one of Connect's streams, with any codec. No other protocol uses it.
pub fn is_stream(headers: &HeaderMap) -> bool {
    let start = essence(headers).split_at_checked("application/connect+".len());
    start.is_some_and(|(start, _)| start.eq_ignore_ascii_case(b"application/connect+"))
}

/// The content types of a form, for the header `accept-post`.
pub fn content_types(form: Form) -> impl Iterator<Item = &'static str> {
    CODECS.iter().map(move |codec| codec.content_type(form))
}

/// The content type without its parameters.
fn essence(headers: &HeaderMap) -> &[u8] {
    let value = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let mut parts = value.unwrap_or_default().split(|byte| *byte == b';');
    parts.next().unwrap_or_default().trim_ascii()
}
