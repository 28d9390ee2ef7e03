//! Responses of a route as those of gRPC.

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::response::Parts;
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use http_body::Body as _;
use rpcsmith_message::reflect::Registry;
use rpcsmith_service::{Method, MethodKind};
use serde_json::Value;

use super::super::content_type::{JSON, LINES, is_one_of, text};
use super::super::error::Details;
use super::super::lines::Lines;
use super::incoming::{Form, Incoming};
use super::{error, foreign};
use crate::Status;
use crate::body::Body;
use crate::codec::http_json::client::ClientCodec;
use crate::codec::http_json::payload;
use crate::edge::complete;
use crate::edge::envelope::{MAX_END, decompress};
use crate::edge::enveloped::Enveloped;
use crate::edge::headers::{
    GRPC_ENCODING, is_identity, only_status, only_status_headers, remove_grpc, remove_of_body,
};

/// What the request was, to read its response.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    codec: ClientCodec,
    streams: bool,
}

impl Sent {
    pub(super) fn new(codec: ClientCodec, method: Method) -> Self {
        let streams = matches!(
            method.kind(),
            MethodKind::ServerStreaming | MethodKind::BidiStreaming
        );
        Self { codec, streams }
    }

    /// Whether the response is a stream.
    pub(super) fn streams(self) -> bool {
        self.streams
    }

    /// Turns a response of HTTP/JSON into one of gRPC. Details of errors have the types of the client or of `built_in`. A line,
    /// or a response whose length is unknown, may have `limit` bytes.
    ///
    /// # Errors
    /// The status of a response that is not HTTP/JSON, by its status of HTTP, and `INTERNAL` for a body whose end is unknown.
    pub async fn response(
        self,
        response: Response<Body>,
        limit: usize,
        built_in: &'static Registry,
    ) -> Result<Response<Body>, Status> {
        let details = Details::new(built_in).of_client(self.codec.types());
        let (head, body) = response.into_parts();
        if !head.status.is_success() {
            return failed(head, body, details).await;
        }
        let download = self.codec.route().download;
        let kinds: &[&HeaderValue] = if self.streams {
            &[&LINES, &JSON]
        } else {
            &[&JSON]
        };
        if !download && !body.is_end_stream() && !is_one_of(text(&head.headers), kinds) {
            return Err(foreign::status(&head, body).await);
        }
        let body = complete::checked(&head, body)?;
        let encoding = head.headers.get(CONTENT_ENCODING).cloned();
        let encoding = encoding.filter(|name| !is_identity(name));
        if let Some(name) = encoding.as_ref().filter(|_| self.streams || download) {
            let name = name.as_bytes().escape_ascii();
            let message = format!(
                "the response has the compression `{name}`, which the call does not accept"
            );
            return Err(Status::internal(message));
        }
        let body = if self.streams {
            let form = match download {
                true => Form::Data(content_type(&head.headers)?),
                false => {
                    // Beside a message, a line can have an error.
                    let limit = limit.saturating_add(MAX_END);
                    Form::Lines(Lines::new(limit, "response", None), details)
                }
            };
            Body::new(Incoming::new(body, form))
        } else {
            let start = match download {
                true => content_type(&head.headers)?,
                false => Bytes::new(),
            };
            let body = Enveloped::after(start, body, encoding.is_some(), limit, "response");
            let trailers = only_status_headers(&Status::ok(""), HeaderMap::new());
            Body::new(body.with_trailers(trailers))
        };
        Ok(of_grpc(head, encoding, body))
    }
}

/// The content type of a download, as its messages start with it.
fn content_type(headers: &HeaderMap) -> Result<Bytes, Status> {
    let mut start = BytesMut::new();
    payload::put(&mut start, text(headers).as_bytes())?;
    Ok(start.freeze())
}

/// A response of gRPC with the headers of one of HTTP/JSON.
fn of_grpc(mut head: Parts, encoding: Option<HeaderValue>, body: Body) -> Response<Body> {
    let headers = &mut head.headers;
    remove_grpc(headers);
    remove_of_body(headers);
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/grpc+json"),
    );
    if let Some(encoding) = encoding {
        headers.insert(GRPC_ENCODING, encoding);
    }
    head.status = StatusCode::OK;
    Response::from_parts(head, body)
}

/// A response with an error.
async fn failed(head: Parts, body: Body, details: Details) -> Result<Response<Body>, Status> {
    if !is_one_of(text(&head.headers), &[&JSON]) {
        return Err(foreign::status(&head, body).await);
    }
    let encoding = head.headers.get(CONTENT_ENCODING);
    let encoding = encoding.filter(|name| !is_identity(name));
    let body = foreign::start(body, MAX_END).await;
    let json = match encoding {
        Some(encoding) => decompress(encoding, body)?,
        None => body,
    };
    let status = serde_json::from_slice::<Value>(&json).ok();
    let Some(status) = status.and_then(|error| error::read(&error, details)) else {
        return Err(foreign::described(&head, &json));
    };
    let mut metadata = head.headers;
    remove_grpc(&mut metadata);
    remove_of_body(&mut metadata);
    Ok(only_status(&status, metadata))
}
