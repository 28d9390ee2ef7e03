//! Errors of expressions.

use std::fmt;

/// The result of a function of CEL.
pub type Result<T> = core::result::Result<T, Error>;

/// Why the evaluation of an expression failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// `x / 0`.
    DivisionByZero,
    /// `x % 0`.
    ModulusByZero,
    /// The result of an operator, or of a conversion to `int` or `uint`, does not fit into 64 bits.
    IntegerOverflow,
    /// An index into a list or string is out of range.
    IndexOutOfRange,
    /// The end of a substring is before its start.
    InvalidRange,
    /// A map has no entry for a key.
    NoSuchKey,
    /// A map would have the same key twice.
    RepeatedKey,
    /// A value has no field with this name.
    NoSuchField,
    /// An operator or function is not defined for the type of a value.
    NoSuchOverload,
    /// A string is not an `int`.
    InvalidInt,
    /// A string is not a `uint`.
    InvalidUint,
    /// A string is not a `double`.
    InvalidDouble,
    /// A string is not a `bool`.
    InvalidBool,
    /// A string is not a duration.
    InvalidDuration,
    /// A string is not a timestamp.
    InvalidTimestamp,
    /// Bytes that are converted to a string are not UTF-8.
    InvalidUtf8,
    /// A time is before the year 1 or after the year 9999.
    TimestampOutOfRange,
    /// A duration has more nanoseconds than fit into 64 bits: about 292 years.
    DurationOutOfRange,
    /// A time zone is neither an offset nor a name in the database.
    InvalidTimeZone,
    /// RE2 rejects a pattern, or the pattern is too large.
    InvalidRegex,
    /// A template of `format` is malformed, or an argument has the wrong type for its clause.
    InvalidFormat,
    /// A template of `format` has more clauses than arguments.
    MissingArgument,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DivisionByZero => "division by zero",
            Self::ModulusByZero => "modulus by zero",
            Self::IntegerOverflow => "integer overflow",
            Self::IndexOutOfRange => "index out of range",
            Self::InvalidRange => "invalid substring range",
            Self::NoSuchKey => "no such key",
            Self::RepeatedKey => "repeated key",
            Self::NoSuchField => "no such field",
            Self::NoSuchOverload => "no such overload",
            Self::InvalidInt => "invalid argument to int()",
            Self::InvalidUint => "invalid argument to uint()",
            Self::InvalidDouble => "invalid argument to double()",
            Self::InvalidBool => "invalid argument to bool()",
            Self::InvalidDuration => "invalid argument to duration()",
            Self::InvalidTimestamp => "invalid argument to timestamp()",
            Self::InvalidUtf8 => "invalid UTF-8",
            Self::TimestampOutOfRange => "timestamp out of range",
            Self::DurationOutOfRange => "duration out of range",
            Self::InvalidTimeZone => "invalid time zone",
            Self::InvalidRegex => "invalid regex",
            Self::InvalidFormat => "invalid format",
            Self::MissingArgument => "missing argument to format()",
        })
    }
}

impl std::error::Error for Error {}
