//! A codec that depends on the types of messages no more than it must.
//!
//! tonic's calls are generic over messages, so that each rpc of each service compiles them anew.
//! Here a message to send is reduced to the act of writing it, and a message that comes alone to
//! its bytes: tonic's calls compile once, in this crate, and an rpc adds little more than the
//! encoding and decoding of its own messages.

use std::marker::PhantomData;

use bytes::{Buf, Bytes};
use rpcsmith_message::budget;
use tonic::codec::{BufferSettings, Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::{Response, Status};
use tonic_prost::prost::Message;

use crate::context;
use crate::framing::DEFAULT_LIMIT;

/// Sends [`Outgoing`] messages and receives what `D` decodes.
pub struct ErasedCodec<D> {
    encoder: OutgoingEncoder,
    decoder: PhantomData<fn() -> D>,
}

impl<D> ErasedCodec<D> {
    /// For messages each way that may be many.
    pub fn many() -> Self {
        Self {
            encoder: OutgoingEncoder {
                buffer: BufferSettings::default(),
            },
            decoder: PhantomData,
        }
    }

    /// For no more than one message to send.
    pub fn one() -> Self {
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
pub struct Outgoing(Box<Write>);

type Write = dyn FnOnce(&mut EncodeBuf<'_>) -> Result<(), Status> + Send + Sync;

impl Outgoing {
    /// A message that is sent unchanged.
    pub fn new(message: impl Message + 'static) -> Self {
        Self(Box::new(move |buffer| {
            write(&message, buffer);
            Ok(())
        }))
    }

    /// A message that is sent only if it passes a check.
    pub fn checked<M: Message + 'static>(
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
pub struct OutgoingEncoder {
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
pub struct BytesDecoder;

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

/// Decodes messages, each within the memory that it may take.
pub struct MessageDecoder<M, S>(PhantomData<fn() -> (M, S)>);

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
pub trait Side {
    /// How many bytes a message may take that takes so many on the wire.
    fn limit(encoded: usize) -> usize;
}

/// Those of callers.
pub struct Requests;

impl Side for Requests {
    fn limit(encoded: usize) -> usize {
        let of_call = context::of_current(|call| call.limits().max_decoded_size);
        of_call.flatten().unwrap_or_else(|| decoded_limit(encoded))
    }
}

/// Those of servers.
pub struct Responses;

impl Side for Responses {
    fn limit(encoded: usize) -> usize {
        decoded_limit(encoded)
    }
}

/// How many bytes a message may take without another limit: 16 times what it may take on the wire.
fn decoded_limit(encoded: usize) -> usize {
    encoded.max(DEFAULT_LIMIT).saturating_mul(16)
}

/// Decodes a message within the memory that it may take.
///
/// # Errors
/// `RESOURCE_EXHAUSTED` if it takes more than `limit` bytes, `INTERNAL` if it is malformed.
pub fn decode<M: Message + Default>(buffer: impl Buf, limit: usize) -> Result<M, Status> {
    let (message, exceeded) = budget::within(limit, || M::decode(buffer));
    message.map_err(|error| {
        if exceeded {
            Status::resource_exhausted(format!(
                "a message takes more than {limit} bytes when it is decoded"
            ))
        } else {
            Status::internal(error.to_string())
        }
    })
}

/// Decodes the message of a response.
pub fn read_response<M>(response: Response<Bytes>) -> Result<Response<M>, Status>
where
    M: Message + Default,
{
    let (metadata, bytes, extensions) = response.into_parts();
    let limit = Responses::limit(bytes.len());
    let message = decode(bytes, limit)?;
    Ok(Response::from_parts(metadata, message, extensions))
}
