//! Splits the text of an expression into tokens.

use super::ast::Span;
use super::error::SyntaxError;
use super::literal;
use super::token::Token;

/// The operators and brackets. A longer symbol comes before its prefixes.
const SYMBOLS: [&str; 26] = [
    "&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",",
    "(", ")", "[", "]", "{", "}", "&", "|",
];

/// The tokens of an expression.
#[derive(Clone, Debug)]
pub struct Lexer<'t> {
    text: &'t str,
    position: usize,
}

impl<'t> Lexer<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, position: 0 }
    }

    /// Returns the next token and its place. At the end of the text, it always returns [`Token::End`].
    ///
    /// # Errors
    /// Returns an error if the next characters are not a token.
    pub fn token(&mut self) -> Result<(Token<'t>, Span), SyntaxError> {
        self.skip();
        let start = self.position;
        let rest = &self.text[start..];
        let (token, length) = match rest.as_bytes() {
            [] => (Token::End, 0),
            [b'0'..=b'9', ..] | [b'.', b'0'..=b'9', ..] => number(rest, start)?,
            [b'`', ..] => backquoted(rest, start)?,
            _ => match literal::string(rest, start)? {
                Some(string) => string,
                None => word(rest, start)?,
            },
        };
        self.position = start + length;
        Ok((token, start..self.position))
    }

    /// Skips whitespace and comments.
    fn skip(&mut self) {
        loop {
            let rest = &self.text[self.position..];
            let blanks = count(rest, |byte| {
                matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0xC)
            });
            if rest[blanks..].starts_with("//") {
                let comment = &rest[blanks..];
                self.position += blanks + comment.find('\n').unwrap_or(comment.len());
            } else {
                self.position += blanks;
                return;
            }
        }
    }
}

/// Returns the number of leading bytes that satisfy `such`.
fn count(text: &str, such: impl Fn(u8) -> bool) -> usize {
    let other = text.bytes().position(|byte| !such(byte));
    other.unwrap_or(text.len())
}

fn is_letter(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric()
}

type Lexed<'t> = Result<(Token<'t>, usize), SyntaxError>;

/// Reads an identifier or a symbol.
fn word(rest: &str, start: usize) -> Lexed<'_> {
    let letters = count(rest, is_letter);
    if letters > 0 {
        return Ok((Token::Ident(&rest[..letters]), letters));
    }
    let symbol = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol));
    let first = rest.chars().next().unwrap_or_default();
    match symbol {
        Some(symbol) if !matches!(*symbol, "&" | "|") => Ok((Token::Symbol(symbol), symbol.len())),
        _ => {
            let span = start..start + first.len_utf8();
            let error = SyntaxError::new(format!("unexpected {first:?}"), span);
            Err(match hint(first) {
                Some(hint) => error.with_hint(hint),
                None => error,
            })
        }
    }
}

/// Returns a hint for a character that starts no token.
fn hint(character: char) -> Option<&'static str> {
    Some(match character {
        '=' => "equality is written `==`",
        '&' => "a logical and is written `&&`",
        '|' => "a logical or is written `||`",
        ';' => "remove the `;`: a rule is one expression",
        '#' => "a comment begins with `//`",
        '‘' | '’' | '“' | '”' => "put strings between straight quotes, `'` or `\"`",
        '≤' => "write `<=`",
        '≥' => "write `>=`",
        '≠' => "write `!=`",
        _ => return None,
    })
}

/// Reads an identifier between backquotes.
fn backquoted(rest: &str, start: usize) -> Lexed<'_> {
    let length = count(&rest[1..], |byte| {
        is_letter(byte) || matches!(byte, b'.' | b'-' | b'/' | b' ')
    });
    if length > 0 && rest[1 + length..].starts_with('`') {
        return Ok((Token::Quoted(&rest[1..=length]), length + 2));
    }
    let message = match rest[1 + length..].chars().next() {
        None => "this backquote is not closed".to_owned(),
        Some('`') => "there is no name between the backquotes".to_owned(),
        Some(other) => format!("unexpected {other:?} in a name between backquotes"),
    };
    Err(SyntaxError::new(message, start..start + 1))
}

/// Reads a number without a sign.
fn number(rest: &str, start: usize) -> Lexed<'_> {
    let digits = |text: &str| count(text, |byte| byte.is_ascii_digit());
    let (token, length) = if let Some(hexadecimal) = rest.strip_prefix("0x") {
        let length = 2 + count(hexadecimal, |byte| byte.is_ascii_hexdigit());
        (Token::Int(&rest[..length]), length)
    } else {
        let mut length = digits(rest);
        let mut is_whole = true;
        let fraction = &rest[length..];
        if fraction.starts_with('.') && digits(&fraction[1..]) > 0 {
            length += 1 + digits(&fraction[1..]);
            is_whole = false;
        }
        let exponent = &rest[length..];
        if exponent.starts_with(['e', 'E']) {
            let sign = usize::from(exponent[1..].starts_with(['+', '-']));
            let digits = digits(&exponent[1 + sign..]);
            if digits > 0 {
                length += 1 + sign + digits;
                is_whole = false;
            }
        }
        if is_whole {
            (Token::Int(&rest[..length]), length)
        } else {
            (Token::Double(&rest[..length]), length)
        }
    };
    let (token, length) = match token {
        Token::Int(digits) if rest[length..].starts_with(['u', 'U']) => {
            (Token::Uint(digits), length + 1)
        }
        token => (token, length),
    };
    let letters = count(&rest[length..], is_letter);
    if letters > 0 || &rest[..length] == "0x" {
        let end = length + letters;
        let message = format!("`{}` is not a number", &rest[..end]);
        return Err(SyntaxError::new(message, start..start + end));
    }
    Ok((token, length))
}
