//! `int`: a signed 64-bit integer.

use super::{Error, Result, Timestamp};

/// `a + b`.
///
/// # Errors
/// If the sum overflows.
#[inline]
pub fn add(a: i64, b: i64) -> Result<i64> {
    a.checked_add(b).ok_or(Error::IntegerOverflow)
}

/// `a - b`.
///
/// # Errors
/// If the difference overflows.
#[inline]
pub fn sub(a: i64, b: i64) -> Result<i64> {
    a.checked_sub(b).ok_or(Error::IntegerOverflow)
}

/// `a * b`.
///
/// # Errors
/// If the product overflows.
#[inline]
pub fn mul(a: i64, b: i64) -> Result<i64> {
    a.checked_mul(b).ok_or(Error::IntegerOverflow)
}

/// `a / b`, rounded towards zero.
///
/// # Errors
/// If `b` is zero, or if the quotient overflows: the minimum `int` divided by -1.
#[inline]
pub fn div(a: i64, b: i64) -> Result<i64> {
    if b == 0 {
        return Err(Error::DivisionByZero);
    }
    a.checked_div(b).ok_or(Error::IntegerOverflow)
}

/// `a % b`, with the sign of `a`.
///
/// # Errors
/// If `b` is zero, or if `a` is the minimum `int` and `b` is -1.
#[inline]
pub fn rem(a: i64, b: i64) -> Result<i64> {
    if b == 0 {
        return Err(Error::ModulusByZero);
    }
    a.checked_rem(b).ok_or(Error::IntegerOverflow)
}

/// `-a`.
///
/// # Errors
/// If `a` is the minimum `int`.
#[inline]
pub fn neg(a: i64) -> Result<i64> {
    a.checked_neg().ok_or(Error::IntegerOverflow)
}

/// `int(uint)`.
///
/// # Errors
/// If the value is too large.
#[inline]
pub fn from_uint(value: u64) -> Result<i64> {
    i64::try_from(value).map_err(|_| Error::IntegerOverflow)
}

/// Converts a value for a 32-bit field.
///
/// # Errors
/// If the value is out of the range of `i32`.
#[inline]
pub fn to_i32(value: i64) -> Result<i32> {
    i32::try_from(value).map_err(|_| Error::IntegerOverflow)
}

/// `int(double)`: its integer part.
///
/// # Errors
/// Unless the value is strictly between -2^63 and 2^63. A `double` at either end may be the rounded value of a number out of
/// range.
#[inline]
pub fn from_double(value: f64) -> Result<i64> {
    const END: f64 = 9_223_372_036_854_775_808.0;
    if value > -END && value < END {
        Ok(value as i64)
    } else {
        Err(Error::IntegerOverflow)
    }
}

/// `int(string)`: decimal digits, with an optional sign.
///
/// # Errors
/// If the text has another form or the number is out of range.
#[inline]
pub fn parse(text: &str) -> Result<i64> {
    text.parse().map_err(|_| Error::InvalidInt)
}

/// `int(timestamp)`: whole seconds since the epoch.
#[inline]
pub fn from_timestamp(value: Timestamp) -> i64 {
    value.unix_seconds()
}
