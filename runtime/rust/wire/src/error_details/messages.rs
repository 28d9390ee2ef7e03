//! Constructors of the messages.

use std::collections::HashMap;

use super::{
    BadRequest, DebugInfo, ErrorInfo, FieldViolation, Help, HelpLink, LocalizedMessage,
    PreconditionFailure, PreconditionViolation, QuotaFailure, QuotaViolation, RequestInfo,
    ResourceInfo,
};

/// Implements `new`, which takes all fields or the most used ones, and the type URL.
macro_rules! messages {
    ($($message:ident($($field:ident: $kind:ty),*))*) => {$(
        impl $message {
            /// The type URL of the message in a `google.protobuf.Any`.
            pub const TYPE_URL: &'static str =
                concat!("type.googleapis.com/google.rpc.", stringify!($message));

            /// The message with these fields.
            pub fn new($($field: $kind),*) -> Self {
                Self { $($field: $field.into()),* }
            }

            /// Whether no field is set.
            pub fn is_empty(&self) -> bool {
                *self == Self::default()
            }
        }
    )*};
}

messages! {
    DebugInfo(stack_entries: impl Into<Vec<String>>, detail: impl Into<String>)
    QuotaFailure(violations: impl Into<Vec<QuotaViolation>>)
    ErrorInfo(
        reason: impl Into<String>,
        domain: impl Into<String>,
        metadata: impl Into<HashMap<String, String>>
    )
    PreconditionFailure(violations: impl Into<Vec<PreconditionViolation>>)
    BadRequest(field_violations: impl Into<Vec<FieldViolation>>)
    RequestInfo(request_id: impl Into<String>, serving_data: impl Into<String>)
    ResourceInfo(
        resource_type: impl Into<String>,
        resource_name: impl Into<String>,
        owner: impl Into<String>,
        description: impl Into<String>
    )
    Help(links: impl Into<Vec<HelpLink>>)
    LocalizedMessage(locale: impl Into<String>, message: impl Into<String>)
}

/// Implements `new` for the parts of lists, and methods that add one to its list.
macro_rules! parts {
    ($(
        $part:ident($($field:ident: $value:ident),*)
        in $list:ident.$parts:ident: $with:ident $add:ident
    )*) => {$(
        impl $part {
            /// The message with these fields.
            pub fn new($($value: impl Into<String>),*) -> Self {
                let mut part = Self::default();
                $(part.$field = $value.into();)*
                part
            }
        }

        impl $list {
            #[doc = concat!("The message with one [`", stringify!($part), "`].")]
            pub fn $with($($value: impl Into<String>),*) -> Self {
                Self::new(vec![$part::new($($value),*)])
            }

            #[doc = concat!("Adds a [`", stringify!($part), "`].")]
            pub fn $add(&mut self, $($value: impl Into<String>),*) -> &mut Self {
                self.$parts.push($part::new($($value),*));
                self
            }
        }
    )*};
}

parts! {
    QuotaViolation(subject: subject, description: description)
    in QuotaFailure.violations: with_violation add_violation

    PreconditionViolation(r#type: violation_type, subject: subject, description: description)
    in PreconditionFailure.violations: with_violation add_violation

    FieldViolation(field: field, description: description)
    in BadRequest.field_violations: with_violation add_violation

    HelpLink(description: description, url: url)
    in Help.links: with_link add_link
}
