//! Splits a source into tokens and comments.
//!
//! [`Lexer`] reads one token at a time, because the parser changes how it reads while it runs: for the text of an aggregate
//! option it needs whitespace too. It never fails. A fault is added to [`Lexer::faults`], and the token ends somewhere.
//!
//! Aggregate options are in text format, which has tokens of the same kinds but other comments. [`Dialect`] selects one of
//! the two languages:
//!
//! ```ignore
//! let mut lexer = Lexer::new(b"key: 1.5f # a comment", Dialect::TextFormat);
//! while lexer.advance() {
//!     let token = lexer.current();
//!     println!("{:?} {:?}", token.kind, lexer.text(token));
//! }
//! ```
//!
//! The functions in [`number`] and [`string`] convert the text of a token to its value.

mod class;
mod comments;
pub(crate) mod number;
mod scan;
pub(crate) mod string;
#[cfg(test)]
mod tests;
mod token;

pub(crate) use class::is_identifier;
pub(crate) use token::{Token, TokenKind};

use std::borrow::Cow;

use crate::fault::{Fault, Severity};
use crate::source::Span;

/// How many errors of one file are kept, and as many warnings. A file of garbage has one at each byte.
const MAX_FAULTS: usize = 1000;

/// The language of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `.proto` files: comments are `//` to the end of the line, and between `/*` and `*/`.
    Proto,
    /// Text format: comments are `#` to the end of the line. A number may end in `f`.
    TextFormat,
}

/// Splits a text into tokens.
#[derive(Debug)]
pub(crate) struct Lexer<'a> {
    text: &'a [u8],
    dialect: Dialect,
    /// The offset of the next byte.
    at: usize,
    /// The line of the next byte, from 0.
    line: u32,
    /// What to add to an offset of this line to get its column. It changes at line breaks and tabs.
    column_base: u32,
    current: Token,
    previous: Token,
    report_whitespace: bool,
    report_newlines: bool,
    report_url_chars: bool,
    /// The faults so far, in the order of the text.
    pub faults: Faults,
}

/// The faults of a file: the first ones only.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<Fault>,
    errors: usize,
    warnings: usize,
}

impl Faults {
    pub fn push(&mut self, fault: Fault) {
        let count = match fault.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        if *count < MAX_FAULTS {
            *count += 1;
            self.list.push(fault);
        }
    }

    pub fn into_list(self) -> Vec<Fault> {
        self.list
    }
}

impl<'a> Lexer<'a> {
    /// Starts before the first token, with [`TokenKind::Start`]. The text has at most `u32::MAX` bytes; the rest is ignored.
    pub fn new(text: &'a [u8], dialect: Dialect) -> Self {
        let limit = usize::try_from(u32::MAX).unwrap_or(usize::MAX);
        Self {
            text: &text[..text.len().min(limit)],
            dialect,
            at: 0,
            line: 0,
            column_base: 0,
            current: Token::default(),
            previous: Token::default(),
            report_whitespace: false,
            report_newlines: false,
            report_url_chars: false,
            faults: Faults::default(),
        }
    }

    /// The token that was read last. Before the first call of [`Self::advance`], a token of kind [`TokenKind::Start`].
    pub fn current(&self) -> Token {
        self.current
    }

    /// The token before the current one.
    pub fn previous(&self) -> Token {
        self.previous
    }

    /// The text of a token as the source has it. Empty at the end.
    pub fn text(&self, token: Token) -> &'a [u8] {
        self.slice(token.span.start as usize, token.span.end as usize)
    }

    /// The text of the current token.
    pub fn current_text(&self) -> &'a [u8] {
        self.text(self.current)
    }

    /// Whether whitespace becomes tokens. `false` also turns off [`Self::set_report_newlines`].
    pub fn set_report_whitespace(&mut self, report: bool) {
        self.report_whitespace = report;
        self.report_newlines &= report;
    }

    /// Whether line breaks become tokens of their own. `true` also turns on [`Self::set_report_whitespace`].
    pub fn set_report_newlines(&mut self, report: bool) {
        self.report_newlines = report;
        self.report_whitespace |= report;
    }

    /// Whether tokens are runs of characters of a URL, or symbols, as in the `[…]` of text format.
    pub fn set_report_url_chars(&mut self, report: bool) {
        self.report_url_chars = report;
    }

    /// Adds an error at the next byte.
    fn error_here(&mut self, message: impl Into<Cow<'static, str>>, help: &'static str) {
        let start = self.offset();
        let end = offset_of((self.at + 1).min(self.text.len()));
        self.error_at(Span::new(start, end), message, help);
    }

    fn error_at(&mut self, span: Span, message: impl Into<Cow<'static, str>>, help: &'static str) {
        let fault = Fault::error(span, message);
        let fault = if help.is_empty() {
            fault
        } else {
            fault.help(help)
        };
        self.faults.push(fault);
    }

    fn offset(&self) -> u32 {
        offset_of(self.at)
    }

    fn column(&self) -> u32 {
        self.offset().wrapping_add(self.column_base)
    }

    fn slice(&self, start: usize, end: usize) -> &'a [u8] {
        self.text.get(start..end).unwrap_or_default()
    }
}

/// A text has at most `u32::MAX` bytes.
fn offset_of(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
