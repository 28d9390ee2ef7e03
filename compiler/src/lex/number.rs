//! Converts the text of numbers to values, and values to text.

use super::class::is_digit;

/// The value of an integer token: decimal, hexadecimal with `0x`, or octal with `0`. `None` if it is above the limit, or has
/// a digit that its base lacks.
pub(crate) fn parse_integer(text: &[u8], max: u64) -> Option<u64> {
    let (digits, base) = match text {
        [b'0', b'x' | b'X', digits @ ..] => (digits, 16),
        [b'0', digits @ ..] => (digits, 8),
        digits => (digits, 10),
    };
    let mut value = 0_u64;
    for &byte in digits {
        let digit = char::from(byte).to_digit(base)?;
        value = value
            .checked_mul(u64::from(base))?
            .checked_add(u64::from(digit))?;
    }
    (value <= max).then_some(value)
}

/// The value of a float token, or of a decimal integer token. Out of range it is infinite, or 0. `None` for hexadecimal
/// integers. A token with a fault, such as `1e`, has a value too.
pub(crate) fn parse_float(text: &[u8]) -> Option<f64> {
    let number = number_length(text);
    let (number, rest) = text.split_at_checked(number)?;
    let rest = match rest {
        [b'e' | b'E', b'-' | b'+', rest @ ..] | [b'e' | b'E', rest @ ..] => rest,
        rest => rest,
    };
    if !matches!(rest, [] | [b'f' | b'F']) {
        return None;
    }
    std::str::from_utf8(number).ok()?.parse().ok()
}

/// The length of the longest number that a text begins with.
fn number_length(text: &[u8]) -> usize {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        rest.iter().take_while(|&&byte| is_digit(byte)).count()
    };
    let mut end = digits(0);
    if text.get(end) == Some(&b'.') {
        end += 1 + digits(end + 1);
    }
    if matches!(text.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.get(end + 1), Some(b'-' | b'+')));
        let exponent = digits(end + 1 + sign);
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    end
}

/// The text of a double as descriptors have it: with 15 significant digits, or with 17 if 15 do not give the same value.
pub(crate) fn double_to_text(value: f64) -> String {
    if value.is_nan() {
        return "nan".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.into();
    }
    let short = general(value, 15);
    if short.parse() == Ok(value) {
        return short;
    }
    general(value, 17)
}

/// The text of a float as descriptors have it: with 6 significant digits, or with 9 if 6 do not give the same value.
pub(crate) fn float_to_text(value: f32) -> String {
    if !value.is_finite() {
        return double_to_text(value.into());
    }
    let short = general(value.into(), 6);
    // The function of C that protoc checks this with reports subnormal numbers as out of range.
    if short.parse() == Ok(value) && !value.is_subnormal() {
        return short;
    }
    general(value.into(), 9)
}

/// Rounds a double to a float. One above all floats is the largest float if it would print as that, or else infinite.
pub(crate) fn to_float(value: f64) -> f32 {
    const LIMIT: f64 = 3.402_823_567_797_336_6e38;
    if value.abs() == LIMIT {
        return f32::MAX.copysign(if value < 0.0 { -1.0 } else { 1.0 });
    }
    #[expect(clippy::cast_possible_truncation, reason = "rounds, as protoc does")]
    let float = value as f32;
    float
}

/// Formats a finite value as `%.*g` of C does.
fn general(value: f64, precision: usize) -> String {
    let scientific = format!("{value:.*e}", precision.saturating_sub(1));
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let without_zeros = |text: &str| -> String {
        if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.').into()
        } else {
            text.into()
        }
    };
    let limit = i32::try_from(precision).unwrap_or(i32::MAX);
    if exponent < -4 || exponent >= limit {
        let sign = if exponent < 0 { '-' } else { '+' };
        let mantissa = without_zeros(mantissa);
        return format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs());
    }
    let decimals = usize::try_from(limit - 1 - exponent).unwrap_or(0);
    without_zeros(&format!("{value:.decimals$}"))
}
