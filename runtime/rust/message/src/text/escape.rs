//! Strings and their escapes.

use std::fmt::{self, Write};

/// The bytes of a string with its quotes.
///
/// # Errors
/// If an escape is malformed: a description of it.
pub(super) fn unescape(literal: &str, out: &mut Vec<u8>) -> Result<(), String> {
    let content = literal.get(1..literal.len().saturating_sub(1));
    let mut rest = content.unwrap_or_default();
    while let Some(index) = rest.find('\\') {
        let (before, escape) = rest.split_at(index);
        out.extend_from_slice(before.as_bytes());
        rest = one(escape.get(1..).unwrap_or_default(), out)?;
    }
    out.extend_from_slice(rest.as_bytes());
    Ok(())
}

/// Reads what follows a backslash, and returns the rest.
fn one<'t>(escape: &'t str, out: &mut Vec<u8>) -> Result<&'t str, String> {
    let Some(first) = escape.chars().next() else {
        return Err("a backslash ends the string".to_owned());
    };
    let rest = escape.get(first.len_utf8()..).unwrap_or_default();
    let simple = match first {
        'a' => 0x07,
        'b' => 0x08,
        'f' => 0x0c,
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        'v' => 0x0b,
        '?' | '\\' | '\'' | '"' => first as u8,
        '0'..='7' => {
            let (digits, rest) = digits(escape, 8, 3);
            let value = u8::from_str_radix(digits, 8);
            out.push(value.map_err(|_| format!("the escape `\\{digits}` is more than a byte"))?);
            return Ok(rest);
        }
        'x' | 'X' => {
            let (digits, rest) = digits(rest, 16, 2);
            let value = u8::from_str_radix(digits, 16);
            out.push(value.map_err(|_| "an escape `\\x` has no digits".to_owned())?);
            return Ok(rest);
        }
        'u' => return unicode(rest, 4, out),
        'U' => return unicode(rest, 8, out),
        _ => return Err(format!("`\\{}` is not an escape", first.escape_debug())),
    };
    out.push(simple);
    Ok(rest)
}

fn digits(text: &str, radix: u32, most: usize) -> (&str, &str) {
    let digits = text.chars().take(most);
    let count = digits.take_while(|digit| digit.is_digit(radix)).count();
    text.split_at(count)
}

/// Reads the digits of a character. A surrogate is not a character, also in a pair.
fn unicode<'t>(text: &'t str, length: usize, out: &mut Vec<u8>) -> Result<&'t str, String> {
    let (code, rest) = code_point(text, length)?;
    let Some(character) = char::from_u32(code) else {
        return Err(format!("U+{code:04X} is not a character"));
    };
    out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    Ok(rest)
}

fn code_point(text: &str, length: usize) -> Result<(u32, &str), String> {
    let (digits, rest) = digits(text, 16, length);
    match u32::from_str_radix(digits, 16) {
        Ok(code) if digits.len() == length => Ok((code, rest)),
        _ => Err(format!("the escape of a character needs {length} digits")),
    }
}

/// Prints a string with quotes. Characters beyond ASCII stay, control characters are escaped.
pub(super) fn string(text: &str, out: &mut dyn Write) -> fmt::Result {
    out.write_char('"')?;
    for character in text.chars() {
        match character {
            '\0'..='\u{7f}' => byte(character as u8, out)?,
            _ => out.write_char(character)?,
        }
    }
    out.write_char('"')
}

/// Prints bytes with quotes.
pub(super) fn bytes(bytes: &[u8], out: &mut dyn Write) -> fmt::Result {
    out.write_char('"')?;
    for value in bytes {
        byte(*value, out)?;
    }
    out.write_char('"')
}

fn byte(value: u8, out: &mut dyn Write) -> fmt::Result {
    match value {
        b'\n' => out.write_str("\\n"),
        b'\r' => out.write_str("\\r"),
        b'\t' => out.write_str("\\t"),
        b'"' => out.write_str("\\\""),
        b'\'' => out.write_str("\\'"),
        b'\\' => out.write_str("\\\\"),
        0x20..=0x7e => out.write_char(char::from(value)),
        _ => write!(out, "\\{value:03o}"),
    }
}
