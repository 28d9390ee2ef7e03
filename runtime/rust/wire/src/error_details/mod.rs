//! Details of errors that machines can read: the messages of `google.rpc`.
//!
//! Source: "Richer error model" of gRPC, and <https://github.com/googleapis/googleapis/tree/master/google/rpc>.

mod detail;
mod details;
mod messages;
mod retry_info;
mod setters;
mod status_ext;

pub use crate::proto::google::rpc::{
    BadRequest, DebugInfo, ErrorInfo, Help, LocalizedMessage, PreconditionFailure, QuotaFailure,
    RequestInfo, ResourceInfo,
};
use crate::proto::google::rpc::{bad_request, help, precondition_failure, quota_failure};

pub use detail::ErrorDetail;
pub use details::ErrorDetails;
pub use retry_info::RetryInfo;
pub use status_ext::{RpcStatusExt, StatusExt};

/// An error in a field of a request; part of [`BadRequest`].
pub type FieldViolation = bad_request::FieldViolation;

/// A link; part of [`Help`].
pub type HelpLink = help::Link;

/// A condition that the system does not meet; part of [`PreconditionFailure`].
pub type PreconditionViolation = precondition_failure::Violation;

/// A quota that the call would exceed; part of [`QuotaFailure`].
pub type QuotaViolation = quota_failure::Violation;

#[cfg(test)]
mod tests;
