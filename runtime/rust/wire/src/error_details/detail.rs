//! Any one of the messages.

use prost::{DecodeError, Message as _};
use prost_types::Any;

use super::{
    BadRequest, DebugInfo, ErrorInfo, Help, LocalizedMessage, PreconditionFailure, QuotaFailure,
    RequestInfo, ResourceInfo, RetryInfo,
};

/// A detail of an error.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq)]
pub enum ErrorDetail {
    /// When the caller can try again.
    RetryInfo(RetryInfo),
    /// What helps to find the fault in the server.
    DebugInfo(DebugInfo),
    /// Quotas that the call would exceed.
    QuotaFailure(QuotaFailure),
    /// Why a call failed, for programs.
    ErrorInfo(ErrorInfo),
    /// Conditions that the system does not meet.
    PreconditionFailure(PreconditionFailure),
    /// Errors in the fields of a request.
    BadRequest(BadRequest),
    /// What identifies the request.
    RequestInfo(RequestInfo),
    /// The resource that the call accesses.
    ResourceInfo(ResourceInfo),
    /// Links.
    Help(Help),
    /// A message for users, in their language.
    LocalizedMessage(LocalizedMessage),
}

macro_rules! conversions {
    ($($message:ident),*) => {
        $(
            impl From<$message> for ErrorDetail {
                fn from(message: $message) -> Self {
                    Self::$message(message)
                }
            }
        )*

        impl ErrorDetail {
            /// The message in the form of the details of a `google.rpc.Status`.
            pub(super) fn to_any(&self) -> Any {
                let (type_url, value) = match self {
                    Self::RetryInfo(message) => return message.to_any(),
                    $(Self::$message(message) => ($message::TYPE_URL, message.encode_to_vec()),)*
                };
                let type_url = type_url.to_owned();
                Any { type_url, value }
            }

            /// Reads a message; `None` if it is of another type.
            pub(super) fn read(any: &Any) -> Result<Option<Self>, DecodeError> {
                let value = any.value.as_slice();
                Ok(Some(match any.type_url.as_str() {
                    RetryInfo::TYPE_URL => RetryInfo::read(value)?.into(),
                    $($message::TYPE_URL => $message::decode(value)?.into(),)*
                    _ => return Ok(None),
                }))
            }
        }
    };
}

conversions!(
    DebugInfo,
    QuotaFailure,
    ErrorInfo,
    PreconditionFailure,
    BadRequest,
    RequestInfo,
    ResourceInfo,
    Help,
    LocalizedMessage
);

impl From<RetryInfo> for ErrorDetail {
    fn from(message: RetryInfo) -> Self {
        Self::RetryInfo(message)
    }
}
