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
/// The two are compared as they are: an `int` that a double cannot hold is not rounded first.
#[inline]
pub fn int_double(a: i64, b: f64) -> Option<Ordering> {
    const END: f64 = 9_223_372_036_854_775_808.0;
    if b >= END {
        Some(Ordering::Less)
    } else if b < -END {
        Some(Ordering::Greater)
    } else {
        // The integer part of `b` is exact; what is behind the point decides only between equals.
        let whole = b.trunc();
        (!b.is_nan()).then(|| a.cmp(&(whole as i64)).then(sign(whole - b)))
    }
}

/// A `uint` and a `double`; nothing if that is not a number.
///
/// The two are compared as they are: a `uint` that a double cannot hold is not rounded first.
#[inline]
pub fn uint_double(a: u64, b: f64) -> Option<Ordering> {
    if b >= 18_446_744_073_709_551_616.0 {
        Some(Ordering::Less)
    } else if b < 0.0 {
        Some(Ordering::Greater)
    } else {
        let whole = b.trunc();
        (!b.is_nan()).then(|| a.cmp(&(whole as u64)).then(sign(whole - b)))
    }
}

/// The order of a number and zero.
fn sign(number: f64) -> Ordering {
    number.partial_cmp(&0.0).unwrap_or(Ordering::Equal)
}
