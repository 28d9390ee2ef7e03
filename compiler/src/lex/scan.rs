//! Reads the bytes of tokens.

use super::class::{
    is_alphanumeric, is_digit, is_hex_digit, is_letter, is_octal_digit, is_space, is_url_char,
};
use super::{Dialect, Lexer, Token, TokenKind};
use crate::source::Span;

/// The width of a tab.
const TAB: u32 = 8;

/// What begins at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CommentStart {
    Line,
    Block,
    /// A slash that begins no comment. It is the current token.
    Slash,
    No,
}

/// Where a token starts.
#[derive(Clone, Copy)]
struct Mark {
    at: u32,
    line: u32,
    column: u32,
}

impl Lexer<'_> {
    /// Reads the next token and skips the comments before it. Returns `false` at the end.
    pub fn advance(&mut self) -> bool {
        self.previous = self.current;
        while self.at < self.text.len() {
            if self.whitespace() {
                return true;
            }
            match self.comment_start() {
                CommentStart::Line => self.line_comment(),
                CommentStart::Block => self.block_comment(None),
                CommentStart::Slash => return true,
                CommentStart::No => match self.peek() {
                    Some(byte) if byte < b' ' => self.control_characters(),
                    Some(byte) => {
                        self.token(byte);
                        return true;
                    }
                    None => break,
                },
            }
        }
        self.current = self.finish(self.mark(), TokenKind::End);
        false
    }

    /// The next byte. `None` is the end.
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Consumes a byte of any kind.
    pub(super) fn bump(&mut self) {
        let column = self.column();
        let byte = self.peek();
        self.at = (self.at + 1).min(self.text.len());
        let column = match byte {
            Some(b'\n') => {
                self.line = self.line.saturating_add(1);
                0
            }
            Some(b'\t') => column.wrapping_add(TAB - column % TAB),
            Some(_) => return,
            None => column,
        };
        self.column_base = column.wrapping_sub(self.offset());
    }

    /// Consumes the next byte if it is this one, which is no tab.
    pub(super) fn eat(&mut self, wanted: u8) -> bool {
        self.eat_if(|byte| byte == wanted)
    }

    pub(super) fn eat_if(&mut self, wanted: impl Fn(u8) -> bool) -> bool {
        let found = self.peek().is_some_and(wanted);
        if found {
            self.bump();
        }
        found
    }

    /// Consumes all next bytes of a class without tabs and line breaks.
    pub(super) fn eat_run(&mut self, wanted: impl Fn(u8) -> bool) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest.iter().position(|&byte| !wanted(byte));
        self.at += end.unwrap_or(rest.len());
    }

    /// Consumes whitespace, but no line break.
    pub(super) fn spaces(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b' ' {
                self.at += 1;
            } else if is_space(byte) {
                self.bump();
            } else {
                return;
            }
        }
    }

    /// Consumes whitespace. Returns whether it became the current token.
    fn whitespace(&mut self) -> bool {
        let mark = self.mark();
        if self.report_newlines {
            self.spaces();
            if self.offset() > mark.at {
                self.current = self.finish(mark, TokenKind::Whitespace);
                return true;
            }
            if self.eat(b'\n') {
                self.current = self.finish(mark, TokenKind::Newline);
                return true;
            }
            return false;
        }
        self.spaces();
        while self.eat(b'\n') {
            self.spaces();
        }
        let report = self.report_whitespace && self.offset() > mark.at;
        if report {
            self.current = self.finish(mark, TokenKind::Whitespace);
        }
        report
    }

    /// Consumes the start of a comment, or a slash.
    pub(super) fn comment_start(&mut self) -> CommentStart {
        match (self.dialect, self.peek()) {
            (Dialect::Proto, Some(b'/')) => {
                let mark = self.mark();
                self.bump();
                if self.eat(b'/') {
                    CommentStart::Line
                } else if self.eat(b'*') {
                    CommentStart::Block
                } else {
                    self.current = self.finish(mark, TokenKind::Symbol);
                    CommentStart::Slash
                }
            }
            (Dialect::TextFormat, Some(b'#')) => {
                self.bump();
                CommentStart::Line
            }
            _ => CommentStart::No,
        }
    }

    fn control_characters(&mut self) {
        self.error_here(
            "a control character is not allowed here",
            "remove it: whitespace is a space, a tab or a line break",
        );
        while self.eat_if(|byte| byte < b' ') {}
    }

    /// Reads a token that begins with this byte.
    fn token(&mut self, first: u8) {
        let mark = self.mark();
        let kind = if self.report_url_chars {
            if is_url_char(first) {
                self.eat_run(is_url_char);
                TokenKind::UrlChars
            } else {
                self.symbol(first)
            }
        } else if is_letter(first) {
            self.eat_run(is_alphanumeric);
            TokenKind::Identifier
        } else if is_digit(first) {
            self.bump();
            self.number(first == b'0', false)
        } else if first == b'.' {
            self.dot(mark)
        } else if first == b'"' || first == b'\'' {
            self.bump();
            self.string(first);
            TokenKind::String
        } else {
            self.symbol(first)
        };
        self.current = self.finish(mark, kind);
    }

    fn symbol(&mut self, first: u8) -> TokenKind {
        let mut length = 1;
        if !first.is_ascii() {
            let shown = match self.character() {
                Some(character) => {
                    length = character.len_utf8();
                    character.to_string()
                }
                None => format!("0x{first:02x}"),
            };
            self.error_here(
                format!("`{shown}` is not allowed here: it is not ASCII"),
                "names and keywords have ASCII letters, digits and `_` only",
            );
        }
        (0..length).for_each(|_| self.bump());
        TokenKind::Symbol
    }

    /// The next character, if the next bytes are UTF-8.
    fn character(&self) -> Option<char> {
        let rest = self.text.get(self.at..)?;
        let start = rest.get(..4).unwrap_or(rest);
        start.utf8_chunks().next()?.valid().chars().next()
    }

    /// Reads a dot, or a number that begins with one.
    fn dot(&mut self, mark: Mark) -> TokenKind {
        self.bump();
        if !self.eat_if(is_digit) {
            return TokenKind::Symbol;
        }
        let previous = self.previous;
        if previous.kind == TokenKind::Identifier
            && previous.line == mark.line
            && previous.end_column == mark.column
        {
            self.error_at(
                Span::new(mark.at, self.offset()),
                "a number follows an identifier without a space",
                "put a space before the decimal point",
            );
        }
        self.number(false, true)
    }

    /// Reads the rest of a number.
    fn number(&mut self, after_zero: bool, after_dot: bool) -> TokenKind {
        let mut float = after_dot;
        if after_zero && self.eat_if(|byte| matches!(byte, b'x' | b'X')) {
            if !self.peek().is_some_and(is_hex_digit) {
                self.error_here("`0x` without hexadecimal digits", "");
            }
            self.eat_run(is_hex_digit);
        } else if after_zero && self.peek().is_some_and(is_digit) {
            self.eat_run(is_octal_digit);
            if self.peek().is_some_and(is_digit) {
                self.error_here(
                    "a number that begins with `0` is octal: it has the digits 0 to 7 only",
                    "remove the leading `0` if the number is decimal",
                );
                self.eat_run(is_digit);
            }
        } else {
            self.eat_run(is_digit);
            if !after_dot && self.eat(b'.') {
                float = true;
                self.eat_run(is_digit);
            }
            float |= self.exponent();
            if self.dialect == Dialect::TextFormat {
                float |= self.eat_if(|byte| matches!(byte, b'f' | b'F'));
            }
        }
        self.after_number(float);
        if float {
            TokenKind::Float
        } else {
            TokenKind::Integer
        }
    }

    fn exponent(&mut self) -> bool {
        if !self.eat_if(|byte| matches!(byte, b'e' | b'E')) {
            return false;
        }
        self.eat_if(|byte| matches!(byte, b'-' | b'+'));
        if !self.peek().is_some_and(is_digit) {
            self.error_here("the exponent of a number has no digits", "");
        }
        self.eat_run(is_digit);
        true
    }

    fn after_number(&mut self, float: bool) {
        match self.peek() {
            Some(byte) if is_letter(byte) => self.error_here(
                "an identifier follows a number without a space",
                "put a space between them",
            ),
            Some(b'.') if float => self.error_here(
                "a number cannot have a second decimal point, or one in its exponent",
                "",
            ),
            Some(b'.') => self.error_here("a hexadecimal or octal number must be an integer", ""),
            _ => {}
        }
    }

    /// Reads the rest of a string, after its first quote.
    fn string(&mut self, quote: u8) {
        loop {
            self.eat_run(|byte| !matches!(byte, 0 | b'\n' | b'\t' | b'\\' | b'"' | b'\''));
            match self.peek() {
                None | Some(0) => {
                    self.error_here("the string does not end", "add the closing quote");
                    return;
                }
                Some(b'\n') => {
                    self.error_here(
                        "the string does not end on its line",
                        "add the closing quote; for a line break in the string write `\\n`",
                    );
                    return;
                }
                Some(b'\\') => {
                    self.bump();
                    self.escape();
                }
                Some(byte) => {
                    self.bump();
                    if byte == quote {
                        return;
                    }
                }
            }
        }
    }

    /// Reads an escape, after its backslash. Further digits of an octal or hexadecimal escape are read as text.
    fn escape(&mut self) {
        if self.eat_if(|byte| is_octal_digit(byte) || b"abfnrtv\\?'\"".contains(&byte)) {
            return;
        }
        if self.eat_if(|byte| matches!(byte, b'x' | b'X')) {
            if !self.eat_if(is_hex_digit) {
                self.error_here("`\\x` without hexadecimal digits", "");
            }
        } else if self.eat(b'u') {
            if !(0..4).all(|_| self.eat_if(is_hex_digit)) {
                self.error_here("`\\u` needs four hexadecimal digits", "");
            }
        } else if self.eat(b'U') {
            let in_range = self.eat(b'0')
                && self.eat(b'0')
                && self.eat_if(|byte| matches!(byte, b'0' | b'1'))
                && (0..5).all(|_| self.eat_if(is_hex_digit));
            if !in_range {
                self.error_here("`\\U` needs eight hexadecimal digits, up to `0010ffff`", "");
            }
        } else {
            self.error_here(
                "the string has an invalid escape",
                "for a backslash write `\\\\`",
            );
        }
    }

    fn mark(&self) -> Mark {
        Mark {
            at: self.offset(),
            line: self.line,
            column: self.column(),
        }
    }

    /// The token from a mark to the next byte.
    fn finish(&self, mark: Mark, kind: TokenKind) -> Token {
        Token {
            kind,
            span: Span::new(mark.at, self.offset()),
            line: mark.line,
            column: mark.column,
            end_column: self.column(),
        }
    }
}
