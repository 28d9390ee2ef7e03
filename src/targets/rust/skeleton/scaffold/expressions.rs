//! Expressions in short.

use crate::targets::rust::syntax::Expr;

/// A path, a literal, an identifier.
pub fn atom(text: impl Into<String>) -> Expr {
    Expr::Atom(text.into())
}

/// `function(arguments)`.
pub fn call(function: impl Into<String>, arguments: Vec<Expr>) -> Expr {
    Expr::Call(Box::new(atom(function)), arguments)
}

/// `name!(arguments)`, where they are few and short: a macro over several lines is not laid out like a call.
pub fn macro_call(name: &str, arguments: Vec<Expr>) -> Expr {
    call(format!("{name}!"), arguments)
}

/// `receiver.name(arguments)`.
pub fn method(receiver: Expr, name: &str, arguments: Vec<Expr>) -> Expr {
    Expr::Method(Box::new(receiver), name.to_owned(), arguments)
}
