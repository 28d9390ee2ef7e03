//! Calls whose requests are checked by an implementation of the generated validation trait, which the user can write.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use bytes::Bytes;
use prost::Message;
use rpcsmith_wire::{Request, Status, Streaming};

use super::super::{BoxStream, Dispatch, Method, ResponseFuture, ServiceServer};
use super::validated_stream::validated_stream;
use super::{Call, Handler, RequestCheck, ServiceMethod, outgoing};
use crate::codec::read_request;
use rpcsmith_wire::codec::{MessageDecoder, Outgoing, Requests};

/// A service, and the functions that check its requests; see [`ServiceServer::with_validation`].
#[derive(Clone, Debug)]
pub struct Validated<T, V> {
    service: T,
    checks: Arc<V>,
}

/// Serves a `T` whose requests are checked by a `V`.
pub type ValidatedServer<D, T, V> = ServiceServer<Validating<D>, Validated<T, V>>;

/// Checks each call with a generated validation trait, and dispatches it to the service trait. Generated code implements
/// this trait.
pub trait DispatchValidated<T, V>: Dispatch<T> {
    /// Answers a call to [`SERVICE`](Dispatch::SERVICE).
    fn dispatch(service: Arc<Validated<T, V>>, call: Call) -> ResponseFuture;
}

/// Dispatches as `D` does, with a check of each request.
pub struct Validating<D>(PhantomData<fn() -> D>);

impl<D> fmt::Debug for Validating<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Validating")
    }
}

impl<D, T, V> Dispatch<Validated<T, V>> for Validating<D>
where
    D: DispatchValidated<T, V>,
{
    const SERVICE: &'static str = <D as Dispatch<T>>::SERVICE;
    const METHODS: &'static [Method] = <D as Dispatch<T>>::METHODS;

    fn dispatch(service: Arc<Validated<T, V>>, call: Call) -> ResponseFuture {
        <D as DispatchValidated<T, V>>::dispatch(service, call)
    }
}

impl<D, T> ServiceServer<D, T> {
    /// Serves a service whose requests are checked by an implementation of the generated validation trait: each request,
    /// and each message of a stream of requests, before a method sees it.
    ///
    /// A failed check ends the call with the status that the function returns. In a stream, the method receives that
    /// status instead of the message, and the stream ends. The server reads no further message of a stream while it
    /// checks one. A cancelled call drops its check.
    ///
    /// The default functions of the trait check the rules of the schema. A function that you write replaces that check;
    /// call `by_rules` or `validate` in it to keep the rules.
    ///
    /// ```ignore
    /// use rpcsmith_runtime::validate::{Invalid, Validate};
    ///
    /// struct Checks {
    ///     names: Names,
    /// }
    ///
    /// impl UserServiceValidation for Checks {
    ///     async fn create_user_request(&self, request: &Request<CreateUserRequest>) -> Result<(), Status> {
    ///         let user = request.get_ref();
    ///         user.validate()?;
    ///         if self.names.is_taken(&user.name).await {
    ///             return Err(Invalid::field("name", "is taken").into());
    ///         }
    ///         Ok(())
    ///     }
    /// }
    ///
    /// let server = UserServiceServer::with_validation(users, Checks { names });
    /// ```
    pub fn with_validation<V>(service: T, checks: V) -> ValidatedServer<D, T, V>
    where
        D: DispatchValidated<T, V>,
    {
        ServiceServer::new(Validated {
            service,
            checks: Arc::new(checks),
        })
    }
}

/// For services with a validation trait: its functions check each request, and each message of a stream of requests,
/// before a method sees it.
impl Call {
    /// Answers a call of one request and one response.
    pub fn validated_unary<T, V, Q, P, C, M>(
        self,
        service: Arc<Validated<T, V>>,
        check: C,
        method: M,
    ) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        V: Send + Sync + 'static,
        Q: Message + Default + 'static,
        P: Message + 'static,
        C: for<'s> RequestCheck<'s, V, Q>,
        M: for<'s> ServiceMethod<'s, T, Q, P>,
    {
        let check = self.unless_unchecked(check);
        self.one_to_one(Handler::new(async move |request| {
            let request = read_validated(request, &*service.checks, check).await?;
            let response = method(&service.service, request).await?;
            Ok(response.map(Outgoing::new))
        }))
    }

    /// Answers a call of one request and a stream of responses.
    pub fn validated_server_streaming<T, V, Q, P, C, M>(
        self,
        service: Arc<Validated<T, V>>,
        check: C,
        method: M,
    ) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        V: Send + Sync + 'static,
        Q: Message + Default + 'static,
        P: Message + 'static,
        C: for<'s> RequestCheck<'s, V, Q>,
        M: for<'s> ServiceMethod<'s, T, Q, BoxStream<P>>,
    {
        let check = self.unless_unchecked(check);
        self.one_to_many(Handler::new(async move |request| {
            let request = read_validated(request, &*service.checks, check).await?;
            let response = method(&service.service, request).await?;
            Ok(response.map(outgoing))
        }))
    }

    /// Answers a call of a stream of requests and one response.
    pub fn validated_client_streaming<T, V, Q, P, C, M>(
        self,
        service: Arc<Validated<T, V>>,
        check: C,
        method: M,
    ) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        V: Send + Sync + 'static,
        Q: Message + Default + 'static,
        P: Message + 'static,
        C: for<'s> RequestCheck<'s, V, Q>,
        M: for<'s> ServiceMethod<'s, T, Streaming<Q>, P>,
    {
        let check = self.unless_unchecked(check);
        self.many_to_one::<MessageDecoder<Q, Requests>, _>(Handler::new(async move |request| {
            let request = validated_stream(request, Arc::clone(&service.checks), check);
            let response = method(&service.service, request).await?;
            Ok(response.map(Outgoing::new))
        }))
    }

    /// Answers a call of a stream each way.
    pub fn validated_bidi_streaming<T, V, Q, P, C, M>(
        self,
        service: Arc<Validated<T, V>>,
        check: C,
        method: M,
    ) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        V: Send + Sync + 'static,
        Q: Message + Default + 'static,
        P: Message + 'static,
        C: for<'s> RequestCheck<'s, V, Q>,
        M: for<'s> ServiceMethod<'s, T, Streaming<Q>, BoxStream<P>>,
    {
        let check = self.unless_unchecked(check);
        self.many_to_many::<MessageDecoder<Q, Requests>, _>(Handler::new(async move |request| {
            let request = validated_stream(request, Arc::clone(&service.checks), check);
            let response = method(&service.service, request).await?;
            Ok(response.map(outgoing))
        }))
    }

    /// The check, unless [`without_validation`](ServiceServer::without_validation) turns it off.
    fn unless_unchecked<C>(&self, check: C) -> Option<C> {
        (!self.config.unchecked).then_some(check)
    }
}

/// Decodes and checks the message of a request.
async fn read_validated<V, Q, C>(
    request: Request<Bytes>,
    checks: &V,
    check: Option<C>,
) -> Result<Request<Q>, Status>
where
    V: Send + Sync + 'static,
    Q: Message + Default + 'static,
    C: for<'s> RequestCheck<'s, V, Q>,
{
    let request = read_request(request)?;
    if let Some(check) = check {
        check(checks, &request).await?;
    }
    Ok(request)
}
