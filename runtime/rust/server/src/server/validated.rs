//! Checks that a person writes, before the methods of a service.

use std::fmt;
use std::future::{self, Ready};
use std::marker::PhantomData;
use std::sync::Arc;

use tonic::{Request, Status};

use super::{Call, Dispatch, Method, ResponseFuture, ServiceServer};
use rpcsmith_validate::{Options, Validate};
use rpcsmith_wire::{CallContext, context};

/// A service and the checks of its requests, as [`ServiceServer::with_validation`] takes them.
#[derive(Clone, Debug)]
pub struct Validated<T, V> {
    pub(super) service: T,
    pub(super) checks: V,
}

/// Serves a `T` behind the checks of a `V`.
pub type ValidatedServer<D, T, V> = ServiceServer<Validating<D>, Validated<T, V>>;

/// Leads calls to the methods of a generated service trait, after the functions of its validation trait; generated code
/// implements it.
pub trait DispatchValidated<T, V>: Dispatch<T> {
    /// Answers a call to [`SERVICE`](Dispatch::SERVICE).
    fn dispatch(service: Arc<Validated<T, V>>, call: Call) -> ResponseFuture;
}

/// Leads calls as `D` does behind checks.
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
    /// Serves a service behind checks: each request, and each message of a stream of requests, passes its function of
    /// the generated validation trait before a method sees it.
    ///
    /// A request that does not pass is answered with the status that the function gives. Of a stream, that status is
    /// what the method finds in the place of the message, and the stream ends there. While a message is checked, no more
    /// of its stream is read; a call that the client gives up drops the check with it.
    ///
    /// The rules of the schema are checked by the functions that are not written anew, and nowhere else.
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
        ServiceServer::new(Validated { service, checks })
    }
}

/// The check of a request whose message has rules: whether it keeps them.
pub fn by_rules<M: Validate>(request: &Request<M>) -> Ready<Result<(), Status>> {
    future::ready(keeps_rules(request.get_ref()))
}

/// Checks a request by its rules, within the time of its call and the limits of the server.
pub(crate) fn keeps_rules<M: Validate>(message: &M) -> Result<(), Status> {
    let of_call = context::of_current(options_in).unwrap_or_default();
    message.validate_with(&of_call).map_err(Status::from)
}

/// How the rules of a request are checked within a call.
fn options_in(call: &CallContext) -> Options<'static> {
    let options = Options::new();
    let options = match call.deadline() {
        Some(deadline) => options.deadline(deadline.into_std()),
        None => options,
    };
    match call.limits().max_rule_steps {
        Some(steps) => options.max_steps(steps),
        None => options,
    }
}
