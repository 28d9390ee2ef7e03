//! A call on its way to a method.

use std::future::{self, Future};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio_stream::StreamExt;
use tonic::body::Body;
use tonic::codec::{Decoder, EnabledCompressionEncodings};
use tonic::server::Grpc;
use tonic::{Request, Response, Status, Streaming};
use tonic_prost::prost::Message;
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
use rpcsmith_wire::framing::{DEFAULT_LIMIT, Limited};

/// How the calls of a service are served.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Config {
    pub(super) accept: EnabledCompressionEncodings,
    pub(super) send: EnabledCompressionEncodings,
    pub(super) max_decoding_size: Option<usize>,
    pub(super) max_encoding_size: Option<usize>,
    /// Requests are taken though they do not keep the rules of their schema.
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

/// Whether a method sees a request.
type Check<Q> = fn(&Q) -> Result<(), Status>;

/// A function of a service's trait, such as `T::get_user`: from a request for `Q` to a response
/// with `P`.
///
/// It stands for the bound that its future is `Send`, which cannot be said of an `AsyncFnOnce`.
pub trait ServiceMethod<'s, T: 's, Q, P>:
    FnOnce(&'s T, Request<Q>) -> Self::Answer + Send + 'static
{
    /// What the function returns.
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
    /// What the function returns.
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

/// A call that has reached its service and is to be led to its method.
///
/// The function for the method's number of messages each way answers it with a function of the
/// service's trait, which resolves to the response or to the status that the client gets instead.
#[derive(Debug)]
pub struct Call {
    request: http::Request<Body>,
    /// The length of the name of the service, behind which is that of the method.
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

/// These compile once, or once a type of request, whatever the handler and the type of response.
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
        let (request, handler) = self.keep_requests(handler, D::default());
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
        let (request, handler) = self.keep_requests(handler, D::default());
        ResponseFuture::new(async move {
            responses::limited(grpc.streaming(handler, request).await, limit)
        })
    }

    /// Limits the size of a request that comes alone.
    fn limited(self) -> http::Request<Limited<Body>> {
        let limit = self.config.max_decoding_size.unwrap_or(DEFAULT_LIMIT);
        self.request
            .map(|body| Limited::new(body, Some(limit), "request"))
    }

    /// Keeps a stream of requests for the handler; tonic gets the headers.
    fn keep_requests<D, Q, P>(
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

/// A handler as tonic wants it, a tower service; its only call takes the handler out.
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
