//! Converts the text of string literals to bytes, and bytes to text.

use super::class::is_hex_digit;

/// Adds the bytes of a string token, which has its quotes. Escapes that the lexer refused have some value too.
pub(crate) fn unescape(token: &[u8], output: &mut Vec<u8>) {
    let Some((&quote, mut rest)) = token.split_first() else {
        return;
    };
    while let Some(length) = memchr::memchr(b'\\', rest) {
        let (plain, escape) = rest.split_at(length);
        output.extend_from_slice(plain);
        rest = match escape.get(1..) {
            None | Some([]) => {
                output.push(b'\\');
                return;
            }
            Some(escape) => unescape_one(escape, output),
        };
    }
    output.extend_from_slice(rest.strip_suffix(&[quote]).unwrap_or(rest));
}

/// Adds the bytes of an escape, which lacks its backslash but has at least one byte. Returns what follows it.
fn unescape_one<'a>(escape: &'a [u8], output: &mut Vec<u8>) -> &'a [u8] {
    let Some((&key, rest)) = escape.split_first() else {
        return escape;
    };
    match key {
        b'0'..=b'7' => {
            let length = digits(escape, 3, |byte| matches!(byte, b'0'..=b'7'));
            number_escape(escape, length, 8, output)
        }
        b'x' | b'X' => {
            let length = digits(rest, 2, is_hex_digit);
            number_escape(rest, length, 16, output)
        }
        b'u' | b'U' => unicode_escape(key, rest, output),
        _ => {
            output.push(match key {
                b'a' => 0x07,
                b'b' => 0x08,
                b'f' => 0x0c,
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'v' => 0x0b,
                b'\\' | b'\'' | b'"' => key,
                _ => b'?',
            });
            rest
        }
    }
}

/// How many bytes of a class a text begins with, up to a limit.
fn digits(text: &[u8], max: usize, wanted: impl Fn(u8) -> bool) -> usize {
    let digits = text.iter().take(max);
    digits.take_while(|&&byte| wanted(byte)).count()
}

fn number_escape<'a>(text: &'a [u8], length: usize, base: u32, output: &mut Vec<u8>) -> &'a [u8] {
    let (digits, rest) = text.split_at_checked(length).unwrap_or((text, &[]));
    // `\400` and above wrap around, as in C.
    output.push(value_of(digits, base).to_le_bytes()[0]);
    rest
}

fn value_of(digits: &[u8], base: u32) -> u32 {
    digits.iter().fold(0, |value: u32, &byte| {
        let digit = char::from(byte).to_digit(base).unwrap_or(0);
        value.wrapping_mul(base).wrapping_add(digit)
    })
}

/// Adds the character of `\u` or `\U`. Two `\u` that are a surrogate pair are one character.
fn unicode_escape<'a>(key: u8, rest: &'a [u8], output: &mut Vec<u8>) -> &'a [u8] {
    let length = if key == b'u' { 4 } else { 8 };
    let Some((digits, mut rest)) = rest.split_at_checked(length) else {
        output.push(key);
        return rest;
    };
    let mut code_point = value_of(digits, 16);
    if matches!(code_point, 0xd800..=0xdbff)
        && let Some([b'\\', b'u', digits @ ..]) = rest.get(..6)
        && let trail @ 0xdc00..=0xdfff = value_of(digits, 16)
    {
        code_point = 0x1_0000 + (((code_point - 0xd800) << 10) | (trail - 0xdc00));
        rest = rest.get(6..).unwrap_or_default();
    }
    append_utf8(code_point, output);
    rest
}

/// Adds a code point as UTF-8. A lone surrogate, which no `char` can be, has three bytes too.
fn append_utf8(code_point: u32, output: &mut Vec<u8>) {
    if let Some(character) = char::from_u32(code_point) {
        let mut buffer = [0; 4];
        output.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
    } else if code_point <= 0xffff {
        let continuation = |bits: u32| 0x80 | (bits & 0x3f);
        let bytes = [
            0xe0 | (code_point >> 12),
            continuation(code_point >> 6),
            continuation(code_point),
        ];
        output.extend(bytes.map(|byte| byte.to_le_bytes()[0]));
    } else {
        output.extend_from_slice(format!("\\U{code_point:08x}").as_bytes());
    }
}

/// Escapes bytes as in C, with octal escapes for what is not printable ASCII: the form of the default of a `bytes` field.
pub(crate) fn escape(bytes: &[u8]) -> Vec<u8> {
    let mut output = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b'\n' => output.extend_from_slice(b"\\n"),
            b'\r' => output.extend_from_slice(b"\\r"),
            b'\t' => output.extend_from_slice(b"\\t"),
            b'"' | b'\'' | b'\\' => output.extend_from_slice(&[b'\\', byte]),
            0x20..=0x7e => output.push(byte),
            _ => output.extend_from_slice(&[
                b'\\',
                b'0' + (byte >> 6),
                b'0' + ((byte >> 3) & 7),
                b'0' + (byte & 7),
            ]),
        }
    }
    output
}
