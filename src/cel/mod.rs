//! The Common Expression Language: from the text of an expression to a typed tree that a target prints.
//!
//! Source: the [language definition](https://github.com/google/cel-spec/blob/master/doc/langdef.md).

pub mod ast;
mod error;
mod lexer;
mod literal;
mod parser;

#[allow(unused_imports)]
pub use error::SyntaxError;
#[allow(unused_imports)]
pub use parser::parse;
