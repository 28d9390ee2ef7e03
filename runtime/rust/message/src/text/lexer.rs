//! The tokens of the text format.

use super::Error;
use crate::debug::Redacted;

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// A name, or a word such as `true` and `inf`.
    Name(&'t str),
    /// A number without its sign.
    Number(&'t str),
    /// A string with its quotes.
    String(&'t str),
    /// Any other character.
    Sign(char),
    End,
}

impl Token<'_> {
    /// How an error names the token.
    pub(super) fn found(self) -> String {
        match self {
            Self::Name(text) | Self::Number(text) | Self::String(text) => {
                let start: String = text.chars().take(40).collect();
                format!("`{start}`")
            }
            Self::Sign(sign) => format!("`{}`", sign.escape_debug()),
            Self::End => "the end".to_owned(),
        }
    }
}

/// Reads the tokens of a text. A copy can read them again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    /// The byte after the current token.
    position: usize,
    /// The first byte of the current token.
    start: usize,
    token: Token<'t>,
    /// Whether the tokens are the value of a redacted field, which errors do not have.
    redacted: bool,
}

impl<'t> Lexer<'t> {
    /// Reads the first token.
    pub(super) fn new(text: &'t str) -> Result<Self, Error> {
        let mut lexer = Self {
            text,
            position: 0,
            start: 0,
            token: Token::End,
            redacted: false,
        };
        lexer.next()?;
        Ok(lexer)
    }

    /// The current token.
    pub(super) fn token(&self) -> Token<'t> {
        self.token
    }

    /// Takes the current token if it is this sign.
    pub(super) fn take(&mut self, sign: char) -> Result<bool, Error> {
        let is_next = self.token == Token::Sign(sign);
        if is_next {
            self.next()?;
        }
        Ok(is_next)
    }

    /// Removes values from errors if `on` is set, or if they are removed already. Returns whether they were.
    pub(super) fn redact(&mut self, on: bool) -> bool {
        let outer = self.redacted;
        self.redacted |= on;
        outer
    }

    /// Ends [`redact`](Self::redact), with its result.
    pub(super) fn end_redact(&mut self, outer: bool) {
        self.redacted = outer;
    }

    /// An error at the current token. Its message has no values of the text.
    pub(super) fn error(&self, message: impl Into<Box<str>>) -> Error {
        Error::at(self.text, self.start, message)
    }

    /// An error at the current token. Its message has values of the text.
    pub(super) fn error_of_value(&self, message: impl Into<Box<str>>) -> Error {
        if self.redacted {
            self.error(Redacted::ERROR)
        } else {
            self.error(message)
        }
    }

    /// The error that the current token is not what follows.
    pub(super) fn expected(&self, what: &str) -> Error {
        if self.redacted {
            self.error(format!("expected {what}"))
        } else {
            self.error(format!("expected {what}, found {}", self.token.found()))
        }
    }

    /// Moves to the next token, and returns the current one.
    pub(super) fn next(&mut self) -> Result<Token<'t>, Error> {
        let current = self.token;
        self.skip_space();
        self.start = self.position;
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            self.token = Token::End;
            return Ok(current);
        };
        let length = match first {
            '"' | '\'' => self.string(first)?,
            'a'..='z' | 'A'..='Z' | '_' => length_of(rest, is_name),
            '0'..='9' | '.' if is_number(rest) => number_length(rest),
            _ => first.len_utf8(),
        };
        let text = rest.get(..length).unwrap_or_default();
        self.position += length;
        self.token = match first {
            '"' | '\'' => Token::String(text),
            'a'..='z' | 'A'..='Z' | '_' => Token::Name(text),
            '0'..='9' | '.' if is_number(rest) => Token::Number(text),
            _ => Token::Sign(first),
        };
        Ok(current)
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        loop {
            let rest = self.rest();
            let space = length_of(rest, |byte| {
                matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
            });
            self.position += space;
            if self.rest().starts_with('#') {
                self.position += length_of(self.rest(), |byte| byte != b'\n');
            } else if space == 0 {
                return;
            }
        }
    }

    /// The length of a string with its quotes.
    fn string(&self, quote: char) -> Result<usize, Error> {
        let mut characters = self.rest().char_indices().skip(1);
        while let Some((index, character)) = characters.next() {
            match character {
                '\\' => {
                    characters.next();
                }
                '\n' => return Err(self.error("a string must end in its line")),
                _ if character == quote => return Ok(index + 1),
                _ => {}
            }
        }
        Err(self.error("a string does not end"))
    }
}

fn length_of(text: &str, matches: impl Fn(u8) -> bool) -> usize {
    let bytes = text.bytes();
    bytes.take_while(|byte| matches(*byte)).count()
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether a text starts with a number: with a digit, or with a dot and a digit.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('.').unwrap_or(text);
    digits.starts_with(|character: char| character.is_ascii_digit())
}

/// The length of a number, with all that is written without a space after it.
fn number_length(text: &str) -> usize {
    let mut previous = 0;
    let is_hex = text.starts_with("0x") || text.starts_with("0X");
    let bytes = text.bytes().take_while(|byte| {
        let is_sign = matches!(byte, b'+' | b'-') && matches!(previous, b'e' | b'E') && !is_hex;
        previous = *byte;
        is_name(*byte) || *byte == b'.' || is_sign
    });
    bytes.count()
}
