//! The Common Expression Language: from the text of an expression to a typed tree that a target prints.
//!
//! Source: the [language definition](https://github.com/google/cel-spec/blob/master/doc/langdef.md).

pub mod ast;
