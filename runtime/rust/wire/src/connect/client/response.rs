//! Responses of Connect as those of gRPC.

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use serde_json::Value;

use super::super::content_type::{Codec, Form, essence, is_stream};
use super::super::names::{self, TRAILER};
use super::super::{end_stream, error};

use crate::body::Body;
use crate::edge::complete;
use crate::edge::ending::{End, Ending};
use crate::edge::envelope::{MAX_END, decompress};
use crate::edge::enveloped::Enveloped;
use crate::edge::gather;
use crate::edge::headers::{
    GRPC_ENCODING, is_identity, only_status, only_status_headers, remove_grpc, remove_of_body,
};
use crate::{Code, Status, code_of_http};

/// What the request was, to read its response.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    codec: &'static Codec,
    form: Form,
}

impl Sent {
    pub(super) fn new(codec: &'static Codec, form: Form) -> Self {
        Self { codec, form }
    }

    /// Turns a response of Connect into one of gRPC. A unary response whose length is unknown may have `limit` bytes.
    ///
    /// # Errors
    /// The status of a response that is not one of Connect, by its status of HTTP, the error of the body, and `INTERNAL` for a
    /// message whose end is unknown.
    ///
    /// Source: Connect, "HTTP to Error Code".
    pub async fn response(
        self,
        response: Response<Body>,
        limit: usize,
    ) -> Result<Response<Body>, Status> {
        match self.form {
            Form::Unary if response.status() == StatusCode::OK => self.single(response, limit),
            Form::Unary => failed(response).await,
            Form::Stream => self.streamed(response),
        }
    }

    fn single(self, response: Response<Body>, limit: usize) -> Result<Response<Body>, Status> {
        self.check_content_type(response.headers(), b"application/")?;
        let (mut head, body) = response.into_parts();
        let body = complete::checked(&head, body)?;
        let encoding = head.headers.get(CONTENT_ENCODING).cloned();
        let encoding = encoding.filter(|name| !is_identity(name));
        let trailers = split_trailers(&mut head.headers);
        self.set_grpc(&mut head.headers, encoding.clone());
        let body = Enveloped::new(body, encoding.is_some(), limit, "response");
        let trailers = only_status_headers(&Status::ok(""), trailers);
        let body = Body::new(body.with_trailers(trailers));
        Ok(Response::from_parts(head, body))
    }

    fn streamed(self, response: Response<Body>) -> Result<Response<Body>, Status> {
        if response.status() != StatusCode::OK {
            return Err(not_connect(response.status()));
        }
        self.check_content_type(response.headers(), b"application/connect+")?;
        let (mut head, body) = response.into_parts();
        let encoding = head.headers.remove(names::CONTENT_ENCODING);
        self.set_grpc(&mut head.headers, encoding.clone());
        let body = Body::new(Ending::new(body, EndStream { encoding }));
        Ok(Response::from_parts(head, body))
    }

    /// Checks the content type, which starts with `prefix` in each response of Connect of this form.
    fn check_content_type(self, headers: &HeaderMap, prefix: &[u8]) -> Result<(), Status> {
        let kind = essence(headers);
        let expected = self.codec.content_type(self.form);
        if kind.eq_ignore_ascii_case(expected.as_bytes()) {
            return Ok(());
        }
        let start = kind.split_at_checked(prefix.len());
        let is_connect = start.is_some_and(|(start, _)| start.eq_ignore_ascii_case(prefix));
        let is_other_form = self.form == Form::Unary && is_stream(headers);
        let code = match is_connect && !is_other_form {
            true => Code::Internal,
            false => Code::Unknown,
        };
        let kind = kind.escape_ascii();
        let message = format!("the response has the content type `{kind}`, not `{expected}`");
        Err(Status::new(code, message))
    }

    /// Makes the headers those of gRPC.
    fn set_grpc(self, headers: &mut HeaderMap, encoding: Option<HeaderValue>) {
        remove_grpc(headers);
        remove_of_body(headers);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.codec.grpc));
        if let Some(encoding) = encoding {
            headers.insert(GRPC_ENCODING, encoding);
        }
    }
}

/// The status of a response that has only one of HTTP.
fn not_connect(http: StatusCode) -> Status {
    Status::new(code_of_http(http), format!("HTTP status {http}"))
}

/// A unary response with an error.
async fn failed(response: Response<Body>) -> Result<Response<Body>, Status> {
    let http = response.status();
    if !essence(response.headers()).eq_ignore_ascii_case(b"application/json") {
        return Err(not_connect(http));
    }
    let (head, body) = response.into_parts();
    let mut metadata = head.headers;
    let encoding = metadata
        .get(CONTENT_ENCODING)
        .filter(|name| !is_identity(name));
    let body = gather::all(body, MAX_END, "error").await?.into_bytes();
    let json = match encoding {
        Some(encoding) => decompress(encoding, body)?,
        None => body,
    };
    let Ok(json) = serde_json::from_slice::<Value>(&json) else {
        return Err(not_connect(http));
    };
    let status = error::read(&json, code_of_http(http));
    let trailers = split_trailers(&mut metadata);
    remove_grpc(&mut metadata);
    remove_of_body(&mut metadata);
    for (name, value) in &trailers {
        // More metadata than a map can have is lost.
        let _ = metadata.try_append(name, value.clone());
    }
    Ok(only_status(&status, metadata))
}

/// Takes the trailers out of the headers of a unary response.
fn split_trailers(headers: &mut HeaderMap) -> HeaderMap {
    let mut trailers = HeaderMap::new();
    let names: Vec<_> = headers.keys().filter_map(of_trailer).collect();
    for (prefixed, name) in names {
        for value in headers.get_all(&prefixed) {
            let _ = trailers.try_append(&name, value.clone());
        }
        headers.remove(prefixed);
    }
    trailers
}

/// The name of a trailer, with and without its prefix.
fn of_trailer(name: &HeaderName) -> Option<(HeaderName, HeaderName)> {
    let bare = name.as_str().strip_prefix(TRAILER)?;
    Some((name.clone(), HeaderName::from_bytes(bare.as_bytes()).ok()?))
}

/// The end of a stream.
struct EndStream {
    encoding: Option<HeaderValue>,
}

impl End for EndStream {
    const FLAG: u8 = end_stream::FLAG;

    fn trailers(&self, compressed: bool, payload: Bytes) -> Result<HeaderMap, Status> {
        let encoding = self.encoding.as_ref().filter(|name| !is_identity(name));
        match (compressed, encoding) {
            (false, _) => end_stream::read(&payload),
            (true, Some(encoding)) => end_stream::read(&decompress(encoding, payload)?),
            (true, None) => Err(Status::internal(
                "the end of the stream is compressed, but the response names no compression",
            )),
        }
    }

    fn missing(&self) -> Option<Status> {
        Some(Status::internal(
            "the response ended before the end of the stream",
        ))
    }
}
