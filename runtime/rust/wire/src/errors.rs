//! Converts your own errors to statuses, so that `?` works in handlers.

use std::error::Error;

use crate::Code;
pub use crate::Status;
pub use crate::error_details::*;

pub mod pb {
    //! The messages of `google.rpc`, as they are on the wire.

    pub use crate::proto::google::rpc::*;
}

/// An error that a server returns as a status.
///
/// [`error_statuses!`](crate::error_statuses) implements the conversion that `?` uses.
///
/// ```
/// use rpcsmith_runtime::errors::{ErrorDetails, StatusError};
/// use rpcsmith_runtime::{Code, Status};
///
/// #[derive(Debug)]
/// enum StoreError {
///     Full,
///     Broken(std::io::Error),
/// }
///
/// impl std::fmt::Display for StoreError {
///     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
///         match self {
///             Self::Full => f.write_str("the store is full"),
///             Self::Broken(error) => write!(f, "the store is broken: {error}"),
///         }
///     }
/// }
///
/// impl std::error::Error for StoreError {}
///
/// impl StatusError for StoreError {
///     fn code(&self) -> Code {
///         match self {
///             Self::Full => Code::ResourceExhausted,
///             Self::Broken(_) => Code::Internal,
///         }
///     }
///
///     fn details(&self) -> ErrorDetails {
///         ErrorDetails::with_quota_failure_violation("store", "there is no room")
///     }
/// }
///
/// rpcsmith_runtime::error_statuses!(StoreError);
///
/// fn store(full: bool) -> Result<(), StoreError> {
///     if full { Err(StoreError::Full) } else { Err(StoreError::Broken(std::io::Error::other("disk 7"))) }
/// }
///
/// fn handler(full: bool) -> Result<(), Status> {
///     store(full)?;
///     Ok(())
/// }
///
/// let status = handler(true).unwrap_err();
/// assert_eq!((status.code(), status.message()), (Code::ResourceExhausted, "the store is full"));
/// assert!(!status.details().is_empty());
///
/// // The details of a server error are logged, not sent.
/// let status = handler(false).unwrap_err();
/// assert_eq!((status.code(), status.message()), (Code::Internal, "internal error"));
/// assert!(status.details().is_empty());
/// ```
pub trait StatusError: Error {
    /// The status code.
    fn code(&self) -> Code;

    /// The message. Default: the `Display` text of the error.
    fn message(&self) -> String {
        self.to_string()
    }

    /// Machine-readable details (`google.rpc.Status.details`). Default: none.
    fn details(&self) -> ErrorDetails {
        ErrorDetails::new()
    }
}

/// The status of an error. For `INTERNAL`, `UNKNOWN` and `DATA_LOSS` the client gets only the code; the error and its
/// sources are logged.
pub fn status(error: &(impl StatusError + ?Sized)) -> Status {
    let code = error.code();
    if matches!(code, Code::Internal | Code::Unknown | Code::DataLoss) {
        let mut causes = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            causes = format!("{causes}: {cause}");
            source = cause.source();
        }
        tracing::error!(target: "rpcsmith_runtime::errors", error = causes, "a handler has failed");
        return Status::new(code, "internal error");
    }
    let (message, details) = (error.message(), error.details());
    if details.is_empty() {
        Status::new(code, message)
    } else {
        Status::with_error_details(code, message, details)
    }
}

/// Implements `From` for [errors](StatusError), so that `?` converts them to statuses.
#[macro_export]
macro_rules! error_statuses {
    ($($error:ty),+ $(,)?) => {$(
        impl ::core::convert::From<$error> for $crate::errors::Status {
            fn from(error: $error) -> Self {
                $crate::errors::status(&error)
            }
        }
    )+};
}
