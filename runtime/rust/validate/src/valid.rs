//! Messages that passed validation.

use core::any::{Any, TypeId};
use core::ops::Deref;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use ref_cast::{RefCastCustom, ref_cast_custom};
#[cfg(feature = "status")]
use rpcsmith_wire::{Request, Streaming};

use super::{Validate, ValidationError};

/// A message that passed all rules of its schema. Only a validation makes it, and nothing changes the message in it.
///
/// A function that takes a `&Valid<User>` does not have to check the user again. For fields that the rules require, generated
/// traits have methods without `Option`.
///
/// Its own functions are not methods, so that they do not hide those of the message.
///
/// ```
/// use rpcsmith_runtime::validate::{Checked, Context, Path, Rule, Valid, Validate, ValidationError};
///
/// struct Even(u32);
///
/// impl Validate for Even {
///     fn check(&self, cx: &mut Context<'_>, at: &Path<'_>) -> Checked {
///         const RULE: Rule = Rule::of_message("even");
///         if self.0 % 2 != 0 {
///             cx.violation(at, &RULE)?;
///         }
///         Ok(())
///     }
/// }
///
/// fn half(number: &Valid<Even>) -> u32 {
///     number.0 / 2
/// }
///
/// assert_eq!(half(&Valid::new(Even(4))?), 2);
/// assert!(Valid::new(Even(3)).is_err());
/// # Ok::<(), ValidationError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, RefCastCustom)]
#[repr(transparent)]
pub struct Valid<M>(M);

impl<M: Validate> Valid<M> {
    /// Validates a message by all rules.
    ///
    /// # Errors
    ///
    /// If the message is invalid, or cannot be validated.
    pub fn new(message: M) -> Result<Self, ValidationError> {
        message.validate()?;
        Ok(Self(message))
    }

    /// Validates the message of a request. A message that the server has validated by its rules is not validated again, unless
    /// something could have changed it since.
    ///
    /// ```
    /// use rpcsmith_runtime::validate::{Valid, Validate};
    /// use rpcsmith_runtime::{Request, Response, Status};
    ///
    /// async fn echo<M: Validate>(request: Request<M>) -> Result<Response<M>, Status> {
    ///     let request = Valid::from_request(request)?;
    ///     let message: Valid<M> = request.into_inner();
    ///     Ok(Response::new(Valid::into_inner(message)))
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// If the message is invalid, or cannot be validated.
    #[cfg(feature = "status")]
    pub fn from_request(request: Request<M>) -> Result<Request<Self>, ValidationError> {
        if request.is_validated() {
            return Ok(request.map(Self));
        }
        request.try_map(Self::new)
    }

    /// Validates each message of a stream of requests. A message that the server has validated by its rules is not validated
    /// again. The status of an invalid message replaces it and ends the stream.
    ///
    /// ```
    /// use rpcsmith_runtime::validate::{Valid, Validate};
    /// use rpcsmith_runtime::{Request, Response, Status, Streaming};
    ///
    /// async fn count<M: Validate + 'static>(request: Request<Streaming<M>>) -> Result<Response<u64>, Status> {
    ///     let mut messages = Valid::from_stream(request).into_inner();
    ///     let mut count = 0;
    ///     while let Some(message) = messages.message().await? {
    ///         let _: Valid<M> = message;
    ///         count += 1;
    ///     }
    ///     Ok(Response::new(count))
    /// }
    /// ```
    #[cfg(feature = "status")]
    pub fn from_stream(request: Request<Streaming<M>>) -> Request<Streaming<Self>>
    where
        M: 'static,
    {
        request.map(|messages| {
            messages.convert(|message, is_validated| {
                if is_validated {
                    return Ok(Self(message));
                }
                Ok(Self::new(message)?)
            })
        })
    }
}

impl<M> Valid<M> {
    /// Returns the message, which can be changed again.
    pub fn into_inner(valid: Self) -> M {
        valid.0
    }
}

impl<M> Deref for Valid<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.0
    }
}

impl<M> AsRef<M> for Valid<M> {
    fn as_ref(&self) -> &M {
        self
    }
}

/// For generated code, which reads required fields of valid messages.
impl<M> Valid<M> {
    /// The value of a required field.
    #[doc(hidden)]
    pub fn required<T>(value: Option<&T>) -> &T
    where
        T: Default + Send + Sync + 'static,
    {
        value.unwrap_or_else(|| lasting(T::default))
    }

    /// The value of a required oneof. `first` is its first variant.
    #[doc(hidden)]
    pub fn required_oneof<T, V>(value: Option<&T>, first: fn(V) -> T) -> &T
    where
        T: Send + Sync + 'static,
        V: Default,
    {
        value.unwrap_or_else(|| lasting(|| first(V::default())))
    }

    /// The value of a required field whose message is validated with the one around it.
    #[doc(hidden)]
    pub fn required_valid<T>(value: Option<&T>) -> &Valid<T>
    where
        T: Default + Send + Sync + 'static,
    {
        Valid::of_validated(Self::required(value))
    }

    #[ref_cast_custom]
    const fn of_validated(message: &M) -> &Self;
}

/// A default value that is never dropped, one for each type: for a required field without a value, which validation excludes
/// unless `Validate` is not generated.
#[cold]
fn lasting<T: Any + Send + Sync>(default: impl FnOnce() -> T) -> &'static T {
    static DEFAULTS: Mutex<BTreeMap<TypeId, &'static (dyn Any + Send + Sync)>> =
        Mutex::new(BTreeMap::new());
    let mut defaults = DEFAULTS.lock().unwrap_or_else(PoisonError::into_inner);
    let known = defaults.get(&TypeId::of::<T>());
    if let Some(known) = known.and_then(|known| known.downcast_ref()) {
        return known;
    }
    let value: &T = Box::leak(Box::new(default()));
    defaults.insert(TypeId::of::<T>(), value);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_required_value_without_one_is_one_default() {
        let number = 7_i32;
        assert_eq!(*Valid::<()>::required(Some(&number)), 7);
        let text: &String = Valid::<()>::required(None);
        assert_eq!(text, "");
        assert!(std::ptr::eq(text, Valid::<i32>::required(None)));
        let chosen: &Result<i32, String> = Valid::<()>::required_oneof(None, Ok);
        assert_eq!(*chosen, Ok(0));
        let valid: &Valid<String> = Valid::<()>::required_valid(None);
        assert_eq!(**valid, "");
    }
}
