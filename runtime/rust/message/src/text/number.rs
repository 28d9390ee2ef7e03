//! Numbers.

/// A number without a suffix for floats: decimal, hexadecimal or octal.
///
/// # Errors
/// If it is not an integer of 64 bits: what is wrong with it.
pub(super) fn integer(text: &str) -> Result<u64, &'static str> {
    let (digits, radix) = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => (text.get(2..).unwrap_or_default(), 16),
        [b'0', _, ..] => (text.get(1..).unwrap_or_default(), 8),
        _ => (text, 10),
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return Err("is not an integer");
    }
    u64::from_str_radix(digits, radix).map_err(|_| "is out of range")
}

/// A signed integer.
///
/// # Errors
/// As [`integer`].
pub(super) fn signed(text: &str, negative: bool) -> Result<i64, &'static str> {
    let value = integer(text)?;
    let value = if negative {
        0_i64.checked_sub_unsigned(value)
    } else {
        i64::try_from(value).ok()
    };
    value.ok_or("is out of range")
}

/// A number with a fraction or an exponent, or a decimal integer. Beyond the range of `f64` it is infinite.
pub(super) fn float(text: &str) -> Option<f64> {
    let digits = text.strip_suffix(['f', 'F']).unwrap_or(text);
    let is_decimal = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
    // No number with a leading zero is a float: `00.5` is not, but `0.5` and `0e1` are.
    let has_leading_zero = matches!(digits.as_bytes(), [b'0', b'0'..=b'9', ..]);
    if is_decimal && !has_leading_zero {
        digits.parse().ok()
    } else {
        None
    }
}

/// A word for a float: `inf`, `infinity` or `nan`, in any case.
pub(super) fn float_word(word: &str) -> Option<f64> {
    let is = |name: &str| word.eq_ignore_ascii_case(name);
    if is("inf") || is("infinity") {
        Some(f64::INFINITY)
    } else if is("nan") {
        Some(f64::NAN)
    } else {
        None
    }
}
