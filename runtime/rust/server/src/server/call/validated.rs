//! Calls whose requests are checked by an implementation of the generated validation trait, which the user can write.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use rpcsmith_wire::{Request, Status, Streaming};

use super::super::{Dispatch, HttpRoute, Method, ResponseFuture, ServiceServer};
use super::check::RequestCheck;
use super::validated_stream::CheckedStream;
use super::{Call, Checks, Unchecked};

/// A service, and the functions that check its requests; see [`ServiceServer::with_validation`].
#[derive(Debug)]
pub struct Validated<T, V> {
    service: Arc<T>,
    checks: Arc<V>,
}

/// Serves a `T` whose requests are checked by a `V`.
pub type ValidatedServer<D, T, V> = ServiceServer<Validating<D>, Validated<T, V>>;

/// Checks each call with a generated validation trait, and dispatches it to the service trait. Generated code implements
/// this trait.
pub trait DispatchValidated<T, V>: Dispatch<T> {
    /// Answers a call to [`SERVICE`](Dispatch::SERVICE).
    fn dispatch(service: Arc<T>, checks: Arc<V>, call: Call) -> ResponseFuture;
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
    const JSON: bool = <D as Dispatch<T>>::JSON;
    const HTTP: &'static [HttpRoute] = <D as Dispatch<T>>::HTTP;

    fn dispatch(service: Arc<Validated<T, V>>, call: Call) -> ResponseFuture {
        let Validated { service, checks } = &*service;
        <D as DispatchValidated<T, V>>::dispatch(Arc::clone(service), Arc::clone(checks), call)
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
            service: Arc::new(service),
            checks: Arc::new(checks),
        })
    }
}

/// Checks requests with a function of a generated validation trait.
#[derive(Debug)]
pub struct CheckedBy<V, C> {
    checks: Arc<V>,
    check: C,
    /// Whether the service validates its requests.
    on: bool,
}

impl<F> Call<Unchecked, F> {
    /// Checks each request, and each message of a stream of requests, with a function of a generated validation trait before
    /// the method gets it.
    pub fn checked_by<V, C>(self, checks: Arc<V>, check: C) -> Call<CheckedBy<V, C>, F> {
        let on = !self.config.unchecked;
        self.with_checks(CheckedBy { checks, check, on })
    }
}

impl<V, Q, C> Checks<Q> for CheckedBy<V, C>
where
    V: Send + Sync + 'static,
    Q: Send + Sync + 'static,
    C: for<'s> RequestCheck<'s, V, Q>,
{
    fn one<'r>(
        &'r self,
        request: &'r Request<Q>,
    ) -> impl Future<Output = Result<(), Status>> + Send + 'r {
        let checked = self.on.then(|| (self.check)(&self.checks, request));
        async move {
            match checked {
                Some(checked) => checked.await,
                None => Ok(()),
            }
        }
    }

    fn many(self, requests: Request<Streaming<Q>>) -> Request<Streaming<Q>> {
        if self.on {
            CheckedStream::wrap(requests, self.checks, self.check)
        } else {
            requests
        }
    }
}
