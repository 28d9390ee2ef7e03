//! A codec that depends on the types of messages no more than it must.
//!
//! tonic's calls are generic over messages, so that each rpc of each service compiles them anew.
//! Here a message to send is reduced to the act of writing it, and a message that comes alone to
//! its bytes: tonic's calls compile once, in this crate, and an rpc adds little more than the
//! encoding and decoding of its own messages.

use std::marker::PhantomData;
#[cfg(feature = "serve")]
use std::sync::Arc;

use bytes::{Buf, Bytes};
#[cfg(feature = "server")]
use tonic::Request;
#[cfg(feature = "client")]
use tonic::Response;
use tonic::Status;
use tonic::codec::{BufferSettings, Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic_prost::prost::Message;

use crate::framing::DEFAULT_LIMIT;
#[cfg(feature = "serve")]
use crate::serve::Charge;
use rpcsmith_message::budget;

/// Sends [`Outgoing`] messages and receives what `D` decodes.
pub(crate) struct ErasedCodec<D> {
    encoder: OutgoingEncoder,
    decoder: PhantomData<fn() -> D>,
}

impl<D> ErasedCodec<D> {
    /// For messages each way that may be many.
    #[cfg(any(feature = "client", feature = "server"))]
    pub(crate) fn many() -> Self {
        Self {
            encoder: OutgoingEncoder {
                buffer: BufferSettings::default(),
            },
            decoder: PhantomData,
        }
    }

    /// For no more than one message to send.
    #[cfg(feature = "server")]
    pub(crate) fn one() -> Self {
        Self {
            encoder: OutgoingEncoder { buffer: one() },
            decoder: PhantomData,
        }
    }
}

/// The buffer of a message that comes or goes alone: most fit into a kilobyte, and eight, which tonic has ready for a
/// stream, cost more to get than such a message to write. It grows to the size of one that does not fit.
fn one() -> BufferSettings {
    BufferSettings::new(1024, 32 * 1024)
}

impl<D> Codec for ErasedCodec<D>
where
    D: Decoder<Error = Status> + Default + Send + 'static,
    D::Item: Send + 'static,
{
    type Encode = Outgoing;
    type Decode = D::Item;
    type Encoder = OutgoingEncoder;
    type Decoder = D;

    fn encoder(&mut self) -> OutgoingEncoder {
        self.encoder
    }

    fn decoder(&mut self) -> D {
        D::default()
    }
}

/// A message to send.
pub(crate) struct Outgoing(Box<Write>);

type Write = dyn FnOnce(&mut EncodeBuf<'_>) -> Result<(), Status> + Send + Sync;

impl Outgoing {
    pub(crate) fn new(message: impl Message + 'static) -> Self {
        Self(Box::new(move |buffer| {
            write(&message, buffer);
            Ok(())
        }))
    }
}

#[cfg(all(feature = "client", feature = "validate"))]
impl Outgoing {
    /// A message that is sent only if it passes a check.
    pub(crate) fn checked<M: Message + 'static>(
        message: M,
        check: impl FnOnce(&M) -> Result<(), Status> + Send + Sync + 'static,
    ) -> Self {
        Self(Box::new(move |buffer| {
            check(&message)?;
            write(&message, buffer);
            Ok(())
        }))
    }
}

/// Writes a message without asking for its length first, as `encode` does to see whether it fits: the buffer grows.
fn write(message: &impl Message, buffer: &mut EncodeBuf<'_>) {
    message.encode_raw(buffer);
}

/// Writes [`Outgoing`] messages.
#[derive(Clone, Copy)]
pub(crate) struct OutgoingEncoder {
    buffer: BufferSettings,
}

impl Encoder for OutgoingEncoder {
    type Item = Outgoing;
    type Error = Status;

    fn encode(&mut self, message: Outgoing, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        message.0(buffer)
    }

    fn buffer_settings(&self) -> BufferSettings {
        self.buffer
    }
}

/// Takes a message's bytes as they are, without a copy.
#[derive(Default)]
pub(crate) struct BytesDecoder;

impl Decoder for BytesDecoder {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining())))
    }

    fn buffer_settings(&self) -> BufferSettings {
        one()
    }
}

/// Decodes messages, and takes only those that keep the rules of their schema.
///
/// Nothing is taken after one that does not: tonic goes on with a stream after an error, in the midst of a message.
#[cfg(all(feature = "server", feature = "validate"))]
#[derive(Default)]
pub(crate) struct ValidDecoder<D> {
    decoder: D,
    failed: bool,
}

#[cfg(all(feature = "server", feature = "validate"))]
impl<D> ValidDecoder<D>
where
    D: Decoder<Item: crate::validate::Validate, Error = Status>,
{
    fn valid(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<D::Item>, Status> {
        let message = self.decoder.decode(buffer)?;
        if let Some(message) = &message {
            crate::server::validated::keeps_rules(message)?;
        }
        Ok(message)
    }
}

#[cfg(all(feature = "server", feature = "validate"))]
impl<D> Decoder for ValidDecoder<D>
where
    D: Decoder<Item: crate::validate::Validate, Error = Status>,
{
    type Item = D::Item;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<D::Item>, Status> {
        if self.failed {
            let text = "a message of the stream was not valid";
            return Err(Status::invalid_argument(text));
        }
        let message = self.valid(buffer);
        self.failed = message.is_err();
        message
    }
}

/// Decodes messages, each within the memory that it may take.
pub(crate) struct MessageDecoder<M, S>(PhantomData<fn() -> (M, S)>);

impl<M, S> Default for MessageDecoder<M, S> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<M: Message + Default, S: Side> Decoder for MessageDecoder<M, S> {
    type Item = M;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<M>, Status> {
        let limit = S::limit(buffer.remaining());
        decode(buffer, limit).map(Some)
    }
}

/// Which messages are decoded.
pub(crate) trait Side {
    /// How many bytes a message may take that takes so many on the wire.
    fn limit(encoded: usize) -> usize;
}

/// Those of callers.
#[cfg(feature = "server")]
pub(crate) struct Requests;

#[cfg(feature = "server")]
impl Side for Requests {
    fn limit(encoded: usize) -> usize {
        #[cfg(any(feature = "client", feature = "serve"))]
        if let Some(limit) = crate::context::max_decoded_size() {
            return limit;
        }
        decoded_limit(encoded)
    }
}

/// Those of servers.
#[cfg(feature = "client")]
pub(crate) struct Responses;

#[cfg(feature = "client")]
impl Side for Responses {
    fn limit(encoded: usize) -> usize {
        decoded_limit(encoded)
    }
}

/// How many bytes a message may take without another limit: 16 times what it may take on the wire.
fn decoded_limit(encoded: usize) -> usize {
    encoded.max(DEFAULT_LIMIT).saturating_mul(16)
}

fn decode<M: Message + Default>(buffer: impl Buf, limit: usize) -> Result<M, Status> {
    let (message, exceeded) = budget::within(limit, || M::decode(buffer));
    message.map_err(|error| match exceeded {
        true => Status::resource_exhausted(format!(
            "a message takes more than {limit} bytes when it is decoded"
        )),
        false => Status::internal(error.to_string()),
    })
}

/// Decodes messages that may have been compressed, and counts their bytes.
#[cfg(feature = "serve")]
pub(crate) struct ChargedDecoder<D> {
    pub(crate) decoder: D,
    pub(crate) charge: Arc<Charge>,
}

#[cfg(feature = "serve")]
impl<D: Decoder<Error = Status>> Decoder for ChargedDecoder<D> {
    type Item = D::Item;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<D::Item>, Status> {
        self.charge.decompressed(buffer.remaining())?;
        self.decoder.decode(buffer)
    }

    fn buffer_settings(&self) -> BufferSettings {
        self.decoder.buffer_settings()
    }
}

/// Decodes the message of a request.
#[cfg(feature = "server")]
pub(crate) fn read_request<M>(request: Request<Bytes>) -> Result<Request<M>, Status>
where
    M: Message + Default,
{
    let (metadata, extensions, bytes) = request.into_parts();
    #[cfg(feature = "serve")]
    if let Some(charge) = extensions.get::<Arc<Charge>>() {
        charge.decompressed(bytes.len())?;
    }
    let limit = Requests::limit(bytes.len());
    let message = decode(bytes, limit)?;
    Ok(Request::from_parts(metadata, extensions, message))
}

/// Decodes the message of a response.
#[cfg(feature = "client")]
pub(crate) fn read_response<M>(response: Response<Bytes>) -> Result<Response<M>, Status>
where
    M: Message + Default,
{
    let (metadata, bytes, extensions) = response.into_parts();
    let limit = Responses::limit(bytes.len());
    let message = decode(bytes, limit)?;
    Ok(Response::from_parts(metadata, message, extensions))
}
