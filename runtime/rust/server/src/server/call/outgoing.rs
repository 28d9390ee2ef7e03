//! The responses of a call.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::header::CONTENT_TYPE;
use http::response::Parts;
use http::{HeaderMap, Response as HttpResponse};
use pin_project_lite::pin_project;
use rpcsmith_wire::body::{Body, Trailers};
use rpcsmith_wire::codec::{Codec, Encodes};
use rpcsmith_wire::{Response, Status};

use super::super::ResponseFuture;
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
    pub(super) fn one(
        self,
        answer: impl Future<Output = Result<Response<Envelope>, Status>> + Send + 'static,
    ) -> ResponseFuture {
        ResponseFuture::new(Answered {
            answer,
            respond: Self::of_one,
            outgoing: self,
        })
    }

    /// The HTTP response with a stream of messages or a status.
    pub(super) fn many(
        self,
        answer: impl Future<Output = Result<Response<Pin<Box<dyn Messages>>>, Status>> + Send + 'static,
    ) -> ResponseFuture {
        ResponseFuture::new(Answered {
            answer,
            respond: Self::of_many,
            outgoing: self,
        })
    }

    fn of_one(self, answer: Result<Response<Envelope>, Status>) -> HttpResponse<Body> {
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
        self.0.codec.extend(response.extensions_mut());
        response
    }

    fn of_many(
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
        self.0.codec.extend(&mut head.extensions);
        if let Some(encoding) = self.0.encoding {
            headers.insert(GRPC_ENCODING, encoding.header_value());
        }
        HttpResponse::from_parts(head, body)
    }
}

pin_project! {
    /// The answer of a method, as an HTTP response.
    struct Answered<F, R> {
        #[pin]
        answer: F,
        respond: R,
        outgoing: Outgoing,
    }
}

impl<F, R> Future for Answered<F, R>
where
    F: Future,
    R: Fn(Outgoing, F::Output) -> HttpResponse<Body>,
{
    type Output = HttpResponse<Body>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<HttpResponse<Body>> {
        let this = self.project();
        let answer = ready!(this.answer.poll(cx));
        Poll::Ready((this.respond)(*this.outgoing, answer))
    }
}
