//! The requests of a call.

use bytes::Bytes;
use http::request::Parts;
use rpcsmith_wire::body::Body;
use rpcsmith_wire::codec::{Codec, Decodes, EnabledCompressionEncodings};
use rpcsmith_wire::context::request_limit;
use rpcsmith_wire::{CalledBy, Protocol, Request, Status, Streaming};

use super::Config;
use rpcsmith_wire::grpc::compression::Received;
use rpcsmith_wire::grpc::framing::DEFAULT_LIMIT;
use rpcsmith_wire::grpc::read::{MessageReader, ReadOptions, invalid};

/// The requests of a call, before they are read.
pub(super) struct Incoming {
    request: http::Request<Body>,
    codec: Codec,
    accept: EnabledCompressionEncodings,
    limit: usize,
}

/// An encoded request.
pub(super) struct Encoded {
    request: Request<Bytes>,
    codec: Codec,
    malformed_is_invalid: bool,
}

impl Incoming {
    pub(super) fn new(request: http::Request<Body>, codec: Codec, config: &Config) -> Self {
        Self {
            request,
            codec,
            accept: config.accept,
            limit: config.max_decoding_size.unwrap_or(DEFAULT_LIMIT),
        }
    }

    /// The only request.
    ///
    /// # Errors
    /// `UNIMPLEMENTED` for no request or for more than one, and the errors of the reader.
    pub(super) async fn one(self) -> Result<Encoded, Status> {
        let codec = self.codec;
        let malformed_is_invalid = self.malformed_is_invalid();
        let (head, mut reader) = self.read()?;
        // Trailers of the request are not metadata: a client must not change by them what layers have checked.
        let message = reader.only_message().await?;
        let request = Request::from_http(http::Request::from_parts(head, message));
        Ok(Encoded {
            request,
            codec,
            malformed_is_invalid,
        })
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
        let codec = self.codec;
        let decode = if self.malformed_is_invalid() {
            decode_or_invalid::<F, Q>
        } else {
            decode::<F, Q>
        };
        let (head, reader) = self.read()?;
        let messages = Streaming::decoded(reader, codec, decode);
        Ok(Request::from_http(http::Request::from_parts(
            head, messages,
        )))
    }

    /// Whether a malformed request is `INVALID_ARGUMENT`, as servers of Connect answer.
    fn malformed_is_invalid(&self) -> bool {
        let called_by = self.request.extensions().get::<CalledBy>();
        called_by.is_some_and(|CalledBy(protocol)| *protocol == Protocol::Connect)
    }

    fn read(self) -> Result<(Parts, MessageReader), Status> {
        let malformed_is_invalid = self.malformed_is_invalid();
        let (head, body) = self.request.into_parts();
        let encoding = self.accept.of_requests(&head.headers)?;
        let mut options = ReadOptions {
            limit: self.limit,
            malformed_is_invalid,
            ..ReadOptions::default()
        };
        if let Some(encoding) = encoding {
            options.encoding = Received::Known(encoding);
            #[cfg(feature = "serve")]
            {
                options.meter = crate::budget::meter_of(&head.extensions);
            }
        }
        Ok((head, MessageReader::of_request(body, options)))
    }
}

impl Encoded {
    /// Decodes the request.
    ///
    /// # Errors
    /// As [`Decodes::decode`].
    pub(super) fn decoded<F: Decodes<Q>, Q>(self) -> Result<Request<Q>, Status> {
        let (metadata, extensions, bytes) = self.request.into_parts();
        let message = if self.malformed_is_invalid {
            decode_or_invalid::<F, Q>(self.codec, bytes)?
        } else {
            decode::<F, Q>(self.codec, bytes)?
        };
        Ok(Request::from_parts(metadata, extensions, message))
    }
}

fn decode<F: Decodes<Q>, Q>(codec: Codec, bytes: Bytes) -> Result<Q, Status> {
    let limit = request_limit(bytes.len());
    F::decode(codec, bytes, limit)
}

fn decode_or_invalid<F: Decodes<Q>, Q>(codec: Codec, bytes: Bytes) -> Result<Q, Status> {
    decode::<F, Q>(codec, bytes).map_err(invalid)
}
