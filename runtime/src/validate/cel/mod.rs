//! What compiled CEL expressions calculate with.

use core::fmt;

/// Why an expression has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// Division or remainder by zero.
    DivisionByZero,
    /// A result outside the range of its type.
    IntegerOverflow,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DivisionByZero => "division by zero",
            Self::IntegerOverflow => "integer overflow",
        })
    }
}

impl core::error::Error for Error {}

/// What an expression that may fail gives.
pub type Result<T> = core::result::Result<T, Error>;

/// A point in time, in seconds and nanoseconds since the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    seconds: i64,
    nanos: i32,
}

impl Timestamp {
    /// Makes a timestamp of its parts.
    pub const fn new(seconds: i64, nanos: i32) -> Self {
        Self { seconds, nanos }
    }

    /// The time of the system's clock.
    pub fn now() -> Self {
        let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
        Self::new(since.as_secs() as i64, since.subsec_nanos() as i32)
    }
}

/// A span of time, in seconds and nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    seconds: i64,
    nanos: i32,
}

impl Duration {
    /// Makes a duration of its parts.
    pub const fn new(seconds: i64, nanos: i32) -> Self {
        Self { seconds, nanos }
    }
}
