//! Compares numbers of different types.

use std::cmp::Ordering;

/// Compares an `int` and a `uint`.
#[inline]
pub fn int_uint(a: i64, b: u64) -> Ordering {
    match u64::try_from(a) {
        Ok(a) => a.cmp(&b),
        Err(_) => Ordering::Less,
    }
}

/// Compares an `int` and a `double`; `None` for NaN.
///
/// The `int` is rounded to a `double` first, as the tests of the specification require. Beyond 2^53, several integers are
/// equal to the same `double`.
#[inline]
pub fn int_double(a: i64, b: f64) -> Option<Ordering> {
    (a as f64).partial_cmp(&b)
}

/// Compares a `uint` and a `double`; `None` for NaN.
///
/// The `uint` is rounded to a `double` first.
#[inline]
pub fn uint_double(a: u64, b: f64) -> Option<Ordering> {
    (a as f64).partial_cmp(&b)
}
