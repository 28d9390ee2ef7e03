//! The requests of a call.

use bytes::Bytes;
use http::request::Parts;
use prost::Message;
use rpcsmith_wire::body::Body;
use rpcsmith_wire::codec::{Codec, EnabledCompressionEncodings};
use rpcsmith_wire::context::request_limit;
use rpcsmith_wire::metadata::MetadataMap;
use rpcsmith_wire::{Request, Status, Streaming};

use super::Config;
use rpcsmith_wire::grpc::compression::Received;
use rpcsmith_wire::grpc::framing::DEFAULT_LIMIT;
use rpcsmith_wire::grpc::read::{MessageReader, ReadOptions};

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
        let (head, mut reader) = self.read()?;
        let message = reader.only_message().await?;
        let mut request = Request::from_http(http::Request::from_parts(head, message));
        if let Some(trailers) = reader.take_trailers() {
            let trailers = MetadataMap::from_headers(trailers);
            request.metadata_mut().merge(trailers);
        }
        Ok(Encoded { request, codec })
    }

    /// A stream of requests.
    ///
    /// # Errors
    /// `UNIMPLEMENTED` for a compression that the service does not accept.
    pub(super) fn many<Q>(self) -> Result<Request<Streaming<Q>>, Status>
    where
        Q: Message + Default + 'static,
    {
        let codec = self.codec;
        let (head, reader) = self.read()?;
        let messages = Streaming::decoded(reader, codec, decode);
        Ok(Request::from_http(http::Request::from_parts(
            head, messages,
        )))
    }

    fn read(self) -> Result<(Parts, MessageReader), Status> {
        let (head, body) = self.request.into_parts();
        let encoding = self.accept.of_requests(&head.headers)?;
        let mut options = ReadOptions {
            limit: self.limit,
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
    /// As [`Codec::decode`].
    pub(super) fn decoded<Q: Message + Default>(self) -> Result<Request<Q>, Status> {
        let (metadata, extensions, bytes) = self.request.into_parts();
        let message = decode(self.codec, bytes)?;
        Ok(Request::from_parts(metadata, extensions, message))
    }
}

fn decode<Q: Message + Default>(codec: Codec, bytes: Bytes) -> Result<Q, Status> {
    let limit = request_limit(bytes.len());
    codec.decode(bytes, limit)
}
