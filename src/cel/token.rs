//! The tokens of the language.

/// A token, as the lexer reads it.
#[derive(Clone, Debug, PartialEq)]
pub enum Token<'t> {
    /// An identifier, a keyword or a reserved word.
    Ident(&'t str),
    /// An identifier between backquotes, without them.
    Quoted(&'t str),
    /// A whole number without a sign.
    Int(&'t str),
    /// A whole number with the suffix `u`, without that.
    Uint(&'t str),
    /// A number with a fraction or an exponent, without a sign.
    Double(&'t str),
    String(String),
    Bytes(Vec<u8>),
    Symbol(&'static str),
    End,
}
