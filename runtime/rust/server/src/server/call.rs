//! Calls: decode the requests, call the method of the service, and encode the responses.

use std::fmt;
use std::future::{self, Future};
use std::marker::PhantomData;
use std::sync::Arc;

use rpcsmith_wire::body::Body;
use rpcsmith_wire::codec::{Codec, Decodes, EnabledCompressionEncodings, Encodes, ProtoOnly};
#[cfg(feature = "json")]
use rpcsmith_wire::codec::{Json, ProtoAndJson};
use rpcsmith_wire::{CallContext, Request, Response, Status, Streaming};

#[cfg(feature = "validate")]
mod by_rules;
mod check;
mod incoming;
mod outgoing;
#[cfg(feature = "validate")]
mod validated;
#[cfg(feature = "validate")]
mod validated_stream;

#[cfg(feature = "validate")]
pub use by_rules::{ByRules, by_rules};
#[cfg(feature = "validate")]
pub use check::RequestCheck;
pub use check::{Checks, Unchecked};
#[cfg(feature = "validate")]
pub use validated::{CheckedBy, DispatchValidated, Validated, ValidatedServer, Validating};

use incoming::Incoming;
use outgoing::Outgoing;

use super::{BoxStream, ResponseFuture, unimplemented_status};
use rpcsmith_wire::grpc::write::erased;

/// The settings of a service.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Config {
    pub(super) accept: EnabledCompressionEncodings,
    pub(super) send: EnabledCompressionEncodings,
    pub(super) max_decoding_size: Option<usize>,
    pub(super) max_encoding_size: Option<usize>,
    #[cfg(feature = "json")]
    pub(super) json: Json,
    /// Whether requests are not validated.
    #[cfg(feature = "validate")]
    pub(super) unchecked: bool,
}

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

/// A call to a service, to be dispatched to its method.
///
/// It has a function for each kind of method, which calls a function of the service's trait, and answers with its response
/// or status. `C` checks the requests before that. `F` has the formats of the messages.
pub struct Call<C = Unchecked, F = ProtoOnly> {
    request: http::Request<Body>,
    /// The context, if the extensions of the request do not contain it.
    context: Option<CallContext>,
    /// The index of the method in the table of the service.
    index: usize,
    codec: Codec,
    config: Config,
    checks: C,
    format: PhantomData<fn() -> F>,
}

impl Call {
    pub(super) fn new(
        request: http::Request<Body>,
        context: Option<CallContext>,
        index: usize,
        codec: Codec,
        config: Config,
    ) -> Self {
        Self {
            request,
            context,
            index,
            codec,
            config,
            checks: Unchecked,
            format: PhantomData,
        }
    }

    /// The same call, of a service whose messages also have JSON.
    #[cfg(feature = "json")]
    pub fn with_json(self) -> Call<Unchecked, ProtoAndJson> {
        let codec = self.codec.with_json(self.config.json);
        Call {
            request: self.request,
            context: self.context,
            index: self.index,
            codec,
            config: self.config,
            checks: self.checks,
            format: PhantomData,
        }
    }
}

impl<F> Call<Unchecked, F> {
    /// The index of the called method in [`METHODS`](super::Dispatch::METHODS).
    pub fn index(&self) -> usize {
        self.index
    }

    /// The same call, with a check of its requests.
    #[cfg(feature = "validate")]
    fn with_checks<C>(self, checks: C) -> Call<C, F> {
        Call {
            request: self.request,
            context: self.context,
            index: self.index,
            codec: self.codec,
            config: self.config,
            checks,
            format: PhantomData,
        }
    }

    /// Answers a call of a method that the service does not have.
    pub fn unimplemented(self) -> ResponseFuture {
        let status = unimplemented_status(self.request.uri().path());
        ResponseFuture::new(future::ready(status.into_http()))
    }
}

impl<C, F> fmt::Debug for Call<C, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("index", &self.index)
            .field("codec", &self.codec)
            .finish_non_exhaustive()
    }
}

impl<C, F> Call<C, F> {
    /// Answers a call of one request and one response.
    pub fn unary<T, Q, P, M>(self, service: Arc<T>, method: M) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        Q: Send + Sync + 'static,
        P: Send + Sync + 'static,
        F: Decodes<Q> + Encodes<P>,
        M: for<'s> ServiceMethod<'s, T, Q, P>,
        C: Checks<Q>,
    {
        let (incoming, outgoing, checks) = self.split();
        let decoding = incoming.decoding();
        let mut request = incoming.one();
        outgoing.one(async move {
            // By reference: a future has two places for what it owns and awaits.
            let request = (&mut request).await?;
            let request = decoding.decoded::<F, Q>(request)?;
            checks.one(&request).await?;
            outgoing.encoded::<F, P>(method(&service, request).await?)
        })
    }

    /// Answers a call of one request and a stream of responses.
    pub fn server_streaming<T, Q, P, M>(self, service: Arc<T>, method: M) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        Q: Send + Sync + 'static,
        P: Send + Sync + 'static,
        F: Decodes<Q> + Encodes<P>,
        M: for<'s> ServiceMethod<'s, T, Q, BoxStream<P>>,
        C: Checks<Q>,
    {
        let (incoming, outgoing, checks) = self.split();
        let decoding = incoming.decoding();
        let mut request = incoming.one();
        outgoing.many(async move {
            let request = (&mut request).await?;
            let request = decoding.decoded::<F, Q>(request)?;
            checks.one(&request).await?;
            Ok(method(&service, request).await?.map(erased::<F, P>))
        })
    }

    /// Answers a call of a stream of requests and one response.
    pub fn client_streaming<T, Q, P, M>(self, service: Arc<T>, method: M) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        Q: Send + Sync + 'static,
        P: Send + Sync + 'static,
        F: Decodes<Q> + Encodes<P>,
        M: for<'s> ServiceMethod<'s, T, Streaming<Q>, P>,
        C: Checks<Q>,
    {
        let (incoming, outgoing, checks) = self.split();
        outgoing.one(async move {
            let requests = checks.many(incoming.many::<F, Q>()?);
            outgoing.encoded::<F, P>(method(&service, requests).await?)
        })
    }

    /// Answers a call of a stream each way.
    pub fn bidi_streaming<T, Q, P, M>(self, service: Arc<T>, method: M) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        Q: Send + Sync + 'static,
        P: Send + Sync + 'static,
        F: Decodes<Q> + Encodes<P>,
        M: for<'s> ServiceMethod<'s, T, Streaming<Q>, BoxStream<P>>,
        C: Checks<Q>,
    {
        let (incoming, outgoing, checks) = self.split();
        outgoing.many(async move {
            let requests = checks.many(incoming.many::<F, Q>()?);
            Ok(method(&service, requests).await?.map(erased::<F, P>))
        })
    }

    fn split(self) -> (Incoming, Outgoing, C) {
        let outgoing = Outgoing::new(self.codec, &self.config, self.request.headers());
        let incoming = Incoming::new(self.request, self.context, self.codec, &self.config);
        (incoming, outgoing, self.checks)
    }
}
