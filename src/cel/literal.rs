//! Computes the values of literals: numbers, and strings with escapes.

use super::ast::{Literal, Span};
use super::error::SyntaxError;
use super::token::Token;

/// Returns the value of a number. `span` includes its sign.
///
/// # Errors
/// Returns an error if the number does not fit its type.
pub fn number(token: &Token<'_>, negative: bool, span: &Span) -> Result<Literal, SyntaxError> {
    let value = match token {
        Token::Int(digits) => integer(digits).and_then(|value| {
            if negative {
                0i64.checked_sub_unsigned(value).map(Literal::Int)
            } else {
                i64::try_from(value).ok().map(Literal::Int)
            }
        }),
        Token::Uint(digits) => integer(digits).map(Literal::Uint),
        Token::Double(digits) => {
            let value = digits.parse::<f64>().ok().filter(|value| value.is_finite());
            value.map(|value| Literal::Double(if negative { -value } else { value }))
        }
        _ => None,
    };
    value.ok_or_else(|| match token {
        Token::Double(_) => SyntaxError::new("this number is too large for a double", span.clone()),
        Token::Uint(_) => SyntaxError::new("this number does not fit into 64 bits", span.clone()),
        _ => SyntaxError::new(
            "this number does not fit into a signed 64-bit int",
            span.clone(),
        )
        .with_hint("numbers up to 18446744073709551615 can be uint, with a `u` at the end"),
    })
}

fn integer(digits: &str) -> Option<u64> {
    match digits.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => digits.parse().ok(),
    }
}

/// The value of an incomplete string literal.
enum Value {
    String(String),
    Bytes(Vec<u8>),
}

impl Value {
    /// Adds a character. Bytes take its UTF-8 encoding.
    fn push(&mut self, character: char) {
        match self {
            Self::String(value) => value.push(character),
            Self::Bytes(value) => {
                value.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
    }

    /// Adds an 8-bit number. Strings take the character with this code point.
    fn push_octet(&mut self, octet: u8) {
        match self {
            Self::String(value) => value.push(char::from(octet)),
            Self::Bytes(value) => value.push(octet),
        }
    }
}

/// Returns the string or bytes at the start of `rest`, and the length of the literal in bytes; `None` if `rest` does
/// not start with such a literal. Errors need `start`, the offset of `rest`.
///
/// # Errors
/// Returns an error if the literal is unterminated, or if an escape is invalid.
pub fn string(rest: &str, start: usize) -> Result<Option<(Token<'static>, usize)>, SyntaxError> {
    let is_bytes = rest.starts_with(['b', 'B']);
    let kind = usize::from(is_bytes);
    let is_raw = rest[kind..].starts_with(['r', 'R']);
    let prefix = kind + usize::from(is_raw);
    let Some(quote) = quote(&rest[prefix..]) else {
        return Ok(None);
    };
    let open = prefix + quote.len();
    let mut value = if is_bytes {
        Value::Bytes(Vec::new())
    } else {
        Value::String(String::new())
    };
    let mut position = open;
    while !rest[position..].starts_with(quote) {
        let Some(next) = rest[position..].chars().next() else {
            return Err(unclosed(start..start + open, quote));
        };
        match next {
            '\n' | '\r' if quote.len() == 1 => return Err(unclosed(start..start + open, quote)),
            '\\' if !is_raw => {
                position += escape(&rest[position..], start + position, &mut value)?;
            }
            _ => {
                value.push(next);
                position += next.len_utf8();
            }
        }
    }
    let token = match value {
        Value::String(value) => Token::String(value),
        Value::Bytes(value) => Token::Bytes(value),
    };
    Ok(Some((token, position + quote.len())))
}

/// Returns the opening quote of the text: one or three characters.
fn quote(text: &str) -> Option<&'static str> {
    ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quote| text.starts_with(quote))
}

fn unclosed(span: Span, quote: &str) -> SyntaxError {
    let error = SyntaxError::new("this string is not closed", span);
    match quote.len() {
        1 => error.with_hint(format!(
            "it ends with `{quote}` on the same line; between three quotes it may have several"
        )),
        _ => error.with_hint(format!("it ends with `{quote}`")),
    }
}

/// Reads the escape at the start of `rest`, and returns its length in bytes.
fn escape(rest: &str, start: usize, value: &mut Value) -> Result<usize, SyntaxError> {
    let Some(letter) = rest[1..].chars().next() else {
        return Err(SyntaxError::new(
            "nothing follows this backslash",
            start..start + 1,
        ));
    };
    let character = match letter {
        'a' => '\x07',
        'b' => '\x08',
        'f' => '\x0C',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\x0B',
        '\\' | '?' | '"' | '\'' | '`' => letter,
        // Two hexadecimal digits, or three octal digits up to 377, fit 8 bits.
        'x' | 'X' => {
            value.push_octet(digits(rest, start, 2..4, 16)? as u8);
            return Ok(4);
        }
        '0'..='3' => {
            value.push_octet(digits(rest, start, 1..4, 8)? as u8);
            return Ok(4);
        }
        'u' => return code_point(rest, start, 2..6, value),
        'U' => return code_point(rest, start, 2..10, value),
        _ => {
            let span = start..start + 1 + letter.len_utf8();
            let error = SyntaxError::new(format!("unknown escape `\\{letter}`"), span);
            return Err(
                error.with_hint("a backslash is written `\\\\`, or `\\` in a raw string: `r'\\'`")
            );
        }
    };
    value.push(character);
    Ok(2)
}

/// Reads an escape that specifies a code point by the digits at `place`.
fn code_point(
    rest: &str,
    start: usize,
    place: Span,
    value: &mut Value,
) -> Result<usize, SyntaxError> {
    let end = place.end;
    if matches!(value, Value::Bytes(_)) {
        let error = SyntaxError::new("bytes have no escapes for code points", start..start + 2);
        return Err(error.with_hint("write a byte as `\\x` and two hexadecimal digits"));
    }
    let number = digits(rest, start, place, 16)?;
    let character = char::from_u32(number).ok_or_else(|| {
        let message = format!("`{}` is not a Unicode character", &rest[..end]);
        SyntaxError::new(message, start..start + end)
    })?;
    value.push(character);
    Ok(end)
}

/// Returns the number in the digits at `place`, for the escape at the start of `rest`.
fn digits(rest: &str, start: usize, place: Span, radix: u32) -> Result<u32, SyntaxError> {
    let count = place.len();
    let digits = rest.get(place);
    let digits = digits.filter(|digits| digits.chars().all(|digit| digit.is_digit(radix)));
    digits
        .and_then(|digits| u32::from_str_radix(digits, radix).ok())
        .ok_or_else(|| {
            let kind = if radix == 8 { "octal" } else { "hexadecimal" };
            let message = format!("this escape takes {count} {kind} digits");
            SyntaxError::new(message, start..start + 2)
        })
}
