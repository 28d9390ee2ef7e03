//! The requests of a call.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Extensions, HeaderMap};
use rpcsmith_wire::body::{Body, Trailers};
use rpcsmith_wire::codec::{Codec, CompressionEncoding, Decodes, EnabledCompressionEncodings};
use rpcsmith_wire::context::request_limit;
use rpcsmith_wire::metadata::MetadataMap;
use rpcsmith_wire::{CallContext, CalledBy, Protocol, Request, Status, Streaming};

use super::Config;
use rpcsmith_wire::grpc::compression::Received;
use rpcsmith_wire::grpc::framing::DEFAULT_LIMIT;
use rpcsmith_wire::grpc::read::{MessageReader, ReadOptions, invalid, only_message};

/// The requests of a call, before they are read.
pub(super) struct Incoming {
    request: http::Request<Body>,
    /// The context, if the extensions of the request do not contain it.
    context: Option<CallContext>,
    codec: Codec,
    accept: EnabledCompressionEncodings,
    limit: usize,
}

/// The only request of a call, when it has arrived. Its message is encoded.
pub(super) enum OneRequest {
    /// All of it has arrived.
    Arrived(Result<Request<Bytes>, Status>),
    Arriving(Pin<Box<dyn Future<Output = Result<Request<Bytes>, Status>> + Send>>),
    Taken,
}

impl Incoming {
    pub(super) fn new(
        request: http::Request<Body>,
        context: Option<CallContext>,
        codec: Codec,
        config: &Config,
    ) -> Self {
        Self {
            request,
            context,
            codec,
            accept: config.accept,
            limit: config.max_decoding_size.unwrap_or(DEFAULT_LIMIT),
        }
    }

    /// The only request. It fails with `UNIMPLEMENTED` for no request or for more than one, and with the errors of the reader.
    pub(super) fn one(self) -> OneRequest {
        let encoding = match self.encoding() {
            Ok(encoding) => encoding,
            Err(status) => return OneRequest::Arrived(Err(status)),
        };
        let (head, body) = self.request.into_parts();
        let request = (head.headers, head.extensions, self.context);
        let body = match body.into_data() {
            Ok(data) => match only_message(&data, self.limit) {
                Some(message) => return OneRequest::Arrived(Ok(of_call(request, message))),
                None => Body::messages(data, Trailers::None),
            },
            Err(body) => body,
        };
        let options = options(self.limit, encoding, &request);
        let reader = MessageReader::of_request(body, options);
        OneRequest::Arriving(Box::pin(read_one(request, reader)))
    }

    /// The compression of the requests.
    fn encoding(&self) -> Result<Option<CompressionEncoding>, Status> {
        match &self.context {
            Some(context) if !context.is_compressed() => Ok(None),
            _ => self.accept.of_requests(self.request.headers()),
        }
    }

    /// A stream of requests.
    ///
    /// # Errors
    /// `UNIMPLEMENTED` for a compression that the service does not accept.
    pub(super) fn many<F, Q>(self) -> Result<Request<Streaming<Q>>, Status>
    where
        F: Decodes<Q>,
        Q: Send + Sync + 'static,
    {
        let Decoding {
            codec,
            malformed_is_invalid,
        } = self.decoding();
        let decode = if malformed_is_invalid {
            decode_or_invalid::<F, Q>
        } else {
            decode::<F, Q>
        };
        let encoding = self.encoding()?;
        let (head, body) = self.request.into_parts();
        let request = (head.headers, head.extensions, self.context);
        let options = options(self.limit, encoding, &request);
        let reader = MessageReader::of_request(body, options);
        let messages = Streaming::decoded(reader, codec, decode);
        Ok(of_call(request, messages))
    }

    /// How the requests are decoded.
    pub(super) fn decoding(&self) -> Decoding {
        Decoding {
            codec: self.codec,
            malformed_is_invalid: malformed_is_invalid(self.request.extensions()),
        }
    }
}

/// How requests are decoded.
#[derive(Clone, Copy)]
pub(super) struct Decoding {
    codec: Codec,
    malformed_is_invalid: bool,
}

impl Decoding {
    /// Decodes a request.
    ///
    /// # Errors
    /// As [`Decodes::decode`].
    pub(super) fn decoded<F: Decodes<Q>, Q>(
        self,
        request: Request<Bytes>,
    ) -> Result<Request<Q>, Status> {
        request.try_map(|bytes| {
            if self.malformed_is_invalid {
                decode_or_invalid::<F, Q>(self.codec, bytes)
            } else {
                decode::<F, Q>(self.codec, bytes)
            }
        })
    }
}

/// Whether a malformed request is `INVALID_ARGUMENT`, as servers of Connect and HTTP/JSON answer.
fn malformed_is_invalid(extensions: &Extensions) -> bool {
    let called_by = extensions.get::<CalledBy>();
    called_by.is_some_and(|CalledBy(protocol)| {
        matches!(protocol, Protocol::Connect | Protocol::HttpJson)
    })
}

/// The headers of a request, its extensions, and its context, if the extensions do not contain it.
type Head = (HeaderMap, Extensions, Option<CallContext>);

fn of_call<T>((headers, extensions, context): Head, message: T) -> Request<T> {
    let metadata = MetadataMap::from_headers(headers);
    match context {
        Some(context) => Request::of_call(metadata, extensions, context, message),
        None => Request::from_parts(metadata, extensions, message),
    }
}

fn options(
    limit: usize,
    encoding: Option<CompressionEncoding>,
    (_, extensions, context): &Head,
) -> ReadOptions {
    let mut options = ReadOptions {
        limit,
        malformed_is_invalid: malformed_is_invalid(extensions),
        ..ReadOptions::default()
    };
    if let Some(encoding) = encoding {
        options.encoding = Received::Known(encoding);
        let context = context.as_ref().or_else(|| extensions.get());
        options.meter = context.and_then(CallContext::meter);
    }
    options
}

async fn read_one(request: Head, mut reader: MessageReader) -> Result<Request<Bytes>, Status> {
    // Trailers of the request are not metadata: a client must not change by them what layers have checked.
    let message = reader.only_message().await?;
    Ok(of_call(request, message))
}

impl Future for OneRequest {
    type Output = Result<Request<Bytes>, Status>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            Self::Arriving(request) => request.as_mut().poll(cx),
            _ => match mem::replace(&mut *self, Self::Taken) {
                Self::Arrived(request) => Poll::Ready(request),
                _ => Poll::Pending,
            },
        }
    }
}

fn decode<F: Decodes<Q>, Q>(codec: Codec, bytes: Bytes) -> Result<Q, Status> {
    let limit = request_limit(bytes.len());
    F::decode(codec, bytes, limit)
}

fn decode_or_invalid<F: Decodes<Q>, Q>(codec: Codec, bytes: Bytes) -> Result<Q, Status> {
    decode::<F, Q>(codec, bytes).map_err(invalid)
}
