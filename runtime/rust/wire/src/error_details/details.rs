//! At most one message of each type.

use super::{
    BadRequest, DebugInfo, ErrorDetail, ErrorInfo, Help, LocalizedMessage, PreconditionFailure,
    QuotaFailure, RequestInfo, ResourceInfo, RetryInfo,
};

macro_rules! details {
    ($($field:ident: $message:ident),*) => {
        /// The details of an error: at most one message of each type.
        #[non_exhaustive]
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct ErrorDetails {
            $(pub(super) $field: Option<$message>,)*
        }

        impl ErrorDetails {
            /// No details.
            pub fn new() -> Self {
                Self::default()
            }

            $(
                #[doc = concat!("The [`", stringify!($message), "`], if any.")]
                pub fn $field(&self) -> Option<&$message> {
                    self.$field.as_ref()
                }
            )*

            /// Whether there are no details.
            pub fn is_empty(&self) -> bool {
                $(self.$field.is_none())&&*
            }

            /// The messages.
            pub(super) fn into_list(self) -> impl Iterator<Item = ErrorDetail> {
                [$(self.$field.map(ErrorDetail::from)),*].into_iter().flatten()
            }

            /// Sets a message.
            pub(super) fn set(&mut self, detail: ErrorDetail) {
                match detail {
                    $(ErrorDetail::$message(message) => self.$field = Some(message),)*
                }
            }
        }
    };
}

details! {
    retry_info: RetryInfo,
    debug_info: DebugInfo,
    quota_failure: QuotaFailure,
    error_info: ErrorInfo,
    precondition_failure: PreconditionFailure,
    bad_request: BadRequest,
    request_info: RequestInfo,
    resource_info: ResourceInfo,
    help: Help,
    localized_message: LocalizedMessage
}
