//! Integers in the forms that JSON has for numbers.

/// More digits than any 64-bit integer has, with room for trailing zeros.
const DIGITS: u32 = 38;

/// The value of a JSON number that is an integer: `12`, `-1`, `1e5`, `100.000`. `None` if the text is not a JSON number, or if
/// it is not an integer.
pub(super) fn integer(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let value = match digits.as_bytes() {
        // The usual form: up to 18 digits do not overflow.
        [b'0'] => 0,
        [b'1'..=b'9', rest @ ..] if rest.len() < 18 && rest.iter().all(u8::is_ascii_digit) => {
            let digits = digits.bytes();
            i128::from(digits.fold(0, |value: u64, digit| value * 10 + u64::from(digit - b'0')))
        }
        _ => scaled(digits)?,
    };
    Some(if negative { -value } else { value })
}

/// The value of a number with a fraction or an exponent.
fn scaled(text: &str) -> Option<i128> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], exponent(&text[at + 1..])?),
        None => (text, 0),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (mantissa, ""),
    };
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || leading_zero || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let (mut value, mut digits) = (0, 0);
    for digit in whole.bytes().chain(fraction.bytes()) {
        digits += u32::from(digits > 0 || digit != b'0');
        if digits > DIGITS {
            return None;
        }
        value = value * 10 + i128::from(digit - b'0');
    }
    let exponent = i64::from(exponent) - i64::try_from(fraction.len()).ok()?;
    if value == 0 {
        return Some(0);
    }
    let power = 10_i128.checked_pow(u32::try_from(exponent.unsigned_abs()).ok()?)?;
    match exponent {
        0.. => value.checked_mul(power),
        _ => (value % power == 0).then_some(value / power),
    }
}

fn exponent(text: &str) -> Option<i32> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digits = digits.iter();
    let value = digits.fold(0_i32, |value, digit| {
        value
            .saturating_mul(10)
            .saturating_add(i32::from(digit - b'0'))
    });
    Some(if negative { -value } else { value })
}

/// The value of a JSON number in a string. `None` if it is not a JSON number, or out of range.
pub(super) fn float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let whole = unsigned.bytes().take_while(u8::is_ascii_digit).count();
    // Rust also parses `inf`, `+1`, `.5` and `5.`.
    let ends_in_digit = unsigned.ends_with(|last: char| last.is_ascii_digit());
    let leading_zero = whole > 1 && unsigned.starts_with('0');
    let cut = unsigned.contains(".e") || unsigned.contains(".E");
    if whole == 0 || !ends_in_digit || leading_zero || cut {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_have_all_forms_of_numbers() {
        for (text, value) in [
            ("0", 0),
            ("-0", 0),
            ("12", 12),
            ("9223372036854775807", i128::from(i64::MAX)),
            ("-9223372036854775808", i128::from(i64::MIN)),
            ("18446744073709551615", i128::from(u64::MAX)),
            ("1.8446744073709551615e19", i128::from(u64::MAX)),
            ("1e5", 100_000),
            ("1E+5", 100_000),
            ("100.000", 100),
            ("1.50e1", 15),
            ("0.00e9999999999", 0),
            ("1000e-3", 1),
            ("-2.147483648e9", i128::from(i32::MIN)),
        ] {
            assert_eq!(integer(text), Some(value), "{text}");
        }
    }

    #[test]
    fn other_texts_are_not_integers() {
        for text in [
            "",
            "-",
            "+1",
            "01",
            "-01",
            "00",
            " 1",
            "1 ",
            "1.",
            ".5",
            "1.5",
            "1e-1",
            "1e",
            "1e+",
            "0x10",
            "1_0",
            "--1",
            "1e5.0",
            "NaN",
            "1e99999999999",
            "١",
            "1e1e1",
            "1.0.0",
        ] {
            assert_eq!(integer(text), None, "{text}");
        }
    }

    #[test]
    fn floats_have_the_grammar_of_json() {
        for (text, value) in [
            ("1.5", 1.5_f64),
            ("-0", -0.0),
            ("1e3", 1000.0),
            ("0.1E-2", 0.001),
            ("0", 0.0),
        ] {
            assert_eq!(
                float(text).map(f64::to_bits),
                Some(value.to_bits()),
                "{text}"
            );
        }
        for text in [
            "", "inf", "nan", "infinity", "+1", ".5", "5.", "1.e3", "01", "1e", "1e999", " 1",
            "1 ", "-", "-.5", "1_0",
        ] {
            assert_eq!(float(text), None, "{text}");
        }
    }
}
