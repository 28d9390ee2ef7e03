//! The responses of a call.

use std::pin::Pin;

use http::header::CONTENT_TYPE;
use http::response::Parts;
use http::{HeaderMap, Response as HttpResponse};
use rpcsmith_wire::body::{Body, Trailers};
use rpcsmith_wire::codec::{Codec, Encodes};
use rpcsmith_wire::{Response, Status};

use super::Config;
use rpcsmith_wire::grpc::compression::GRPC_ENCODING;
use rpcsmith_wire::grpc::status::too_many;
use rpcsmith_wire::grpc::write::{Envelope, MessageBody, Messages, Uncompressed, WriteOptions};
use rpcsmith_wire::metadata::MAX_NAMES;

/// How the responses of a call are written. It is not generic over messages, so it compiles once.
#[derive(Clone, Copy)]
pub(super) struct Outgoing(WriteOptions);

impl Outgoing {
    /// `headers` are those of the request.
    pub(super) fn new(codec: Codec, config: &Config, headers: &HeaderMap) -> Self {
        Self(WriteOptions {
            codec,
            encoding: config.send.accepted_by(headers),
            limit: config.max_encoding_size,
        })
    }

    /// Encodes the message of a response.
    ///
    /// # Errors
    /// As [`Encodes::encode`].
    pub(super) fn encoded<F: Encodes<P>, P>(
        self,
        response: Response<P>,
    ) -> Result<Response<Envelope>, Status> {
        let envelope = Envelope::of::<F, P>(response.get_ref(), self.0.codec)?;
        Ok(response.map(|_| envelope))
    }

    /// The HTTP response with one message or a status.
    pub(super) fn one(self, answer: Result<Response<Envelope>, Status>) -> HttpResponse<Body> {
        let response = match answer {
            Ok(response) => response,
            Err(status) => return self.failed(status),
        };
        let (response, trailers) = response.into_http();
        let (head, envelope) = response.into_parts();
        let this = self.chosen(&head);
        match envelope.seal(&this.0, "response") {
            Ok(data) => this.response(head, Body::messages(data, Trailers::ok(trailers))),
            Err(status) => this.failed(status),
        }
    }

    fn failed(self, status: Status) -> HttpResponse<Body> {
        let mut response = status.into_http();
        self.0.codec.label(response.headers_mut());
        response
    }

    /// The HTTP response with a stream of messages or a status.
    pub(super) fn many(
        self,
        answer: Result<Response<Pin<Box<dyn Messages>>>, Status>,
    ) -> HttpResponse<Body> {
        let response = match answer {
            Ok(response) => response,
            Err(status) => return self.failed(status),
        };
        let (response, trailers) = response.into_http();
        let (head, messages) = response.into_parts();
        let this = self.chosen(&head);
        let body = MessageBody::of_response(messages, this.0, trailers);
        this.response(head, Body::new(body))
    }

    /// Without compression, if the handler wants none.
    fn chosen(mut self, head: &Parts) -> Self {
        if head.extensions.get::<Uncompressed>().is_some() {
            self.0.encoding = None;
        }
        self
    }

    fn response(self, mut head: Parts, body: Body) -> HttpResponse<Body> {
        let headers = &mut head.headers;
        if headers.keys_len() > MAX_NAMES {
            return too_many().into_http();
        }
        headers.insert(CONTENT_TYPE, self.0.codec.content_type());
        if let Some(encoding) = self.0.encoding {
            headers.insert(GRPC_ENCODING, encoding.header_value());
        }
        HttpResponse::from_parts(head, body)
    }
}
