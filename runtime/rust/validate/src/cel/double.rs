//! `double`. Its operators are those of Rust's `f64`.

use super::{Error, Result};

/// `double(string)`: decimal digits with or without a sign, a point and an exponent, or the names `inf`, `infinity` and
/// `nan` in any case.
///
/// Hexadecimal digits and underscores, which only the implementation in Go accepts, are errors.
///
/// # Errors
/// If the text has another form or the number is out of range.
pub fn parse(text: &str) -> Result<f64> {
    const INVALID: Error = Error::InvalidDouble;
    let number: f64 = text.parse().map_err(|_| INVALID)?;
    let named = |name: char| text.chars().any(|c| c.eq_ignore_ascii_case(&name));
    let fits = if number.is_nan() {
        !text.starts_with(['+', '-'])
    } else {
        number.is_finite() || named('i')
    };
    if fits { Ok(number) } else { Err(INVALID) }
}

/// `isInf(sign)`: whether the value is infinite, and has this sign unless `sign` is zero.
#[inline]
pub fn is_inf(value: f64, sign: i64) -> bool {
    value.is_infinite() && (sign == 0 || (sign > 0) == (value > 0.0))
}
