//! A codec that erases the types of messages.
//!
//! tonic's calls are generic over messages, so each rpc of each service compiles another copy of them. Here, a message to
//! send is a closure that writes it, and a single received message is its bytes. tonic's calls compile once, in this crate,
//! and an rpc adds little more than the encoding and decoding of its own messages.

use std::marker::PhantomData;

use crate::{Response, Status};
use bytes::{Buf, Bytes};
use prost::Message;
use rpcsmith_message::budget;
use tonic::codec::{BufferSettings, Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
pub use tonic::codec::{CompressionEncoding, EnabledCompressionEncodings};

use crate::context;
use crate::grpc::framing::DEFAULT_LIMIT;

/// Sends [`Outgoing`] messages and receives what `D` decodes.
pub struct ErasedCodec<D> {
    encoder: OutgoingEncoder,
    decoder: PhantomData<fn() -> D>,
}

impl<D> ErasedCodec<D> {
    /// A codec that sends a stream of messages.
    pub fn many() -> Self {
        Self {
            encoder: OutgoingEncoder {
                buffer: BufferSettings::default(),
            },
            decoder: PhantomData,
        }
    }

    /// A codec that sends at most one message.
    pub fn one() -> Self {
        Self {
            encoder: OutgoingEncoder { buffer: one() },
            decoder: PhantomData,
        }
    }
}

/// The buffer of a single message. Most messages fit into one kilobyte, and it grows for larger ones. tonic's default of eight
/// kilobytes costs more to allocate than such a message costs to write.
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

/// Writes a message. Unlike `encode`, it does not measure the message first: the buffer grows as needed.
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

/// Returns the bytes of a message, without a copy.
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

/// Decodes messages, each within a limit of memory.
pub struct MessageDecoder<M, S>(PhantomData<fn() -> (M, S)>);

impl<M, S> Default for MessageDecoder<M, S> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<M: Message + Default, S: Direction> Decoder for MessageDecoder<M, S> {
    type Item = M;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<M>, Status> {
        let limit = S::limit(buffer.remaining());
        decode(buffer, limit).map(Some)
    }
}

/// The direction of the messages that are decoded, which decides their limit of memory.
pub trait Direction {
    /// The most bytes of memory for a message of `encoded` bytes on the wire.
    fn limit(encoded: usize) -> usize;
}

/// Messages of clients.
pub struct Requests;

impl Direction for Requests {
    fn limit(encoded: usize) -> usize {
        let of_call = context::of_current(|call| call.limits().max_decoded_size);
        of_call.flatten().unwrap_or_else(|| decoded_limit(encoded))
    }
}

/// Messages of servers.
pub struct Responses;

impl Direction for Responses {
    fn limit(encoded: usize) -> usize {
        decoded_limit(encoded)
    }
}

/// The default limit of memory: 16 times the size of the message on the wire, and at least 64 MiB.
fn decoded_limit(encoded: usize) -> usize {
    encoded.max(DEFAULT_LIMIT).saturating_mul(16)
}

/// Decodes a message within a limit of memory.
///
/// # Errors
/// `RESOURCE_EXHAUSTED` if it takes more than `limit` bytes, `INTERNAL` if it is malformed.
pub fn decode<M: Message + Default>(buffer: impl Buf, limit: usize) -> Result<M, Status> {
    let (message, exceeded) = budget::within(limit, || M::decode(buffer));
    message.map_err(|error| {
        if exceeded {
            Status::resource_exhausted(format!(
                "a decoded message takes more than {limit} bytes of memory"
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
