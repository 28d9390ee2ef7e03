//! Calling: generated clients over any transport, without a type parameter for it.

use std::pin::Pin;

use bytes::Bytes;
use http::uri::PathAndQuery;
use tokio_stream::{Stream, StreamExt};
use tonic::client::Grpc;
use tonic::codec::{CompressionEncoding, Decoder};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::{GrpcMethod, IntoRequest, IntoStreamingRequest};
use tonic::{Request, Response, Status, Streaming};
use tonic_prost::prost::Message;

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
pub use endpoint::IntoEndpoint;
use exchange::{Exchange, MessageLimits, tied};
pub use http::Uri;
pub use in_process::InProcess;
use transport::Shared;
pub use transport::{Transport, TransportFuture};

/// Calls methods over a [`Transport`]; generated clients are made of it.
///
/// Any number of tasks may call through one client at a time. Clones share the transport.
#[derive(Clone, Debug)]
pub struct Client {
    grpc: Grpc<Exchange>,
    limits: MessageLimits,
    /// Whether requests are sent only if they keep the rules of their schema.
    #[cfg(feature = "validate")]
    checks: bool,
    #[cfg(feature = "channel")]
    pub(crate) service_config: Option<&'static DefaultServiceConfig>,
}

impl Client {
    /// Connects to a server.
    ///
    /// For a connection that is made by the first call instead, give [`Client::new`] the channel
    /// of `Endpoint::connect_lazy`.
    ///
    /// # Errors
    /// If `endpoint` is none, or nobody answers there.
    #[cfg(feature = "transport")]
    pub async fn connect(endpoint: impl IntoEndpoint) -> Result<Self, tonic::transport::Error> {
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

    /// Calls over a transport, with the scheme and authority of `origin` in each request, and its
    /// path, if it has one, before that of the method.
    pub fn with_origin(transport: impl Transport, origin: Uri) -> Self {
        Self::of(Grpc::with_origin(Exchange(Shared::new(transport)), origin))
    }

    /// Calls over a transport after an interceptor, which may change the metadata of each request,
    /// or refuse it.
    ///
    /// Each call has a clone of the interceptor: what calls are to share goes behind an `Arc`.
    pub fn with_interceptor<I>(transport: impl Transport, interceptor: I) -> Self
    where
        I: Interceptor + Clone + Send + Sync + 'static,
    {
        Self::new(InterceptedService::new(Shared::new(transport), interceptor))
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

    /// Checks requests by the rules of their schema before they are sent: a call with one that does not keep them ends
    /// with `INVALID_ARGUMENT`, as the server would answer it.
    #[cfg(feature = "validate")]
    #[must_use]
    pub fn with_validation(self) -> Self {
        Self {
            checks: true,
            ..self
        }
    }

    /// Compresses requests with `encoding`, which the server has to accept.
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

    /// Refuses responses of more than `limit` bytes a message (default: 4 MiB): the call ends with
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

    /// Refuses to send requests of more than `limit` bytes a message (default: no limit): the call
    /// ends with `RESOURCE_EXHAUSTED`.
    ///
    /// For a compressed message, the limit applies to the compressed bytes.
    #[must_use]
    pub fn max_encoding_message_size(mut self, limit: usize) -> Self {
        self.limits.sent = Some(limit);
        self
    }
}

/// A request with a timeout is over when that has passed, be it in the midst of its response:
/// `DEADLINE_EXCEEDED`. Within a call that a `Server` serves it ends no later
/// than that.
///
/// # Errors
/// The status that the server answers, or that tonic makes of what else goes wrong.
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
        let request = tied(request.into_streaming_request()).map(each);
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
        let request = tied(request.into_streaming_request()).map(each);
        self.receive_many(method, request).await
    }

    /// Tells interceptors and transports which method is called, for how long, and how.
    fn named<T>(&self, method: Method, request: Request<T>) -> Request<T> {
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

    /// Compiles once, whatever the messages.
    async fn receive_one(
        &self,
        method: Method,
        request: Request<OutgoingStream>,
    ) -> Result<Response<Bytes>, Status> {
        let path = PathAndQuery::from_static(method.path());
        let codec = ErasedCodec::<BytesDecoder>::many();
        let request = self.named(method, request);
        let mut grpc = self.grpc.clone();
        grpc.client_streaming(request, path, codec).await
    }

    /// Compiles once a type of response.
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

    /// Calls a method of whatever kind; what it answers is left as it comes.
    #[doc(hidden)]
    pub async fn undecoded(
        &self,
        method: Method,
        request: Request<impl Stream<Item = impl Message + 'static> + Send + 'static>,
    ) -> Result<Response<Streaming<Bytes>>, Status> {
        self.receive::<BytesDecoder>(method, tied(request).map(each))
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
        let request = self.named(method, request);
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
