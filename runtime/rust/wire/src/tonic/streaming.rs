//! Streams of received messages.

use std::marker::PhantomData;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use ::tonic::codec::{DecodeBuf, Decoder};
use bytes::{BufMut, Bytes, BytesMut};
use futures_core::Stream;
use http::StatusCode;
use http_body::{Body as HttpBody, Frame};
use prost::Message;

use crate::body::Trailers;
use crate::metadata::MetadataMap;
use crate::{MessageSource, Status, Streaming};

impl<T: Send + 'static> From<::tonic::Streaming<T>> for Streaming<T> {
    fn from(messages: ::tonic::Streaming<T>) -> Self {
        Self::from_source(FromTonicStreaming {
            messages,
            trailers: None,
        })
    }
}

struct FromTonicStreaming<T> {
    messages: ::tonic::Streaming<T>,
    trailers: Option<MetadataMap>,
}

impl<T: Send> MessageSource<T> for FromTonicStreaming<T> {
    fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Status>>> {
        let next = ready!(Pin::new(&mut self.messages).poll_next(cx));
        if next.is_none() {
            // The trailers are there after the end, without a wait.
            let trailers = pin!(self.messages.trailers());
            if let Poll::Ready(Ok(Some(trailers))) = trailers.poll(cx) {
                self.trailers = Some(trailers.into());
            }
        }
        Poll::Ready(next.map(|next| next.map_err(Status::from)))
    }

    fn take_trailers(&mut self) -> Option<MetadataMap> {
        self.trailers.take()
    }
}

/// tonic builds streams from bytes only, so each message is encoded and decoded again. The trailers stay.
impl<T: Message + Default + 'static> From<Streaming<T>> for ::tonic::Streaming<T> {
    fn from(messages: Streaming<T>) -> Self {
        let body = Encoded {
            messages,
            ended: false,
        };
        let decoder = ProstDecoder(PhantomData);
        // The limit applied when the message was received.
        Self::new_response(decoder, body, StatusCode::OK, None, Some(usize::MAX))
    }
}

/// A body with the messages in envelopes, which ends with the trailers of the stream and `OK`.
struct Encoded<T> {
    messages: Streaming<T>,
    ended: bool,
}

impl<T: Message> HttpBody for Encoded<T> {
    type Data = Bytes;
    type Error = ::tonic::Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ::tonic::Status>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let next = ready!(Pin::new(&mut self.messages).poll_next(cx));
        self.ended = !matches!(next, Some(Ok(_)));
        Poll::Ready(Some(match next {
            Some(Ok(message)) => envelope(&message).map(Frame::data),
            Some(Err(status)) => Err(status.into()),
            None => {
                let trailers = self.messages.take_trailers().unwrap_or_default();
                let trailers = Trailers::ok(trailers.into_headers()).into_map();
                Ok(Frame::trailers(trailers.unwrap_or_default()))
            }
        }))
    }
}

fn envelope(message: &impl Message) -> Result<Bytes, ::tonic::Status> {
    let length = message.encoded_len();
    let too_large = |_| ::tonic::Status::resource_exhausted("a message is larger than 4 GiB");
    let prefix = u32::try_from(length).map_err(too_large)?;
    let mut bytes = BytesMut::with_capacity(length.saturating_add(5));
    bytes.put_u8(0);
    bytes.put_u32(prefix);
    let failed = |error: prost::EncodeError| ::tonic::Status::internal(error.to_string());
    message.encode(&mut bytes).map_err(failed)?;
    Ok(bytes.freeze())
}

struct ProstDecoder<T>(PhantomData<fn() -> T>);

impl<T: Message + Default> Decoder for ProstDecoder<T> {
    type Item = T;
    type Error = ::tonic::Status;

    fn decode(&mut self, bytes: &mut DecodeBuf<'_>) -> Result<Option<T>, ::tonic::Status> {
        let message = T::decode(bytes);
        let failed = |error: prost::DecodeError| ::tonic::Status::internal(error.to_string());
        message.map(Some).map_err(failed)
    }
}
