//! Methods of [`ErrorDetails`] that make and set messages.

use std::collections::HashMap;
use std::time::Duration;

use super::{
    BadRequest, DebugInfo, ErrorDetails, ErrorInfo, FieldViolation, Help, HelpLink,
    LocalizedMessage, PreconditionFailure, PreconditionViolation, QuotaFailure, QuotaViolation,
    RequestInfo, ResourceInfo, RetryInfo,
};

macro_rules! setters {
    ($($with:ident $set:ident $field:ident $message:ident($($value:ident: $kind:ty),*);)*) => {
        impl ErrorDetails {$(
            #[doc = concat!("Details with a [`", stringify!($message), "`].")]
            pub fn $with($($value: $kind),*) -> Self {
                let mut details = Self::new();
                details.$set($($value),*);
                details
            }

            #[doc = concat!("Sets the [`", stringify!($message), "`].")]
            pub fn $set(&mut self, $($value: $kind),*) -> &mut Self {
                self.$field = Some($message::new($($value),*));
                self
            }
        )*}
    };
}

setters! {
    with_retry_info set_retry_info retry_info RetryInfo(retry_delay: Option<Duration>);
    with_debug_info set_debug_info debug_info DebugInfo(
        stack_entries: impl Into<Vec<String>>,
        detail: impl Into<String>
    );
    with_quota_failure set_quota_failure quota_failure QuotaFailure(
        violations: impl Into<Vec<QuotaViolation>>
    );
    with_error_info set_error_info error_info ErrorInfo(
        reason: impl Into<String>,
        domain: impl Into<String>,
        metadata: impl Into<HashMap<String, String>>
    );
    with_precondition_failure set_precondition_failure precondition_failure PreconditionFailure(
        violations: impl Into<Vec<PreconditionViolation>>
    );
    with_bad_request set_bad_request bad_request BadRequest(
        violations: impl Into<Vec<FieldViolation>>
    );
    with_request_info set_request_info request_info RequestInfo(
        request_id: impl Into<String>,
        serving_data: impl Into<String>
    );
    with_resource_info set_resource_info resource_info ResourceInfo(
        resource_type: impl Into<String>,
        resource_name: impl Into<String>,
        owner: impl Into<String>,
        description: impl Into<String>
    );
    with_help set_help help Help(links: impl Into<Vec<HelpLink>>);
    with_localized_message set_localized_message localized_message LocalizedMessage(
        locale: impl Into<String>,
        message: impl Into<String>
    );
}

macro_rules! adders {
    ($(
        $with:ident $add:ident $has:ident $part:ident in $field:ident.$push:ident($($value:ident),*);
    )*) => {
        impl ErrorDetails {$(
            #[doc = concat!("Details with a [`", stringify!($part), "`].")]
            pub fn $with($($value: impl Into<String>),*) -> Self {
                let mut details = Self::new();
                details.$add($($value),*);
                details
            }

            #[doc = concat!("Adds a [`", stringify!($part), "`].")]
            pub fn $add(&mut self, $($value: impl Into<String>),*) -> &mut Self {
                self.$field.get_or_insert_default().$push($($value),*);
                self
            }

            #[doc = concat!("Whether there is a [`", stringify!($part), "`].")]
            pub fn $has(&self) -> bool {
                self.$field.as_ref().is_some_and(|list| !list.is_empty())
            }
        )*}
    };
}

adders! {
    with_quota_failure_violation add_quota_failure_violation has_quota_failure_violations
    QuotaViolation in quota_failure.add_violation(subject, description);

    with_precondition_failure_violation add_precondition_failure_violation
    has_precondition_failure_violations
    PreconditionViolation in precondition_failure.add_violation(violation_type, subject, description);

    with_bad_request_violation add_bad_request_violation has_bad_request_violations
    FieldViolation in bad_request.add_violation(field, description);

    with_help_link add_help_link has_help_links
    HelpLink in help.add_link(description, url);
}
