//! Why an expression has no value.

use std::fmt;

/// What a function of CEL gives.
pub type Result<T> = core::result::Result<T, Error>;

/// Why an expression has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// `x / 0`.
    DivisionByZero,
    /// `x % 0`.
    ModulusByZero,
    /// A result that 64 bits do not hold: of an operator, or of a conversion to `int` or `uint`.
    IntegerOverflow,
    /// An index into a list or a string before its beginning or past its end.
    IndexOutOfRange,
    /// The end of a substring before its beginning.
    InvalidRange,
    /// A key that a map has no entry for.
    NoSuchKey,
    /// A key that a map would have twice.
    RepeatedKey,
    /// A name that is no field of a value.
    NoSuchField,
    /// A value of a type that an operator or a function is not defined on.
    NoSuchOverload,
    /// A text that is no `int`.
    InvalidInt,
    /// A text that is no `uint`.
    InvalidUint,
    /// A text that is no `double`.
    InvalidDouble,
    /// A text that is no `bool`.
    InvalidBool,
    /// A text that is no duration.
    InvalidDuration,
    /// A text that is no timestamp.
    InvalidTimestamp,
    /// Bytes that are no UTF-8, where a string is wanted.
    InvalidUtf8,
    /// A time before the year 1 or past the year 9999.
    TimestampOutOfRange,
    /// A duration of more nanoseconds than 64 bits hold: about 292 years.
    DurationOutOfRange,
    /// A time zone that is neither an offset nor a name in the database.
    InvalidTimeZone,
    /// A pattern that RE2 refuses, or that is too large.
    InvalidRegex,
    /// A template that `format` cannot read, or an argument of a type that its clause does not take.
    InvalidFormat,
    /// A template of `format` that wants more arguments than there are.
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
