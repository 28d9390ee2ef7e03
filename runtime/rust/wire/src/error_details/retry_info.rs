//! When the caller can try again.

use std::time::Duration;

use prost::{DecodeError, Message};
use prost_types::Any;

use crate::proto::google::rpc;

/// When the caller can try again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct RetryInfo {
    /// How long the caller waits at least.
    pub retry_delay: Option<Duration>,
}

impl RetryInfo {
    /// The type URL of the message in a `google.protobuf.Any`.
    pub const TYPE_URL: &'static str = "type.googleapis.com/google.rpc.RetryInfo";

    /// The longest delay: the range of `google.protobuf.Duration` is about 10,000 years.
    pub const MAX_RETRY_DELAY: Duration = Duration::new(315_576_000_000, 999_999_999);

    /// The message with a delay; a longer one becomes the longest one.
    pub fn new(retry_delay: Option<Duration>) -> Self {
        Self {
            retry_delay: retry_delay.map(|delay| delay.min(Self::MAX_RETRY_DELAY)),
        }
    }

    /// Whether there is no delay.
    pub fn is_empty(&self) -> bool {
        self.retry_delay.is_none()
    }

    pub(super) fn to_any(self) -> Any {
        Any {
            type_url: Self::TYPE_URL.to_owned(),
            value: rpc::RetryInfo::from(self).encode_to_vec(),
        }
    }

    pub(super) fn read(value: &[u8]) -> Result<Self, DecodeError> {
        rpc::RetryInfo::decode(value).map(Self::from)
    }
}

impl From<RetryInfo> for rpc::RetryInfo {
    fn from(info: RetryInfo) -> Self {
        let delay = RetryInfo::new(info.retry_delay).retry_delay;
        Self {
            retry_delay: delay.and_then(|delay| delay.try_into().ok()),
        }
    }
}

/// A negative delay becomes none.
impl From<rpc::RetryInfo> for RetryInfo {
    fn from(info: rpc::RetryInfo) -> Self {
        let delay = info.retry_delay;
        Self::new(delay.map(|delay| delay.try_into().unwrap_or_default()))
    }
}
