//! Statuses with details.

use bytes::Bytes;
use prost::{DecodeError, Message};

use super::{
    BadRequest, DebugInfo, ErrorDetail, ErrorDetails, ErrorInfo, Help, LocalizedMessage,
    PreconditionFailure, QuotaFailure, RequestInfo, ResourceInfo, RetryInfo,
};
use crate::code::Code;
use crate::metadata::MetadataMap;
use crate::proto::google::rpc;
use crate::status::Status;

mod sealed {
    pub trait Sealed {}

    impl Sealed for crate::status::Status {}
    impl Sealed for crate::proto::google::rpc::Status {}
}

/// Defines a trait that reads details, with more methods.
macro_rules! reads_details {
    ($(#[$doc:meta])* $name:ident { $($more:tt)* }) => {
        reads_details! {
            $(#[$doc])* $name { $($more)* }
            get_details_retry_info RetryInfo
            get_details_debug_info DebugInfo
            get_details_quota_failure QuotaFailure
            get_details_error_info ErrorInfo
            get_details_precondition_failure PreconditionFailure
            get_details_bad_request BadRequest
            get_details_request_info RequestInfo
            get_details_resource_info ResourceInfo
            get_details_help Help
            get_details_localized_message LocalizedMessage
        }
    };
    ($(#[$doc:meta])* $name:ident { $($more:tt)* } $($get:ident $message:ident)*) => {
        $(#[$doc])*
        pub trait $name: sealed::Sealed {
            /// The details in their order. Messages of other types are left out.
            ///
            /// # Errors
            /// If the details, or one of their messages, cannot be decoded.
            fn check_error_details_vec(&self) -> Result<Vec<ErrorDetail>, DecodeError>;

            /// The details by type; the last one of each type.
            ///
            /// # Errors
            /// If the details, or one of their messages, cannot be decoded.
            fn check_error_details(&self) -> Result<ErrorDetails, DecodeError> {
                let mut details = ErrorDetails::new();
                for detail in self.check_error_details_vec()? {
                    details.set(detail);
                }
                Ok(details)
            }

            /// The details by type.
            fn get_error_details(&self) -> ErrorDetails {
                self.check_error_details().unwrap_or_default()
            }

            /// The details in their order.
            fn get_error_details_vec(&self) -> Vec<ErrorDetail> {
                self.check_error_details_vec().unwrap_or_default()
            }

            /// The first detail that a function accepts.
            #[doc(hidden)]
            fn find_error_detail<T>(&self, find: impl Fn(ErrorDetail) -> Option<T>) -> Option<T>;

            $(
                #[doc = concat!("The first [`", stringify!($message), "`], if any.")]
                fn $get(&self) -> Option<$message> {
                    self.find_error_detail(|detail| match detail {
                        ErrorDetail::$message(message) => Some(message),
                        _ => None,
                    })
                }
            )*

            $($more)*
        }
    };
}

reads_details! {
    /// Makes statuses with details, and reads their details.
    ///
    /// ```
    /// use rpcsmith_runtime::errors::{ErrorDetails, StatusExt};
    /// use rpcsmith_runtime::{Code, Status};
    ///
    /// let details = ErrorDetails::with_bad_request_violation("name", "must not be empty");
    /// let status = Status::with_error_details(Code::InvalidArgument, "invalid user", details);
    ///
    /// let request = status.get_details_bad_request().unwrap();
    /// assert_eq!(request.field_violations[0].field, "name");
    /// ```
    ///
    /// Methods with `get` treat details that cannot be decoded as none; methods with `check` return the error.
    StatusExt {
        /// A status with details and metadata.
        fn with_error_details_and_metadata(
            code: Code,
            message: impl Into<String>,
            details: ErrorDetails,
            metadata: MetadataMap,
        ) -> Status {
            Self::with_error_details_vec_and_metadata(code, message, details.into_list(), metadata)
        }

        /// A status with details.
        fn with_error_details(code: Code, message: impl Into<String>, details: ErrorDetails) -> Status {
            Self::with_error_details_and_metadata(code, message, details, MetadataMap::new())
        }

        /// A status with details in this order, and metadata.
        fn with_error_details_vec_and_metadata(
            code: Code,
            message: impl Into<String>,
            details: impl IntoIterator<Item = ErrorDetail>,
            metadata: MetadataMap,
        ) -> Status {
            let message = message.into();
            let details = rpc::Status {
                code: code.into(),
                message: message.clone(),
                details: details.into_iter().map(|detail| detail.to_any()).collect(),
            };
            let details = Bytes::from(details.encode_to_vec());
            Status::with_details_and_metadata(code, message, details, metadata)
        }

        /// A status with details in this order.
        fn with_error_details_vec(
            code: Code,
            message: impl Into<String>,
            details: impl IntoIterator<Item = ErrorDetail>,
        ) -> Status {
            Self::with_error_details_vec_and_metadata(code, message, details, MetadataMap::new())
        }
    }
}

reads_details! {
    /// Reads the details in the message `google.rpc.Status`. [`StatusExt`] has the same methods for a [`Status`].
    RpcStatusExt {}
}

impl RpcStatusExt for rpc::Status {
    fn check_error_details_vec(&self) -> Result<Vec<ErrorDetail>, DecodeError> {
        let details = self.details.iter().map(ErrorDetail::read);
        details.filter_map(Result::transpose).collect()
    }

    fn find_error_detail<T>(&self, find: impl Fn(ErrorDetail) -> Option<T>) -> Option<T> {
        let details = self.details.iter().map(ErrorDetail::read);
        details.flatten().flatten().find_map(find)
    }
}

impl StatusExt for Status {
    fn check_error_details_vec(&self) -> Result<Vec<ErrorDetail>, DecodeError> {
        rpc::Status::decode(self.details())?.check_error_details_vec()
    }

    fn find_error_detail<T>(&self, find: impl Fn(ErrorDetail) -> Option<T>) -> Option<T> {
        let status = rpc::Status::decode(self.details()).ok()?;
        status.find_error_detail(find)
    }
}
