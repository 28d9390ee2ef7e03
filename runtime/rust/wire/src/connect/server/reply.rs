//! Responses of gRPC as those of Connect.

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use super::super::content_type::{Codec, Form};
use super::super::names::{self, JSON, TRAILER};
use super::super::{code, end_stream, error};
use crate::body::Body;
use crate::content_type::after_grpc;
use crate::edge::chunks::Chunks;
use crate::edge::closing::Closing;
use crate::edge::headers::{GRPC_ACCEPT_ENCODING, GRPC_ENCODING, only_status, rename, take_status};
use crate::edge::single;
use crate::grpc::status;
use crate::metadata::MAX_NAMES;
use crate::status::too_many;
use crate::{Code, Status};

const NOT_ONE_MESSAGE: &str = "the method has not answered with exactly one message";

/// What the response to a request must become.
#[derive(Clone, Copy, Debug)]
pub struct Reply {
    codec: &'static Codec,
    form: Form,
    /// Whether caches may keep the response.
    get: bool,
}

impl Reply {
    pub(super) fn unary(codec: &'static Codec) -> Self {
        Self {
            codec,
            form: Form::Unary,
            get: false,
        }
    }

    pub(super) fn get(codec: &'static Codec) -> Self {
        Self {
            get: true,
            ..Self::unary(codec)
        }
    }

    pub(super) fn stream(codec: &'static Codec) -> Self {
        Self {
            form: Form::Stream,
            ..Self::unary(codec)
        }
    }

    #[cfg(test)]
    pub(in super::super) fn for_test(form: Form) -> Self {
        Self {
            form,
            ..Self::unary(&super::super::content_type::PROTO)
        }
    }

    /// The form of the response.
    pub fn form(self) -> Form {
        self.form
    }

    /// Turns a response of gRPC into one of Connect. The response to a unary call waits for the end of the call, because the
    /// headers depend on its status.
    pub async fn response(self, response: Response<Body>) -> Response<Body> {
        let is_grpc = after_grpc(response.headers()).is_some();
        let response = match response.headers().keys_len() {
            0..=MAX_NAMES => response,
            _ if is_grpc => only_status(&too_many(), HeaderMap::new()),
            _ => response,
        };
        match self.form {
            _ if !is_grpc => response,
            Form::Stream => self.streamed(response),
            Form::Unary => self.single(response).await,
        }
    }

    fn streamed(self, response: Response<Body>) -> Response<Body> {
        let (mut head, body) = response.into_parts();
        head.status = StatusCode::OK;
        let headers = &mut head.headers;
        for name in [CONTENT_TYPE, CONTENT_LENGTH] {
            headers.remove(name);
        }
        let body = if status::code(headers).is_some() {
            // Without messages, all metadata are trailers.
            let mut trailers = std::mem::take(headers);
            for name in ["grpc-accept-encoding", "grpc-encoding", "date", "vary"] {
                if let (Ok(name), Some(value)) = (name.parse::<HeaderName>(), trailers.remove(name))
                {
                    headers.insert(name, value);
                }
            }
            Body::new(Chunks::new([end_stream::write(trailers)]))
        } else {
            Body::new(Closing::new(body, end_stream::write))
        };
        compression_headers(headers, self.form);
        let content_type = HeaderValue::from_static(self.codec.content_type(self.form));
        headers.insert(CONTENT_TYPE, content_type);
        Response::from_parts(head, body)
    }

    async fn single(self, response: Response<Body>) -> Response<Body> {
        let (mut head, body) = response.into_parts();
        let headers = &mut head.headers;
        for name in [CONTENT_TYPE, CONTENT_LENGTH] {
            headers.remove(name);
        }
        if let Some(status) = take_status(headers)
            && status.code() != Code::Ok
        {
            return self.error(&status, head.headers, HeaderMap::new());
        }
        let (message, mut trailers) = match single::read(body).await {
            Ok(read) => read,
            Err(status) => return self.error(&status, head.headers, HeaderMap::new()),
        };
        if message.is_none() && trailers.is_empty() {
            let status = Status::internal(NOT_ONE_MESSAGE);
            return self.error(&status, head.headers, trailers);
        }
        let status = take_status(&mut trailers);
        let status = status.unwrap_or_else(|| Status::unknown("the response has no status"));
        if status.code() != Code::Ok {
            return self.error(&status, head.headers, trailers);
        }
        let Some(message) = message else {
            let status = Status::internal(NOT_ONE_MESSAGE);
            return self.error(&status, head.headers, trailers);
        };
        let encoding = head.headers.remove(GRPC_ENCODING);
        if let (true, Some(encoding)) = (message.compressed, encoding) {
            head.headers.insert(CONTENT_ENCODING, encoding);
        }
        let kind = HeaderValue::from_static(self.codec.content_type(self.form));
        self.finish(
            (StatusCode::OK, kind),
            head.headers,
            trailers,
            message.pieces,
        )
    }

    fn error(self, status: &Status, headers: HeaderMap, trailers: HeaderMap) -> Response<Body> {
        let json = Bytes::from(error::write(status).to_string());
        let http = code::to_http(status.code());
        self.finish((http, JSON), headers, trailers, vec![json])
    }

    fn finish(
        self,
        (status, kind): (StatusCode, HeaderValue),
        mut headers: HeaderMap,
        trailers: HeaderMap,
        pieces: Vec<Bytes>,
    ) -> Response<Body> {
        compression_headers(&mut headers, self.form);
        headers.insert(CONTENT_TYPE, kind);
        if self.get {
            headers.append(VARY, HeaderValue::from_static("accept-encoding"));
        }
        let size: usize = pieces.iter().map(Bytes::len).sum();
        headers.insert(CONTENT_LENGTH, HeaderValue::from(size));
        for (name, value) in &trailers {
            let name = HeaderName::from_bytes(format!("{TRAILER}{name}").as_bytes());
            // A handler with so many trailers loses the last ones.
            if let Ok(name) = name {
                let _ = headers.try_append(name, value.clone());
            }
        }
        let mut response = Response::new(Body::new(Chunks::new(pieces)));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response
    }
}

/// Renames the headers of a response that describe compression.
fn compression_headers(headers: &mut HeaderMap, form: Form) {
    let (content, accept): (Option<HeaderName>, _) = match form {
        // The envelope of a unary message says whether it is compressed.
        Form::Unary => (None, ACCEPT_ENCODING),
        Form::Stream => (Some(names::CONTENT_ENCODING), names::ACCEPT_ENCODING),
    };
    rename(headers, &GRPC_ACCEPT_ENCODING, accept);
    match content {
        Some(content) => rename(headers, &GRPC_ENCODING, content),
        None => drop(headers.remove(GRPC_ENCODING)),
    }
}
