//! Numbers, booleans and strings.

use std::fmt;

use serde::de::{Deserializer, Error, Unexpected, Visitor};

use crate::json::number;

/// Reads an integer: a number, or a string with one.
pub(super) fn integer<'de, T, D>(expected: &'static str, deserializer: D) -> Result<T, D::Error>
where
    T: TryFrom<i128>,
    D: Deserializer<'de>,
{
    let number = deserializer.deserialize_any(Integer { expected })?;
    T::try_from(number).map_err(|_| out_of_range(expected))
}

#[cold]
fn out_of_range<E: Error>(expected: &str) -> E {
    E::custom(format_args!("the number is out of the range of {expected}"))
}

/// A number that is whole, and not larger than 64 bits.
pub(super) fn whole(number: f64) -> Option<i128> {
    const LIMIT: f64 = 18_446_744_073_709_551_616.0;
    // serde_json also reads -9223372036854775809 as this number, but `i64::MIN` as an integer.
    const BELOW_I64: f64 = -9_223_372_036_854_775_808.0;
    let is_whole = number.fract() == 0.0 && number.abs() < LIMIT && number != BELOW_I64;
    is_whole.then_some(number as i128)
}

struct Integer {
    expected: &'static str,
}

impl Visitor<'_> for Integer {
    type Value = i128;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    #[inline]
    fn visit_i64<E: Error>(self, number: i64) -> Result<i128, E> {
        Ok(number.into())
    }

    #[inline]
    fn visit_u64<E: Error>(self, number: u64) -> Result<i128, E> {
        Ok(number.into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<i128, E> {
        whole(number).ok_or_else(|| E::invalid_value(Unexpected::Float(number), &self))
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<i128, E> {
        number::integer(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

/// Reads a `float`.
pub(super) fn float<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f32, D::Error> {
    let number = deserializer.deserialize_any(Float)?;
    let narrow = number as f32;
    match number.is_finite() && !narrow.is_finite() {
        true => Err(out_of_range("a 32-bit number")),
        false => Ok(narrow),
    }
}

/// Reads a `double`: a number, a string with one, or the names of values that are not numbers.
pub(super) struct Float;

impl Visitor<'_> for Float {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, \"NaN\", \"Infinity\" or \"-Infinity\"")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<f64, E> {
        Ok(number as f64)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<f64, E> {
        Ok(number as f64)
    }

    #[inline]
    fn visit_f64<E: Error>(self, number: f64) -> Result<f64, E> {
        Ok(number)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<f64, E> {
        match text {
            "NaN" => Ok(f64::NAN),
            "Infinity" => Ok(f64::INFINITY),
            "-Infinity" => Ok(f64::NEG_INFINITY),
            _ => number::float(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self)),
        }
    }
}

/// Reads a `bool`.
pub(super) struct Bool;

impl Visitor<'_> for Bool {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true or false")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<bool, E> {
        Ok(value)
    }
}

/// Reads a `string`.
pub(super) struct Text;

impl Visitor<'_> for Text {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<String, E> {
        Ok(text)
    }
}
