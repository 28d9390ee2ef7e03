//! Responses: those of gRPC become those of HTTP/JSON.

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, VARY, WWW_AUTHENTICATE,
};
use http::response::Parts;
use http::{HeaderMap, HeaderValue, Response, StatusCode};

use super::content_type::{EVENTS, JSON, LINES};
use super::error::Details;
use super::stream::{Framing, Stream};
use crate::body::Body;
use crate::codec::http_json::api_http_body;
use crate::connect::http_status;
use crate::content_type::after_grpc;
use crate::edge::chunks::Chunks;
use crate::edge::gather::Gathered;
use crate::edge::headers::{
    GRPC_ACCEPT_ENCODING, GRPC_ENCODING, only_status, remove_of_body, take_status,
};
use crate::edge::single;
use crate::grpc::read::{MessageReader, ReadOptions};
use crate::metadata::MAX_NAMES;
use crate::status::too_many;
use crate::{Code, Status};

/// What the response to a request must become.
#[derive(Clone, Copy, Debug)]
pub struct Reply {
    /// Whether the messages are those of `google.api.HttpBody`.
    pub(super) download: bool,
    /// Whether the method writes a stream.
    pub(super) streams: bool,
    /// Whether the client wants server-sent events.
    pub(super) events: bool,
    /// Whether the request is `HEAD`, so that the response has no body.
    pub(super) head: bool,
    pub(super) details: Details,
}

impl Reply {
    /// Turns a response of gRPC into one of HTTP/JSON. The response to a unary call waits for the end of the call, because the
    /// headers depend on its status. A stream waits for its first message for the same reason, unless it is one of events.
    pub async fn response(mut self, response: Response<Body>) -> Response<Body> {
        self.details = self.details.of_service(response.extensions());
        let is_grpc = after_grpc(response.headers()).is_some();
        if !is_grpc {
            return response;
        }
        let response = match response.headers().keys_len() {
            0..=MAX_NAMES => response,
            _ => only_status(&too_many(), HeaderMap::new()),
        };
        let (head, body) = response.into_parts();
        let mut response = if self.streams {
            self.stream(head, body).await
        } else {
            self.single(head, body).await
        };
        if self.head {
            *response.body_mut() = Body::empty();
        }
        response
    }

    async fn single(self, mut head: Parts, body: Body) -> Response<Body> {
        let encoding = head.headers.remove(GRPC_ENCODING);
        let (message, trailers) = match self.message(&mut head.headers, body).await {
            Ok(read) => read,
            Err((status, trailers)) => return self.error(&status, head.headers, trailers),
        };
        let mut headers = head.headers;
        clean(&mut headers);
        let (kind, pieces) = if self.download {
            let size = message.pieces.iter().map(Bytes::len).sum();
            let pieces = message.pieces;
            match api_http_body::split(Gathered { pieces, size }.into_bytes()) {
                Ok((kind, data)) => (kind, vec![data]),
                Err(status) => return self.error(&status, headers, trailers),
            }
        } else {
            if let (true, Some(encoding)) = (message.compressed, encoding) {
                headers.insert(CONTENT_ENCODING, encoding);
                headers.append(VARY, HeaderValue::from_static("accept-encoding"));
            }
            (JSON, message.pieces)
        };
        finish((StatusCode::OK, kind), headers, trailers, pieces)
    }

    /// The only message of a response, and the trailers of its handler.
    async fn message(
        self,
        headers: &mut HeaderMap,
        body: Body,
    ) -> Result<(single::Single, HeaderMap), (Status, HeaderMap)> {
        if let Some(status) = take_status(headers).filter(|status| status.code() != Code::Ok) {
            return Err((status, HeaderMap::new()));
        }
        let read = single::read(body).await;
        let (message, mut trailers) = read.map_err(|status| (status, HeaderMap::new()))?;
        let status = match take_status(&mut trailers) {
            Some(status) => status,
            None if message.is_none() => Status::ok(""),
            None => Status::unknown("the response has no status"),
        };
        match message {
            _ if status.code() != Code::Ok => Err((status, trailers)),
            Some(message) => Ok((message, trailers)),
            None => {
                let text = "the method has not answered with exactly one message";
                Err((Status::internal(text), trailers))
            }
        }
    }

    async fn stream(self, mut head: Parts, body: Body) -> Response<Body> {
        let options = ReadOptions {
            limit: usize::MAX,
            ..ReadOptions::default()
        };
        let in_headers = Status::from_header_map(&head.headers);
        let mut reader = MessageReader::of_response(body, &head.headers, options);
        take_status(&mut head.headers);
        let mut headers = head.headers;
        if let Some(status) = in_headers.filter(|status| status.code() != Code::Ok) {
            return self.error(&status, headers, HeaderMap::new());
        }
        clean(&mut headers);
        let first = match self.events && !self.download {
            true => None,
            false => match reader.message().await {
                Ok(first) => first,
                Err(status) => return self.error(&status, headers, HeaderMap::new()),
            },
        };
        let (kind, framing, first) = match first {
            first if self.events && !self.download => (EVENTS, Framing::Events, first),
            first if !self.download => (LINES, Framing::Lines, first),
            None => {
                let unknown = HeaderValue::from_static("application/octet-stream");
                (unknown, Framing::Data, None)
            }
            Some(first) => match api_http_body::split(first.clone()) {
                Ok((kind, _)) => (kind, Framing::Data, Some(first)),
                Err(status) => return self.error(&status, headers, HeaderMap::new()),
            },
        };
        if framing == Framing::Events && !headers.contains_key(CACHE_CONTROL) {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        }
        headers.insert(CONTENT_TYPE, kind);
        let body = Stream::new(reader, first, framing, self.details);
        let mut response = Response::new(Body::new(body));
        *response.headers_mut() = headers;
        response
    }

    fn error(self, status: &Status, mut headers: HeaderMap, trailers: HeaderMap) -> Response<Body> {
        clean(&mut headers);
        let json = Bytes::from(self.details.json(status));
        let http = http_status(status.code());
        let mut response = finish((http, JSON), headers, trailers, vec![json]);
        if http == StatusCode::UNAUTHORIZED && !response.headers().contains_key(WWW_AUTHENTICATE) {
            // Source: RFC 9110, section 15.5.2.
            let scheme = HeaderValue::from_static("Bearer");
            let _ = response.headers_mut().try_insert(WWW_AUTHENTICATE, scheme);
        }
        response
    }
}

/// Removes what belongs to gRPC, and to the form of its body.
fn clean(headers: &mut HeaderMap) {
    remove_of_body(headers);
    for name in [GRPC_ENCODING, GRPC_ACCEPT_ENCODING, CONTENT_TYPE] {
        headers.remove(name);
    }
}

/// A response with a whole body. The trailers of the handler become headers.
fn finish(
    (status, kind): (StatusCode, HeaderValue),
    mut headers: HeaderMap,
    mut trailers: HeaderMap,
    pieces: Vec<Bytes>,
) -> Response<Body> {
    clean(&mut trailers);
    headers.insert(CONTENT_TYPE, kind);
    let size: usize = pieces.iter().map(Bytes::len).sum();
    headers.insert(CONTENT_LENGTH, HeaderValue::from(size));
    for (name, value) in &trailers {
        // A handler with so many trailers loses the last ones.
        let _ = headers.try_append(name, value.clone());
    }
    let mut response = Response::new(Body::new(Chunks::new(pieces)));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
