//! The types of fields that come from prost.

use std::cmp::Ordering;

use prost::bytes::Bytes;

use super::format::{Clause, Formatted};
use super::list::Element;
use super::{Duration, Result, Timestamp};

impl From<prost_types::Duration> for Duration {
    #[inline]
    fn from(message: prost_types::Duration) -> Self {
        Self::new(message.seconds, message.nanos)
    }
}

impl From<&prost_types::Duration> for Duration {
    #[inline]
    fn from(message: &prost_types::Duration) -> Self {
        Self::new(message.seconds, message.nanos)
    }
}

/// An unset message is a duration of zero.
impl From<Option<&prost_types::Duration>> for Duration {
    #[inline]
    fn from(message: Option<&prost_types::Duration>) -> Self {
        message.map_or_else(Self::default, Self::from)
    }
}

impl From<Duration> for prost_types::Duration {
    #[inline]
    fn from(duration: Duration) -> Self {
        Self {
            seconds: duration.seconds,
            nanos: duration.nanos,
        }
    }
}

impl From<prost_types::Timestamp> for Timestamp {
    #[inline]
    fn from(message: prost_types::Timestamp) -> Self {
        Self::new(message.seconds, message.nanos)
    }
}

impl From<&prost_types::Timestamp> for Timestamp {
    #[inline]
    fn from(message: &prost_types::Timestamp) -> Self {
        Self::new(message.seconds, message.nanos)
    }
}

/// An unset message is the epoch.
impl From<Option<&prost_types::Timestamp>> for Timestamp {
    #[inline]
    fn from(message: Option<&prost_types::Timestamp>) -> Self {
        message.map_or_else(Self::default, Self::from)
    }
}

impl From<Timestamp> for prost_types::Timestamp {
    #[inline]
    fn from(timestamp: Timestamp) -> Self {
        Self {
            seconds: timestamp.seconds,
            nanos: timestamp.nanos,
        }
    }
}

impl Formatted for Bytes {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        self.as_ref().write(clause, out)
    }
}

impl Element for Bytes {
    #[inline]
    fn order(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
}
