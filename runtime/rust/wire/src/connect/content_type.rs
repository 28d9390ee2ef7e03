//! Codecs and their content types.

use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

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
    pub name: &'static str,
    unary: &'static str,
    stream: &'static str,
    /// The content type in gRPC.
    pub grpc: &'static str,
}

/// The binary encoding of Protobuf.
pub static PROTO: Codec = Codec {
    name: "proto",
    unary: "application/proto",
    stream: "application/connect+proto",
    grpc: "application/grpc+proto",
};

/// JSON, which not all messages have.
#[cfg(feature = "json")]
static JSON: Codec = Codec {
    name: "json",
    unary: "application/json",
    stream: "application/connect+json",
    grpc: "application/grpc+json",
};

/// The codecs that servers read.
static CODECS: &[&Codec] = &[
    &PROTO,
    #[cfg(feature = "json")]
    &JSON,
];

impl Codec {
    /// Its content type in a form.
    pub fn content_type(&self, form: Form) -> &'static str {
        match form {
            Form::Unary => self.unary,
            Form::Stream => self.stream,
        }
    }

    /// Whether messages are JSON.
    pub fn is_json(&self) -> bool {
        self.name == "json"
    }

    /// The codec with a name in a query.
    pub fn named(name: &str) -> Option<&'static Self> {
        CODECS.iter().find(|codec| codec.name == name).copied()
    }

    /// The codec of a request of gRPC.
    pub fn of_grpc(headers: &HeaderMap) -> Option<&'static Self> {
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

/// The content types of a form, for the header `accept-post`. Not all services have JSON.
pub fn content_types(form: Form, json: bool) -> impl Iterator<Item = &'static str> {
    let codecs = CODECS.iter().filter(move |codec| json || !codec.is_json());
    codecs.map(move |codec| codec.content_type(form))
}

/// The names of the codecs, for the query of a GET request. Not all services have JSON.
pub fn codec_names(json: bool) -> impl Iterator<Item = &'static str> {
    let codecs = CODECS.iter().filter(move |codec| json || !codec.is_json());
    codecs.map(|codec| codec.name)
}

/// The content type without its parameters.
pub fn essence(headers: &HeaderMap) -> &[u8] {
    let value = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let mut parts = value.unwrap_or_default().split(|byte| *byte == b';');
    parts.next().unwrap_or_default().trim_ascii()
}
