//! Implements the Common Expression Language: turns the text of an expression into a typed tree, which `checks` plans.
//!
//! Source: the [language definition](https://github.com/google/cel-spec/blob/master/doc/langdef.md).

pub mod ast;
mod check;
mod cost;
mod error;
mod fold;
mod function;
mod lexer;
mod literal;
mod parser;
mod token;
mod typed;
mod types;
mod value;

pub use check::{Environment, check, is_size};
pub use cost::{EnclosingMacros, multiplied, multiplies};
pub use error::SyntaxError;
pub use fold::evaluate;
pub use function::{Dynamic, Function, Kind};
pub use parser::parse;
pub use typed::{Comparison, FieldRef, Loop, Op, Typed, Variable};
pub use types::Type;
pub use value::{Constant, Value};
