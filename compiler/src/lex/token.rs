//! Tokens.

use crate::source::Span;

/// A token. [`super::Lexer::text`] returns its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Token {
    pub kind: TokenKind,
    pub span: Span,
    /// The line of its first byte, from 0.
    pub line: u32,
    /// The column of its first byte, from 0. A tab takes a column up to the next multiple of 8.
    pub column: u32,
    /// The column after its last byte.
    pub end_column: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// No token was read yet.
    #[default]
    Start,
    /// The end of the text.
    End,
    /// Letters, digits and underscores.
    Identifier,
    /// Decimal, hexadecimal with `0x`, or octal with `0`. It has no sign and may be too large.
    Integer,
    /// A number with a point, an exponent, or in text format the suffix `f`. It has no sign.
    Float,
    /// With its quotes and escapes.
    String,
    /// Any other byte.
    Symbol,
    /// Reported on request only.
    Whitespace,
    /// Reported on request only.
    Newline,
    /// Reported on request only.
    UrlChars,
}
