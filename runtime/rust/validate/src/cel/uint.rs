//! `uint`: an unsigned 64-bit integer.

use super::{Error, Result};

/// `a + b`.
///
/// # Errors
/// If the sum overflows.
#[inline]
pub fn add(a: u64, b: u64) -> Result<u64> {
    a.checked_add(b).ok_or(Error::IntegerOverflow)
}

/// `a - b`.
///
/// # Errors
/// If `b` is larger than `a`.
#[inline]
pub fn sub(a: u64, b: u64) -> Result<u64> {
    a.checked_sub(b).ok_or(Error::IntegerOverflow)
}

/// `a * b`.
///
/// # Errors
/// If the product overflows.
#[inline]
pub fn mul(a: u64, b: u64) -> Result<u64> {
    a.checked_mul(b).ok_or(Error::IntegerOverflow)
}

/// `a / b`, rounded down.
///
/// # Errors
/// If `b` is zero.
#[inline]
pub fn div(a: u64, b: u64) -> Result<u64> {
    a.checked_div(b).ok_or(Error::DivisionByZero)
}

/// `a % b`.
///
/// # Errors
/// If `b` is zero.
#[inline]
pub fn rem(a: u64, b: u64) -> Result<u64> {
    a.checked_rem(b).ok_or(Error::ModulusByZero)
}

/// `uint(int)`.
///
/// # Errors
/// If the value is negative.
#[inline]
pub fn from_int(value: i64) -> Result<u64> {
    u64::try_from(value).map_err(|_| Error::IntegerOverflow)
}

/// Converts a value for a 32-bit field.
///
/// # Errors
/// If the value is out of the range of `u32`.
#[inline]
pub fn to_u32(value: u64) -> Result<u32> {
    u32::try_from(value).map_err(|_| Error::IntegerOverflow)
}

/// `uint(double)`: its integer part.
///
/// # Errors
/// Unless the value is at least zero and less than 2^64.
#[inline]
pub fn from_double(value: f64) -> Result<u64> {
    if (0.0..18_446_744_073_709_551_616.0).contains(&value) {
        Ok(value as u64)
    } else {
        Err(Error::IntegerOverflow)
    }
}

/// `uint(string)`: decimal digits.
///
/// # Errors
/// If the text has another form, such as a sign, or the number is out of range.
#[inline]
pub fn parse(text: &str) -> Result<u64> {
    if text.starts_with('+') {
        return Err(Error::InvalidUint);
    }
    text.parse().map_err(|_| Error::InvalidUint)
}
