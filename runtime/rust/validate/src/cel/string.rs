//! `string`, and the strings extension. Positions and sizes are in code points.

use super::{Error, Result};

/// `size(string)`.
#[inline]
pub fn size(text: &str) -> i64 {
    text.chars().count() as i64
}

/// Whether a text has fewer than `count` code points. It counts them only if the length in bytes does not decide.
///
/// ```
/// use rpcsmith_runtime::validate::cel::string::is_shorter;
///
/// assert!(is_shorter("née", 4));
/// assert!(!is_shorter("née", 3));
/// ```
#[inline]
pub fn is_shorter(text: &str, count: usize) -> bool {
    // A code point has one to four bytes.
    text.len() < count || text.len().div_ceil(4) < count && text.chars().count() < count
}

/// Whether a text has more than `count` code points. It counts them only if the length in bytes does not decide.
///
/// ```
/// use rpcsmith_runtime::validate::cel::string::is_longer;
///
/// assert!(is_longer("née", 2));
/// assert!(!is_longer("née", 3));
/// ```
#[inline]
pub fn is_longer(text: &str, count: usize) -> bool {
    text.len() > count && text.chars().count() > count
}

/// `string(bytes)`.
///
/// # Errors
/// If the bytes are not UTF-8.
#[inline]
pub fn from_bytes(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(|_| Error::InvalidUtf8)
}

/// `string(double)`: the shortest digits that represent the number, with an exponent if it is less than -4 or more than 5,
/// like `%g` in Go.
///
/// ```
/// use rpcsmith_runtime::validate::cel::string::from_double;
///
/// assert_eq!(from_double(100_000.0), "100000");
/// assert_eq!(from_double(1_000_000.0), "1e+06");
/// assert_eq!(from_double(f64::INFINITY), "+Inf");
/// ```
pub fn from_double(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    match scientific.split_once('e') {
        Some((digits, exponent)) => match exponent.parse() {
            Ok(-4..=5) => value.to_string(),
            Ok(exponent) => with_exponent(digits, exponent),
            Err(_) => scientific,
        },
        None => scientific,
    }
}

/// Formats `1.5e+06`: an exponent with a sign, and at least two digits.
pub(super) fn with_exponent(digits: &str, exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
}

/// The offset of a code point in bytes. The position after the last one is the end of the text.
fn byte_at(text: &str, position: i64) -> Result<usize> {
    usize::try_from(position)
        .ok()
        .and_then(|position| {
            let starts = text.char_indices().map(|(start, _)| start);
            starts.chain([text.len()]).nth(position)
        })
        .ok_or(Error::IndexOutOfRange)
}

/// `charAt(int)`: a code point as a string; empty at the end of the text.
///
/// # Errors
/// If the position is outside of the text.
#[inline]
pub fn char_at(text: &str, position: i64) -> Result<&str> {
    let rest = substring(text, position)?;
    let end = rest.chars().next().map_or(0, char::len_utf8);
    Ok(&rest[..end])
}

/// `indexOf(string)`: the first position of `part`. Returns -1 if the string has none.
#[inline]
pub fn index_of(text: &str, part: &str) -> i64 {
    text.find(part).map_or(-1, |start| size(&text[..start]))
}

/// `indexOf(string, int)`: the first position of `part` at or after `from`. Returns -1 if the string has none.
///
/// # Errors
/// If `from` is negative.
pub fn index_of_from(text: &str, part: &str, from: i64) -> Result<i64> {
    if from < 0 {
        return Err(Error::IndexOutOfRange);
    }
    let Ok(start) = byte_at(text, from) else {
        return Ok(if part.is_empty() { size(text) } else { -1 });
    };
    let found = text[start..].find(part);
    Ok(found.map_or(-1, |found| from + size(&text[start..start + found])))
}

/// `lastIndexOf(string)`: the last position of `part`. Returns -1 if the string has none.
#[inline]
pub fn last_index_of(text: &str, part: &str) -> i64 {
    text.rfind(part).map_or(-1, |start| size(&text[..start]))
}

/// `lastIndexOf(string, int)`: the last position of `part` at or before `to`. Returns -1 if the string has
/// none, or if `to` is after the last code point.
///
/// # Errors
/// If `to` is negative.
pub fn last_index_of_to(text: &str, part: &str, to: i64) -> Result<i64> {
    if to < 0 {
        return Err(Error::IndexOutOfRange);
    }
    if part.is_empty() {
        return Ok(to.min(size(text)));
    }
    match byte_at(text, to) {
        Ok(start) if start < text.len() => {
            let mut end = text.len().min(start + part.len());
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            Ok(last_index_of(&text[..end], part))
        }
        _ => Ok(-1),
    }
}

/// `lowerAscii()`.
#[inline]
pub fn lower_ascii(text: &str) -> String {
    text.to_ascii_lowercase()
}

/// `upperAscii()`.
#[inline]
pub fn upper_ascii(text: &str) -> String {
    text.to_ascii_uppercase()
}

/// `replace(string, string)`. An empty text matches before each code point, and at the end.
#[inline]
pub fn replace(text: &str, old: &str, new: &str) -> String {
    text.replace(old, new)
}

/// `replace(string, string, int)`: the first `limit` matches; all if it is negative.
pub fn replace_n(text: &str, old: &str, new: &str, limit: i64) -> String {
    match usize::try_from(limit) {
        Ok(limit) => text.replacen(old, new, limit),
        Err(_) => text.replace(old, new),
    }
}

/// `split(string)`. An empty separator splits between all code points.
#[inline]
pub fn split<'a>(text: &'a str, separator: &str) -> Vec<&'a str> {
    split_n(text, separator, -1)
}

/// `split(string, int)`: into at most `limit` parts, the last of which is the rest; no limit if it is negative.
pub fn split_n<'a>(text: &'a str, separator: &str, limit: i64) -> Vec<&'a str> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if !separator.is_empty() {
        return text.splitn(limit, separator).collect();
    }
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() && parts.len() < limit {
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = if parts.len() + 1 == limit {
            rest.len()
        } else {
            first
        };
        parts.push(&rest[..end]);
        rest = &rest[end..];
    }
    parts
}

/// `substring(int)`: from a position to the end.
///
/// # Errors
/// If the position is outside of the text.
#[inline]
pub fn substring(text: &str, start: i64) -> Result<&str> {
    Ok(&text[byte_at(text, start)?..])
}

/// `substring(int, int)`: from one position to another.
///
/// # Errors
/// If a position is outside of the text, or if the second is before the first.
pub fn substring_to(text: &str, start: i64, end: i64) -> Result<&str> {
    if start > end {
        return Err(Error::InvalidRange);
    }
    let rest = substring(text, start)?;
    Ok(&rest[..byte_at(rest, end - start)?])
}

/// `trim()`: removes Unicode white space at both ends.
#[inline]
pub fn trim(text: &str) -> &str {
    text.trim()
}

/// `join()` of a list of strings.
#[inline]
pub fn join<T: AsRef<str>>(parts: &[T]) -> String {
    parts.iter().map(AsRef::as_ref).collect()
}

/// `join(string)` of a list of strings.
pub fn join_with<T: AsRef<str>>(parts: &[T], separator: &str) -> String {
    let mut joined = String::new();
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            joined.push_str(separator);
        }
        joined.push_str(part.as_ref());
    }
    joined
}

/// `reverse()`: the code points from last to first.
#[inline]
pub fn reverse(text: &str) -> String {
    text.chars().rev().collect()
}

/// `strings.quote(string)`: a CEL literal.
///
/// ```
/// use rpcsmith_runtime::validate::cel::string::quote;
///
/// assert_eq!(quote("tab\t"), r#""tab\t""#);
/// ```
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        let escape = match c {
            '\x07' => 'a',
            '\x08' => 'b',
            '\x0C' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\x0B' => 'v',
            '\\' | '"' => c,
            _ => {
                quoted.push(c);
                continue;
            }
        };
        quoted.extend(['\\', escape]);
    }
    quoted.push('"');
    quoted
}
