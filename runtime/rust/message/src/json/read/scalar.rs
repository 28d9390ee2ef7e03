//! Numbers and booleans.

use serde::de::{Error, Unexpected};

use super::Input;
use crate::json::number;
use crate::json::syntax::{Fault, Number};

const FLOAT: &str = "a number, \"NaN\", \"Infinity\" or \"-Infinity\"";

impl Input<'_, '_> {
    /// Reads an integer: a number, or a string with one. As the others, it takes the first byte.
    pub(super) fn integer<T: TryFrom<u64> + TryFrom<i64> + TryFrom<i128>>(
        &mut self,
        first: u8,
        expected: &'static str,
    ) -> Result<T, Fault> {
        let value = match first {
            b'-' | b'0'..=b'9' => match self.reader.number()? {
                Number::Unsigned(number) => T::try_from(number).ok(),
                Number::Negative(number) => T::try_from(number).ok(),
                Number::Float(number) => {
                    let wrong = || Fault::invalid_value(Unexpected::Float(number), &expected);
                    T::try_from(whole(number).ok_or_else(wrong)?).ok()
                }
            },
            b'"' => {
                let text = self.reader.string()?;
                match number::integer(self.reader.text_of(text)) {
                    Some(number) => T::try_from(number).ok(),
                    None => return Err(self.wrong_text(text, expected)),
                }
            }
            _ => return Err(self.reader.wrong_type(&expected)),
        };
        value.ok_or_else(|| out_of_range(expected))
    }

    /// Reads a `float`.
    pub(super) fn float(&mut self, first: u8) -> Result<f32, Fault> {
        let number = self.double(first)?;
        let narrow = number as f32;
        match number.is_finite() && !narrow.is_finite() {
            true => Err(out_of_range("a 32-bit number")),
            false => Ok(narrow),
        }
    }

    /// Reads a `double`: a number, a string with one, or the names of values that are not numbers.
    pub(super) fn double(&mut self, first: u8) -> Result<f64, Fault> {
        match first {
            b'-' | b'0'..=b'9' => Ok(match self.reader.number()? {
                Number::Unsigned(number) => number as f64,
                Number::Negative(number) => number as f64,
                Number::Float(number) => number,
            }),
            b'"' => {
                let text = self.reader.string()?;
                match self.reader.text_of(text) {
                    "NaN" => Ok(f64::NAN),
                    "Infinity" => Ok(f64::INFINITY),
                    "-Infinity" => Ok(f64::NEG_INFINITY),
                    number => number::float(number).ok_or_else(|| self.wrong_text(text, FLOAT)),
                }
            }
            _ => Err(self.reader.wrong_type(&FLOAT)),
        }
    }

    /// Reads a `bool`.
    pub(super) fn boolean(&mut self, first: u8) -> Result<bool, Fault> {
        match first {
            b't' => {
                self.reader.word("true")?;
                Ok(true)
            }
            b'f' => {
                self.reader.word("false")?;
                Ok(false)
            }
            _ => Err(self.reader.wrong_type(&"true or false")),
        }
    }
}

#[cold]
fn out_of_range(expected: &str) -> Fault {
    Fault::without_value(format_args!("the number is out of the range of {expected}"))
}

/// A number that is whole, and not larger than 64 bits.
pub(super) fn whole(number: f64) -> Option<i128> {
    const LIMIT: f64 = 18_446_744_073_709_551_616.0;
    // -9223372036854775809 is also this number, but `i64::MIN` is an integer.
    const BELOW_I64: f64 = -9_223_372_036_854_775_808.0;
    let is_whole = number.fract() == 0.0 && number.abs() < LIMIT && number != BELOW_I64;
    is_whole.then_some(number as i128)
}
