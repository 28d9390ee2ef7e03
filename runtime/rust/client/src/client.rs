//! Clients: what generated clients call, over any transport, without a type parameter for it.

use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use rpcsmith_wire::codec::{
    Codec, CompressionEncoding, Decodes, EnabledCompressionEncodings, Encodes, ProtoOnly,
    response_limit,
};
#[cfg(feature = "json")]
use rpcsmith_wire::codec::{Json, ProtoAndJson};
use rpcsmith_wire::service::InterceptedService;
use rpcsmith_wire::service::Interceptor;
use rpcsmith_wire::{Code, Request, Response, Status, Streaming};
use rpcsmith_wire::{IntoRequest, IntoStreamingRequest};
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
#[cfg(feature = "http-json")]
mod routes;
mod transport;

use calls::only_message;
pub use http::Uri;
pub use in_process::InProcess;
#[cfg(feature = "http-json")]
use routes::Routes;
use transport::SharedTransport;
pub use transport::{Transport, TransportFuture};

/// Calls methods over a [`Transport`]. Generated clients wrap it.
///
/// Many tasks can call through one client at the same time. Clones share the transport. `F` has the formats of the messages.
pub struct Client<F = ProtoOnly> {
    pub(crate) core: Core,
    format: PhantomData<fn() -> F>,
}

/// A client without the formats of its messages, so that its code compiles once.
#[derive(Clone, Debug)]
pub(crate) struct Core {
    transport: SharedTransport,
    origin: Uri,
    codec: Codec,
    #[cfg(feature = "http-json")]
    routes: Option<Routes>,
    accept: EnabledCompressionEncodings,
    send: Option<CompressionEncoding>,
    limits: MessageLimits,
    /// Whether requests are validated before they are sent.
    #[cfg(feature = "validate")]
    checks: bool,
    #[cfg(feature = "channel")]
    pub(crate) service_config: Option<&'static DefaultServiceConfig>,
}

impl<F> Clone for Client<F> {
    fn clone(&self) -> Self {
        Self {
            core: self.core.clone(),
            format: PhantomData,
        }
    }
}

impl<F> fmt::Debug for Client<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Client").field(&self.core).finish()
    }
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
        let core = Core {
            transport: SharedTransport::new(transport),
            origin,
            codec: Codec::Proto,
            #[cfg(feature = "http-json")]
            routes: None,
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
        };
        Self {
            core,
            format: PhantomData,
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

    /// The same client, for messages that also have JSON.
    #[cfg(feature = "json")]
    #[must_use]
    pub fn with_json(self) -> Client<ProtoAndJson> {
        Client {
            core: self.core,
            format: PhantomData,
        }
    }
}

#[cfg(feature = "json")]
impl Client<ProtoAndJson> {
    /// Sends and receives JSON instead of the binary format.
    #[must_use]
    pub fn json(mut self, json: Json) -> Self {
        self.core.codec = Codec::Json(json);
        self
    }
}

impl<F> Client<F> {
    /// Validates requests by the rules of their schema before they are sent. A call with an invalid request fails with
    /// `INVALID_ARGUMENT`, with the same details as from a server.
    #[cfg(feature = "validate")]
    #[must_use]
    pub fn with_validation(mut self) -> Self {
        self.core.checks = true;
        self
    }

    /// Compresses requests with `encoding`, which the server must accept.
    #[must_use]
    pub fn send_compressed(mut self, encoding: CompressionEncoding) -> Self {
        self.core.send = Some(encoding);
        self
    }

    /// Accepts responses that are compressed with `encoding`.
    #[must_use]
    pub fn accept_compressed(mut self, encoding: CompressionEncoding) -> Self {
        self.core.accept.enable(encoding);
        self
    }

    /// Limits the size of response messages, in bytes (default: 4 MiB). A call with a larger one fails with
    /// `RESOURCE_EXHAUSTED`.
    ///
    /// For a compressed message, the limit applies before and after decompression.
    #[must_use]
    pub fn max_decoding_message_size(mut self, limit: usize) -> Self {
        self.core.limits.received = limit;
        self
    }

    /// Limits the size of request messages, in bytes (default: no limit). A call with a larger one fails with
    /// `RESOURCE_EXHAUSTED`.
    ///
    /// For a compressed message, the limit applies to the compressed bytes.
    #[must_use]
    pub fn max_encoding_message_size(mut self, limit: usize) -> Self {
        self.core.limits.sent = Some(limit);
        self
    }
}

/// A call with a timeout fails with `DEADLINE_EXCEEDED` when the timeout passes, even in the middle of its response. A call
/// that a handler makes also has the deadline of the call that the handler serves.
///
/// # Errors
/// The status of the server, or a status for an error of the transport.
impl<F: 'static> Client<F> {
    /// Calls a method of one request and one response.
    pub async fn unary<Q, P>(
        &self,
        method: Method,
        request: impl IntoRequest<Q>,
    ) -> Result<Response<P>, Status>
    where
        Q: Send + Sync + 'static,
        P: Send + Sync + 'static,
        F: Encodes<Q> + Decodes<P>,
    {
        let codec = self.core.codec(method)?;
        let request = encoded::<F, Q>(codec, request.into_request())?;
        let response = self.core.send_one(method, codec, request).await?;
        decoded::<F, P>(codec, only_message(response).await?)
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
        Q: Send + Sync + 'static,
        P: Send + Sync + 'static,
        F: Encodes<Q> + Decodes<P>,
    {
        let codec = self.core.codec(method)?;
        let request = encoded::<F, Q>(codec, request.into_request())?;
        let response = self.core.send_one(method, codec, request).await?;
        Ok(streaming(codec, response, decode::<F, P>))
    }

    /// Calls a method of a stream of requests and one response.
    pub async fn client_streaming<Q, P>(
        &self,
        method: Method,
        request: impl IntoStreamingRequest<Message = Q>,
    ) -> Result<Response<P>, Status>
    where
        Q: Send + Sync + 'static,
        P: Send + Sync + 'static,
        F: Encodes<Q> + Decodes<P>,
    {
        let codec = self.core.codec(method)?;
        let request = request.into_streaming_request().map(each);
        let request = request.map(erased::<F, Q>);
        let response = self.core.send_many(method, codec, request).await?;
        decoded::<F, P>(codec, only_message(response).await?)
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
        Q: Send + Sync + 'static,
        P: Send + Sync + 'static,
        F: Encodes<Q> + Decodes<P>,
    {
        let codec = self.core.codec(method)?;
        let request = request.into_streaming_request().map(each);
        let request = request.map(erased::<F, Q>);
        let response = self.core.send_many(method, codec, request).await?;
        Ok(streaming(codec, response, decode::<F, P>))
    }

    /// Calls a method of any kind, and returns the encoded responses.
    #[doc(hidden)]
    pub async fn undecoded<Q>(
        &self,
        method: Method,
        request: Request<impl Stream<Item = Q> + Send + 'static>,
    ) -> Result<Response<Streaming<Bytes>>, Status>
    where
        Q: Send + Sync + 'static,
        F: Encodes<Q>,
    {
        let codec = self.core.codec(method)?;
        let request = request.map(each).map(erased::<F, Q>);
        let response = self.core.send_many(method, codec, request).await?;
        Ok(streaming(codec, response, |_, bytes| Ok(bytes)))
    }
}

fn encoded<F: Encodes<Q>, Q>(
    codec: Codec,
    request: Request<Q>,
) -> Result<Request<Envelope>, Status> {
    let envelope = Envelope::of::<F, Q>(request.get_ref(), codec)?;
    Ok(request.map(|_| envelope))
}

fn decoded<F: Decodes<P>, P>(
    codec: Codec,
    response: Response<Bytes>,
) -> Result<Response<P>, Status> {
    let mut bytes = Bytes::new();
    // The parts of a response do not have its trailers.
    let response = response.map(|message| bytes = message);
    let message = decode::<F, P>(codec, bytes)?;
    Ok(response.map(|()| message))
}

fn streaming<P>(
    codec: Codec,
    response: Response<MessageReader>,
    decode: rpcsmith_wire::Decode<P>,
) -> Response<Streaming<P>> {
    response.map(|reader| Streaming::decoded(reader, codec, decode))
}

/// A stream of messages that never fails.
fn each<M>(messages: impl Stream<Item = M>) -> impl Stream<Item = Result<M, Status>> {
    messages.map(Ok)
}

/// Decodes a message, within its limit of memory.
fn decode<F: Decodes<P>, P>(codec: Codec, bytes: Bytes) -> Result<P, Status> {
    let limit = response_limit(bytes.len());
    F::decode(codec, bytes, limit).map_err(|status| match status.code() {
        // The fault is not in the arguments of the caller.
        Code::InvalidArgument => Status::internal(status.message()),
        _ => status,
    })
}
