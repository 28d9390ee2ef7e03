//! Clients: what generated clients call, over any transport, without a type parameter for it.

use std::pin::Pin;

use bytes::Bytes;
use http::uri::PathAndQuery;
use prost::Message;
use rpcsmith_wire::codec::CompressionEncoding;
use rpcsmith_wire::service::InterceptedService;
use rpcsmith_wire::service::Interceptor;
use rpcsmith_wire::{IntoRequest, IntoStreamingRequest};
use rpcsmith_wire::{Request, Response, Status, Streaming};
use tokio_stream::{Stream, StreamExt};
use tonic::GrpcMethod;
use tonic::client::Grpc;
use tonic::codec::Decoder;

use rpcsmith_service::Method;
#[cfg(feature = "channel")]
use rpcsmith_service::service_config::DefaultServiceConfig;
use rpcsmith_wire::codec::{
    BytesDecoder, ErasedCodec, MessageDecoder, Outgoing, Responses, read_response,
};

#[cfg(feature = "validate")]
mod checked;
pub(crate) mod deadline;
#[cfg(feature = "transport")]
mod endpoint;
mod exchange;
mod in_process;
mod transport;

#[cfg(feature = "transport")]
pub use endpoint::{ConnectError, IntoEndpoint};
use exchange::{Exchange, MessageLimits, end_with_response};
pub use http::Uri;
pub use in_process::InProcess;
use transport::SharedTransport;
pub use transport::{Transport, TransportFuture};

/// Calls methods over a [`Transport`]. Generated clients wrap it.
///
/// Many tasks can call through one client at the same time. Clones share the transport.
#[derive(Clone, Debug)]
pub struct Client {
    grpc: Grpc<Exchange>,
    limits: MessageLimits,
    /// Whether requests are validated before they are sent.
    #[cfg(feature = "validate")]
    checks: bool,
    #[cfg(feature = "channel")]
    pub(crate) service_config: Option<&'static DefaultServiceConfig>,
}

impl Client {
    /// Connects to a server.
    ///
    /// To connect with the first call instead, pass the channel of `Endpoint::connect_lazy` to [`Client::new`].
    ///
    /// # Errors
    /// If `endpoint` is invalid or unreachable.
    #[cfg(feature = "transport")]
    pub async fn connect(endpoint: impl IntoEndpoint) -> Result<Self, ConnectError> {
        let channel = endpoint.into_endpoint()?.connect().await?;
        Ok(Self::new(channel))
    }

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
        Self::of(Grpc::with_origin(
            Exchange(SharedTransport::new(transport)),
            origin,
        ))
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

    fn of(grpc: Grpc<Exchange>) -> Self {
        Self {
            grpc,
            limits: MessageLimits::default(),
            #[cfg(feature = "validate")]
            checks: false,
            #[cfg(feature = "channel")]
            service_config: None,
        }
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
            grpc: self.grpc.send_compressed(encoding),
            ..self
        }
    }

    /// Accepts responses that are compressed with `encoding`.
    #[must_use]
    pub fn accept_compressed(self, encoding: CompressionEncoding) -> Self {
        Self {
            grpc: self.grpc.accept_compressed(encoding),
            ..self
        }
    }

    /// Limits the size of response messages, in bytes (default: 4 MiB). A call with a larger one fails with
    /// `RESOURCE_EXHAUSTED`.
    ///
    /// For a compressed message, the limit applies before and after decompression.
    #[must_use]
    pub fn max_decoding_message_size(mut self, limit: usize) -> Self {
        self.limits.received = limit;
        Self {
            grpc: self.grpc.max_decoding_message_size(limit),
            ..self
        }
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
        let request = request.into_request().map(once);
        read_response(self.receive_one(method, request).await?)
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
        let request = request.into_request().map(once);
        self.receive_many(method, request).await
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
        let request = end_with_response(request.into_streaming_request()).map(each);
        read_response(self.receive_one(method, request).await?)
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
        let request = end_with_response(request.into_streaming_request()).map(each);
        self.receive_many(method, request).await
    }

    /// Adds the method, the deadline and the limits of a call to its extensions, for interceptors and transports.
    fn annotated<T>(&self, method: Method, request: Request<T>) -> Request<T> {
        let mut request = deadline::limited(request);
        let name = GrpcMethod::new(method.service(), method.name());
        let extensions = request.extensions_mut();
        extensions.insert(name);
        extensions.insert(method);
        if self.limits != MessageLimits::default() {
            extensions.insert(self.limits);
        }
        #[cfg(feature = "channel")]
        if let Some(config) = self.service_config {
            extensions.insert(config);
        }
        request
    }

    /// Not generic over messages, so it compiles once.
    async fn receive_one(
        &self,
        method: Method,
        request: Request<OutgoingStream>,
    ) -> Result<Response<Bytes>, Status> {
        let path = PathAndQuery::from_static(method.path());
        let codec = ErasedCodec::<BytesDecoder>::many();
        let request = self.annotated(method, request);
        let mut grpc = self.grpc.clone();
        grpc.client_streaming(request, path, codec).await
    }

    /// Generic over the response only, so it compiles once for each type of response.
    async fn receive_many<P>(
        &self,
        method: Method,
        request: Request<OutgoingStream>,
    ) -> Result<Response<Streaming<P>>, Status>
    where
        P: Message + Default + 'static,
    {
        self.receive::<MessageDecoder<P, Responses>>(method, request)
            .await
    }

    /// Calls a method of any kind, and returns the encoded responses.
    #[doc(hidden)]
    pub async fn undecoded(
        &self,
        method: Method,
        request: Request<impl Stream<Item = impl Message + 'static> + Send + 'static>,
    ) -> Result<Response<Streaming<Bytes>>, Status> {
        self.receive::<BytesDecoder>(method, end_with_response(request).map(each))
            .await
    }

    async fn receive<D>(
        &self,
        method: Method,
        request: Request<OutgoingStream>,
    ) -> Result<Response<Streaming<D::Item>>, Status>
    where
        D: Decoder<Error = Status> + Default + Send + 'static,
        D::Item: Send + Sync + 'static,
    {
        let path = PathAndQuery::from_static(method.path());
        let codec = ErasedCodec::<D>::many();
        let request = self.annotated(method, request);
        let mut grpc = self.grpc.clone();
        grpc.streaming(request, path, codec).await
    }
}

/// The messages of a request.
type OutgoingStream = Pin<Box<dyn Stream<Item = Outgoing> + Send>>;

fn once(message: impl Message + 'static) -> OutgoingStream {
    Box::pin(tokio_stream::once(Outgoing::new(message)))
}

fn each(messages: impl Stream<Item = impl Message + 'static> + Send + 'static) -> OutgoingStream {
    Box::pin(messages.map(Outgoing::new))
}
