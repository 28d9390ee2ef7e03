//! The tokens of the language.

/// A token of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Token<'t> {
    /// An identifier, a keyword or a reserved word.
    Ident(&'t str),
    /// The name in backquotes, without the backquotes.
    Quoted(&'t str),
    /// An integer without a sign.
    Int(&'t str),
    /// An integer with the suffix `u`, without the suffix.
    Uint(&'t str),
    /// A number with a fraction or an exponent, without a sign.
    Double(&'t str),
    String(String),
    Bytes(Vec<u8>),
    Symbol(&'static str),
    End,
}
