//! Calls: decode the requests, call the method of the service, and encode the responses.

use std::future::{self, Future};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use prost::Message;
use rpcsmith_wire::body::Body;
use rpcsmith_wire::codec::EnabledCompressionEncodings;
use rpcsmith_wire::{Request, Response, Status, Streaming};
use tokio_stream::StreamExt;
use tonic::codec::Decoder;
use tonic::server::Grpc;
use tower_service::Service;

#[cfg(feature = "validate")]
mod checked;
mod requests;
mod responses;
#[cfg(feature = "validate")]
mod validated;
#[cfg(feature = "validate")]
mod validated_stream;

#[cfg(feature = "validate")]
pub use checked::by_rules;
#[cfg(feature = "validate")]
pub use validated::{DispatchValidated, Validated, ValidatedServer, Validating};

use requests::StreamHandler;

use super::{BoxStream, ResponseFuture, unimplemented_status};
use crate::codec::read_request;
use rpcsmith_service::service_in;
use rpcsmith_wire::codec::{BytesDecoder, ErasedCodec, MessageDecoder, Outgoing, Requests};
use rpcsmith_wire::grpc::framing::{DEFAULT_LIMIT, Limited};

/// The settings of a service.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Config {
    pub(super) accept: EnabledCompressionEncodings,
    pub(super) send: EnabledCompressionEncodings,
    pub(super) max_decoding_size: Option<usize>,
    pub(super) max_encoding_size: Option<usize>,
    /// Whether requests are not validated.
    #[cfg(feature = "validate")]
    pub(super) unchecked: bool,
}

impl Config {
    fn grpc<D>(self, codec: ErasedCodec<D>) -> Grpc<ErasedCodec<D>>
    where
        ErasedCodec<D>: tonic::codec::Codec,
    {
        Grpc::new(codec)
            .apply_compression_config(self.accept, self.send)
            .apply_max_message_size_config(self.max_decoding_size, None)
    }
}

/// Checks a request before the method is called.
type Check<Q> = fn(&Q) -> Result<(), Status>;

/// A function of a service's trait, such as `T::get_user`: from a request for `Q` to a response
/// with `P`.
///
/// It carries the bound that its future is `Send`, which an `AsyncFnOnce` cannot express.
pub trait ServiceMethod<'s, T: 's, Q, P>:
    FnOnce(&'s T, Request<Q>) -> Self::Answer + Send + 'static
{
    /// The returned future.
    type Answer: Future<Output = Result<Response<P>, Status>> + Send + 's;
}

impl<'s, T, Q, P, M, F> ServiceMethod<'s, T, Q, P> for M
where
    T: 's,
    M: FnOnce(&'s T, Request<Q>) -> F + Send + 'static,
    F: Future<Output = Result<Response<P>, Status>> + Send + 's,
{
    type Answer = F;
}

/// A function of a service's validation trait, such as `V::get_user_request`.
///
/// Like [`ServiceMethod`], it carries the bound that its future is `Send`.
#[cfg(feature = "validate")]
pub trait RequestCheck<'s, V: 's, Q: 's>:
    Fn(&'s V, &'s Request<Q>) -> Self::Answer + Copy + Send + 'static
{
    /// The returned future.
    type Answer: Future<Output = Result<(), Status>> + Send + 's;
}

#[cfg(feature = "validate")]
impl<'s, V, Q, C, F> RequestCheck<'s, V, Q> for C
where
    V: 's,
    Q: 's,
    C: Fn(&'s V, &'s Request<Q>) -> F + Copy + Send + 'static,
    F: Future<Output = Result<(), Status>> + Send + 's,
{
    type Answer = F;
}

/// A call to a service, to be dispatched to its method.
///
/// It has a function for each kind of method, which calls a function of the service's trait, and answers with its response
/// or status.
#[derive(Debug)]
pub struct Call {
    request: http::Request<Body>,
    /// The length of the name of the service in the path; the name of the method follows.
    service: usize,
    config: Config,
}

impl Call {
    pub(super) fn new(request: http::Request<Body>, config: Config) -> Self {
        let service = service_in(request.uri().path()).len();
        Self {
            request,
            service,
            config,
        }
    }

    /// The full name of the service called: the first part of `/package.Service/Method`.
    pub(super) fn service(&self) -> &str {
        let path = self.request.uri().path();
        path.get(1..=self.service).unwrap_or_default()
    }

    /// The name of the method called, for example `GetUser`.
    pub fn method(&self) -> &str {
        let path = self.request.uri().path();
        path.get(self.service + 2..).unwrap_or_default()
    }

    /// Answers a call of one request and one response.
    pub fn unary<T, Q, P, M>(self, service: Arc<T>, method: M) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        Q: Message + Default + 'static,
        P: Message + 'static,
        M: for<'s> ServiceMethod<'s, T, Q, P>,
    {
        self.unary_if(|_| Ok(()), service, method)
    }

    fn unary_if<T, Q, P, M>(self, check: Check<Q>, service: Arc<T>, method: M) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        Q: Message + Default + 'static,
        P: Message + 'static,
        M: for<'s> ServiceMethod<'s, T, Q, P>,
    {
        self.one_to_one(Handler::new(async move |request| {
            let request = read_request(request)?;
            check(request.get_ref())?;
            let response = method(&service, request).await?;
            Ok(response.map(Outgoing::new))
        }))
    }

    /// Answers a call of one request and a stream of responses.
    pub fn server_streaming<T, Q, P, M>(self, service: Arc<T>, method: M) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        Q: Message + Default + 'static,
        P: Message + 'static,
        M: for<'s> ServiceMethod<'s, T, Q, BoxStream<P>>,
    {
        self.server_streaming_if(|_| Ok(()), service, method)
    }

    fn server_streaming_if<T, Q, P, M>(
        self,
        check: Check<Q>,
        service: Arc<T>,
        method: M,
    ) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        Q: Message + Default + 'static,
        P: Message + 'static,
        M: for<'s> ServiceMethod<'s, T, Q, BoxStream<P>>,
    {
        self.one_to_many(Handler::new(async move |request| {
            let request = read_request(request)?;
            check(request.get_ref())?;
            let response = method(&service, request).await?;
            Ok(response.map(outgoing))
        }))
    }

    /// Answers a call of a stream of requests and one response.
    pub fn client_streaming<T, Q, P, M>(self, service: Arc<T>, method: M) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        Q: Message + Default + 'static,
        P: Message + 'static,
        M: for<'s> ServiceMethod<'s, T, Streaming<Q>, P>,
    {
        self.client_streaming_by::<MessageDecoder<Q, Requests>, _, _, _, _>(service, method)
    }

    fn client_streaming_by<D, T, Q, P, M>(self, service: Arc<T>, method: M) -> ResponseFuture
    where
        D: Decoder<Item = Q, Error = Status> + Default + Send + 'static,
        T: Send + Sync + 'static,
        Q: Message + Default + 'static,
        P: Message + 'static,
        M: for<'s> ServiceMethod<'s, T, Streaming<Q>, P>,
    {
        self.many_to_one::<D, _>(Handler::new(async move |request| {
            let response = method(&service, request).await?;
            Ok(response.map(Outgoing::new))
        }))
    }

    /// Answers a call of a stream each way.
    pub fn bidi_streaming<T, Q, P, M>(self, service: Arc<T>, method: M) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        Q: Message + Default + 'static,
        P: Message + 'static,
        M: for<'s> ServiceMethod<'s, T, Streaming<Q>, BoxStream<P>>,
    {
        self.bidi_streaming_by::<MessageDecoder<Q, Requests>, _, _, _, _>(service, method)
    }

    fn bidi_streaming_by<D, T, Q, P, M>(self, service: Arc<T>, method: M) -> ResponseFuture
    where
        D: Decoder<Item = Q, Error = Status> + Default + Send + 'static,
        T: Send + Sync + 'static,
        Q: Message + Default + 'static,
        P: Message + 'static,
        M: for<'s> ServiceMethod<'s, T, Streaming<Q>, BoxStream<P>>,
    {
        self.many_to_many::<D, _>(Handler::new(async move |request| {
            let response = method(&service, request).await?;
            Ok(response.map(outgoing))
        }))
    }

    /// Answers a call of a method that the service does not have.
    pub fn unimplemented(self) -> ResponseFuture {
        let status = unimplemented_status(self.request.uri().path());
        ResponseFuture::new(future::ready(status.into_http()))
    }
}

/// Not generic over handlers and responses, so they compile once, or once for each type of request.
impl Call {
    fn one_to_one(self, handler: Handler<Bytes, Outgoing>) -> ResponseFuture {
        let limit = self.config.max_encoding_size;
        let mut grpc = self.config.grpc(ErasedCodec::<BytesDecoder>::one());
        let request = self.limited();
        ResponseFuture::new(
            async move { responses::limited(grpc.unary(handler, request).await, limit) },
        )
    }

    fn one_to_many(self, handler: Handler<Bytes, BoxStream<Outgoing>>) -> ResponseFuture {
        let limit = self.config.max_encoding_size;
        let mut grpc = self.config.grpc(ErasedCodec::<BytesDecoder>::many());
        let request = self.limited();
        ResponseFuture::new(async move {
            responses::limited(grpc.server_streaming(handler, request).await, limit)
        })
    }

    fn many_to_one<D, Q>(self, handler: Handler<Streaming<Q>, Outgoing>) -> ResponseFuture
    where
        D: Decoder<Item = Q, Error = Status> + Default + Send + 'static,
        Q: Message + Default + 'static,
    {
        let limit = self.config.max_encoding_size;
        let mut grpc = self.config.grpc(ErasedCodec::<BytesDecoder>::one());
        let (request, handler) = self.split_requests(handler, D::default());
        ResponseFuture::new(async move {
            responses::limited(grpc.client_streaming(handler, request).await, limit)
        })
    }

    fn many_to_many<D, Q>(
        self,
        handler: Handler<Streaming<Q>, BoxStream<Outgoing>>,
    ) -> ResponseFuture
    where
        D: Decoder<Item = Q, Error = Status> + Default + Send + 'static,
        Q: Message + Default + 'static,
    {
        let limit = self.config.max_encoding_size;
        let mut grpc = self.config.grpc(ErasedCodec::<BytesDecoder>::many());
        let (request, handler) = self.split_requests(handler, D::default());
        ResponseFuture::new(async move {
            responses::limited(grpc.streaming(handler, request).await, limit)
        })
    }

    /// Limits the size of a single request message.
    fn limited(self) -> http::Request<Limited<Body>> {
        let limit = self.config.max_decoding_size.unwrap_or(DEFAULT_LIMIT);
        self.request
            .map(|body| Limited::new(body, Some(limit), "request"))
    }

    /// Passes the stream of requests directly to the handler; tonic only gets the headers.
    fn split_requests<D, Q, P>(
        self,
        handler: Handler<Streaming<Q>, P>,
        decoder: D,
    ) -> (http::Request<Body>, StreamHandler<Q, P>)
    where
        D: Decoder<Item = Q, Error = Status> + Send + 'static,
    {
        let (head, body) = self.request.into_parts();
        let handler = StreamHandler::new(handler, decoder, &head, body, &self.config);
        (http::Request::from_parts(head, Body::empty()), handler)
    }
}

fn outgoing(messages: BoxStream<impl Message + 'static>) -> BoxStream<Outgoing> {
    Box::pin(messages.map(|message| message.map(Outgoing::new)))
}

type HandlerFuture<P> = Pin<Box<dyn Future<Output = Result<Response<P>, Status>> + Send>>;

type HandlerFn<Q, P> = dyn FnOnce(Request<Q>) -> HandlerFuture<P> + Send;

/// A handler as a tower service, as tonic requires. It is called once.
struct Handler<Q, P>(Option<Box<HandlerFn<Q, P>>>);

impl<Q, P> Handler<Q, P> {
    fn new<F>(handler: impl FnOnce(Request<Q>) -> F + Send + 'static) -> Self
    where
        F: Future<Output = Result<Response<P>, Status>> + Send + 'static,
    {
        Self(Some(Box::new(|request| Box::pin(handler(request)))))
    }
}

impl<Q, P> Service<Request<Q>> for Handler<Q, P> {
    type Response = Response<P>;
    type Error = Status;
    type Future = HandlerFuture<P>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Q>) -> HandlerFuture<P> {
        let handler = self.0.take().expect("one HTTP request is one call");
        handler(request)
    }
}
