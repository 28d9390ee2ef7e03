//! Clients: what generated clients call, over any transport, without a type parameter for it.

use bytes::Bytes;
use prost::Message;
use rpcsmith_wire::codec::{
    Codec, CompressionEncoding, EnabledCompressionEncodings, response_limit,
};
use rpcsmith_wire::service::InterceptedService;
use rpcsmith_wire::service::Interceptor;
use rpcsmith_wire::{IntoRequest, IntoStreamingRequest};
use rpcsmith_wire::{Request, Response, Status, Streaming};
use tokio_stream::{Stream, StreamExt};

use rpcsmith_service::Method;
#[cfg(feature = "channel")]
use rpcsmith_service::service_config::DefaultServiceConfig;
use rpcsmith_wire::grpc::framing::DEFAULT_LIMIT;
use rpcsmith_wire::grpc::read::MessageReader;
use rpcsmith_wire::grpc::write::{Envelope, erased};

mod calls;
#[cfg(feature = "validate")]
mod checked;
pub(crate) mod deadline;
mod exchange;
mod in_process;
mod transport;

use calls::{CODEC, only_message};
pub use http::Uri;
pub use in_process::InProcess;
use transport::SharedTransport;
pub use transport::{Transport, TransportFuture};

/// Calls methods over a [`Transport`]. Generated clients wrap it.
///
/// Many tasks can call through one client at the same time. Clones share the transport.
#[derive(Clone, Debug)]
pub struct Client {
    transport: SharedTransport,
    origin: Uri,
    accept: EnabledCompressionEncodings,
    send: Option<CompressionEncoding>,
    limits: MessageLimits,
    /// Whether requests are validated before they are sent.
    #[cfg(feature = "validate")]
    checks: bool,
    #[cfg(feature = "channel")]
    pub(crate) service_config: Option<&'static DefaultServiceConfig>,
}

/// Limits for the size of messages on the wire.
#[derive(Clone, Copy, Debug)]
struct MessageLimits {
    sent: Option<usize>,
    received: usize,
}

impl Client {
    /// Calls over a transport.
    pub fn new(transport: impl Transport) -> Self {
        Self::with_origin(transport, Uri::default())
    }

    /// Calls a server in this process, without a socket; see [`InProcess`].
    pub fn in_process(server: impl Transport) -> Self {
        Self::new(InProcess::new(server))
    }

    /// Calls over a transport, with the scheme and authority of `origin` in each request. If `origin` has a path, it is put
    /// before the path of the method.
    pub fn with_origin(transport: impl Transport, origin: Uri) -> Self {
        Self {
            transport: SharedTransport::new(transport),
            origin,
            accept: EnabledCompressionEncodings::default(),
            send: None,
            limits: MessageLimits {
                sent: None,
                received: DEFAULT_LIMIT,
            },
            #[cfg(feature = "validate")]
            checks: false,
            #[cfg(feature = "channel")]
            service_config: None,
        }
    }

    /// Calls over a transport through an interceptor, which can change the metadata of each request, or reject it.
    ///
    /// Each call has a clone of the interceptor: put shared state behind an `Arc`.
    pub fn with_interceptor<I>(transport: impl Transport, interceptor: I) -> Self
    where
        I: Interceptor + Clone + Send + Sync + 'static,
    {
        Self::new(InterceptedService::new(
            SharedTransport::new(transport),
            interceptor,
        ))
    }

    /// Validates requests by the rules of their schema before they are sent. A call with an invalid request fails with
    /// `INVALID_ARGUMENT`, with the same details as from a server.
    #[cfg(feature = "validate")]
    #[must_use]
    pub fn with_validation(self) -> Self {
        Self {
            checks: true,
            ..self
        }
    }

    /// Compresses requests with `encoding`, which the server must accept.
    #[must_use]
    pub fn send_compressed(self, encoding: CompressionEncoding) -> Self {
        Self {
            send: Some(encoding),
            ..self
        }
    }

    /// Accepts responses that are compressed with `encoding`.
    #[must_use]
    pub fn accept_compressed(mut self, encoding: CompressionEncoding) -> Self {
        self.accept.enable(encoding);
        self
    }

    /// Limits the size of response messages, in bytes (default: 4 MiB). A call with a larger one fails with
    /// `RESOURCE_EXHAUSTED`.
    ///
    /// For a compressed message, the limit applies before and after decompression.
    #[must_use]
    pub fn max_decoding_message_size(mut self, limit: usize) -> Self {
        self.limits.received = limit;
        self
    }

    /// Limits the size of request messages, in bytes (default: no limit). A call with a larger one fails with
    /// `RESOURCE_EXHAUSTED`.
    ///
    /// For a compressed message, the limit applies to the compressed bytes.
    #[must_use]
    pub fn max_encoding_message_size(mut self, limit: usize) -> Self {
        self.limits.sent = Some(limit);
        self
    }
}

/// A call with a timeout fails with `DEADLINE_EXCEEDED` when the timeout passes, even in the middle of its response. A call
/// that a handler makes also has the deadline of the call that the handler serves.
///
/// # Errors
/// The status of the server, or a status for an error of the transport.
impl Client {
    /// Calls a method of one request and one response.
    pub async fn unary<Q, P>(
        &self,
        method: Method,
        request: impl IntoRequest<Q>,
    ) -> Result<Response<P>, Status>
    where
        Q: Message + 'static,
        P: Message + Default + 'static,
    {
        let request = request.into_request().map(encoded);
        let response = self.send_one(method, request).await?;
        decoded(only_message(response).await?)
    }

    /// Calls a method of one request and a stream of responses.
    ///
    /// Dropping the stream cancels the call.
    pub async fn server_streaming<Q, P>(
        &self,
        method: Method,
        request: impl IntoRequest<Q>,
    ) -> Result<Response<Streaming<P>>, Status>
    where
        Q: Message + 'static,
        P: Message + Default + 'static,
    {
        let request = request.into_request().map(encoded);
        Ok(streaming(self.send_one(method, request).await?, decode))
    }

    /// Calls a method of a stream of requests and one response.
    pub async fn client_streaming<Q, P>(
        &self,
        method: Method,
        request: impl IntoStreamingRequest<Message = Q>,
    ) -> Result<Response<P>, Status>
    where
        Q: Message + 'static,
        P: Message + Default + 'static,
    {
        let request = request.into_streaming_request().map(each);
        let response = self.send_many(method, request.map(erased)).await?;
        decoded(only_message(response).await?)
    }

    /// Calls a method of a stream each way.
    ///
    /// Dropping the stream of responses cancels the call.
    pub async fn bidi_streaming<Q, P>(
        &self,
        method: Method,
        request: impl IntoStreamingRequest<Message = Q>,
    ) -> Result<Response<Streaming<P>>, Status>
    where
        Q: Message + 'static,
        P: Message + Default + 'static,
    {
        let request = request.into_streaming_request().map(each);
        let response = self.send_many(method, request.map(erased)).await?;
        Ok(streaming(response, decode))
    }

    /// Calls a method of any kind, and returns the encoded responses.
    #[doc(hidden)]
    pub async fn undecoded(
        &self,
        method: Method,
        request: Request<impl Stream<Item = impl Message + 'static> + Send + 'static>,
    ) -> Result<Response<Streaming<Bytes>>, Status> {
        let response = self
            .send_many(method, request.map(each).map(erased))
            .await?;
        Ok(streaming(response, |_, bytes| Ok(bytes)))
    }
}

fn encoded(message: impl Message) -> Envelope {
    Envelope::of(&message, CODEC)
}

/// A stream of messages that never fails.
fn each<M>(messages: impl Stream<Item = M>) -> impl Stream<Item = Result<M, Status>> {
    messages.map(Ok)
}

/// Decodes a message, within its limit of memory.
fn decode<P: Message + Default>(codec: Codec, bytes: Bytes) -> Result<P, Status> {
    let limit = response_limit(bytes.len());
    codec.decode(bytes, limit)
}

fn decoded<P: Message + Default>(response: Response<Bytes>) -> Result<Response<P>, Status> {
    let mut result = Ok(());
    let response = response.map(|bytes| {
        decode(CODEC, bytes).unwrap_or_else(|status| {
            result = Err(status);
            P::default()
        })
    });
    result.map(|()| response)
}

fn streaming<P>(
    response: Response<MessageReader>,
    decode: rpcsmith_wire::Decode<P>,
) -> Response<Streaming<P>> {
    response.map(|reader| Streaming::decoded(reader, CODEC, decode))
}
