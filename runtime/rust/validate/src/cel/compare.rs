//! Numbers of different types in order.

use std::cmp::Ordering;

/// An `int` and a `uint`.
#[inline]
pub fn int_uint(a: i64, b: u64) -> Ordering {
    match u64::try_from(a) {
        Ok(a) => a.cmp(&b),
        Err(_) => Ordering::Less,
    }
}

/// An `int` and a `double`; nothing if that is not a number.
///
/// The `int` is rounded to a `double` first, as the specification's tests have it: past 2^53 several are equal to one.
#[inline]
pub fn int_double(a: i64, b: f64) -> Option<Ordering> {
    (a as f64).partial_cmp(&b)
}

/// A `uint` and a `double`; nothing if that is not a number.
///
/// The `uint` is rounded to a `double` first.
#[inline]
pub fn uint_double(a: u64, b: f64) -> Option<Ordering> {
    (a as f64).partial_cmp(&b)
}
