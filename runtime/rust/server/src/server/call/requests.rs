//! Streams of requests that fail if the client does not end them.
//!
//! tonic reports a cancelled stream of requests as complete, so a handler would process an incomplete stream. It does report
//! errors of a stream of responses. So requests are read as a stream of responses.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use http_body::{Body as HttpBody, Frame, SizeHint};
use rpcsmith_wire::body::Body;
use rpcsmith_wire::codec::CompressionEncoding;
use rpcsmith_wire::{Request, Response, Status, Streaming};
use tonic::codec::Decoder;
use tower_service::Service;

use super::{Config, Handler, HandlerFuture};
use rpcsmith_wire::grpc::framing::{DEFAULT_LIMIT, Scan, too_large};
use rpcsmith_wire::grpc::status::GRPC_STATUS;

const GRPC_ENCODING: HeaderName = HeaderName::from_static("grpc-encoding");

/// A handler of a stream of requests.
///
/// tonic checks the headers of the call, and passes an empty stream; the handler gets this one instead.
pub(super) struct StreamHandler<Q, P> {
    handler: Handler<Streaming<Q>, P>,
    requests: Option<Streaming<Q>>,
}

impl<Q, P> StreamHandler<Q, P> {
    pub(super) fn new<D>(
        handler: Handler<Streaming<Q>, P>,
        decoder: D,
        head: &Parts,
        body: Body,
        config: &Config,
    ) -> Self
    where
        D: Decoder<Item = Q, Error = Status> + Send + 'static,
    {
        let limit = config.max_decoding_size.unwrap_or(DEFAULT_LIMIT);
        let body = RequestBody {
            body,
            scan: Scan::default(),
            limit,
            end: None,
        };
        let encoding = encoding(&head.headers, config);
        let (ok, limit) = (StatusCode::OK, Some(limit));
        #[cfg(feature = "serve")]
        if let Some(charge) = crate::budget::charge_of(&head.extensions) {
            let decoder = crate::budget::ChargedDecoder { decoder, charge };
            let requests = Streaming::new_response(decoder, body, ok, encoding, limit);
            return Self {
                handler,
                requests: Some(requests),
            };
        }
        let requests = Streaming::new_response(decoder, body, ok, encoding, limit);
        Self {
            handler,
            requests: Some(requests),
        }
    }
}

impl<Q, P> Service<Request<Streaming<Bytes>>> for StreamHandler<Q, P> {
    type Response = Response<P>;
    type Error = Status;
    type Future = HandlerFuture<P>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Streaming<Bytes>>) -> HandlerFuture<P> {
        let requests = self.requests.take();
        let requests = requests.expect("one HTTP request is one call");
        self.handler.call(request.map(|_empty| requests))
    }
}

/// The compression of the messages. If the service does not accept it, tonic rejects the call.
fn encoding(headers: &HeaderMap, config: &Config) -> Option<CompressionEncoding> {
    let name = headers.get(GRPC_ENCODING)?;
    let mut accepted = config.accept;
    std::iter::from_fn(|| accepted.pop())
        .find(|encoding| encoding.to_string().as_bytes() == name.as_bytes())
}

/// The body of requests as a body of responses: it ends with the status `OK`.
struct RequestBody {
    body: Body,
    scan: Scan,
    limit: usize,
    /// How the requests ended.
    end: Option<Result<(), Status>>,
}

impl RequestBody {
    /// Ends the stream if the client ended it after a complete message.
    fn finish(&mut self, mut trailers: HeaderMap) -> Result<Frame<Bytes>, Status> {
        if self.scan.is_within_message() {
            return self.fail(Status::internal("the requests end within a message"));
        }
        self.end = Some(Ok(()));
        trailers.insert(GRPC_STATUS, HeaderValue::from_static("0"));
        Ok(Frame::trailers(trailers))
    }

    fn fail(&mut self, status: Status) -> Result<Frame<Bytes>, Status> {
        self.end = Some(Err(status.clone()));
        Err(status)
    }
}

impl HttpBody for RequestBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        match &this.end {
            Some(Ok(())) => return Poll::Ready(None),
            Some(Err(status)) => return Poll::Ready(Some(Err(status.clone()))),
            None => {}
        }
        let frame = match ready!(Pin::new(&mut this.body).poll_frame(cx)) {
            Some(Ok(frame)) => match frame.into_data() {
                Ok(data) => match this.scan.over(&data, this.limit) {
                    Some(size) => this.fail(too_large("request", size, this.limit)),
                    None => Ok(Frame::data(data)),
                },
                Err(frame) => this.finish(frame.into_trailers().unwrap_or_default()),
            },
            Some(Err(status)) => this.fail(status),
            None => this.finish(HeaderMap::new()),
        };
        Poll::Ready(Some(frame))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.end, Some(Ok(())))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}
