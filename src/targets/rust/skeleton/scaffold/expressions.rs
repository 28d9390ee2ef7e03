//! Short constructors of expressions.

use crate::targets::rust::syntax::Expr;

/// A path, a literal, an identifier.
pub fn atom(text: impl Into<String>) -> Expr {
    Expr::Atom(text.into())
}

/// `function(arguments)`.
pub fn call(function: impl Into<String>, arguments: Vec<Expr>) -> Expr {
    Expr::Call(Box::new(atom(function)), arguments)
}

/// `name!(arguments)`, for few and short arguments: rustfmt breaks long macros differently from calls.
pub fn macro_call(name: &str, arguments: Vec<Expr>) -> Expr {
    call(format!("{name}!"), arguments)
}

/// `receiver.name(arguments)`.
pub fn method(receiver: Expr, name: &str, arguments: Vec<Expr>) -> Expr {
    Expr::Method(Box::new(receiver), name.to_owned(), arguments)
}
