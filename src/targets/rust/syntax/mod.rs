//! Represents Rust code as a tree, and prints it in rustfmt's default format. Generated code therefore needs no
//! formatter.
//!
//! [`Printer`] prints [`Expr`] and [`Statement`], the heads and signatures of items, and [`Line`], an expression of
//! borrowed pieces. Code that fits on a line is written directly. Only longer code is laid out as a tree.

mod code;
mod fits;
mod flat;
mod line;
mod names;
mod precedence;
pub mod print;
mod rewrite;
mod shape;
#[cfg(test)]
mod tests;
mod ty;
mod words;

pub use code::Code;
pub use line::{Call, Line};
pub use print::{Parameter, Printer};
pub use shape::MAX_WIDTH;
pub use ty::Ty;
pub use words::{Word, blanks, lines, push, push_number};

/// An expression. The printer adds parentheses.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A path, a literal or an identifier, which is printed unchanged.
    Atom(String),
    /// `path::<type>`.
    Generic(String, Ty),
    /// `!x`, `-x`, `*x`, `&x`.
    Unary(&'static str, Box<Expr>),
    /// `a + b`, `a == b`, `a && b`.
    Binary(Box<Expr>, &'static str, Box<Expr>),
    /// `x as i64`.
    Cast(Box<Expr>, String),
    /// `function(arguments)`.
    Call(Box<Expr>, Vec<Expr>),
    /// `receiver.method(arguments)`.
    Method(Box<Expr>, String, Vec<Expr>),
    /// `x.field`.
    Field(Box<Expr>, String),
    /// `x[i]`.
    Index(Box<Expr>, Box<Expr>),
    /// `x?`.
    Try(Box<Expr>),
    /// `|parameters| body`.
    Closure(Vec<String>, Box<Expr>),
    /// `if condition { yes } else { no }`.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `match scrutinee { pattern => value, }`.
    Match(Box<Expr>, Vec<(String, Expr)>),
    /// `[a, b]`.
    Array(Vec<Expr>),
    /// `(a, b)`.
    Tuple(Vec<Expr>),
    /// `Path { field: value, ..rest }`. With `rest`, which is a default value, and without a listed field, the expression
    /// is `Path::default()`.
    Struct {
        path: String,
        fields: Vec<(String, Expr)>,
        rest: Option<String>,
    },
    /// `matches!(x, pattern | pattern)`.
    Matches(Box<Expr>, Vec<String>),
    /// `{ statements value }`; the value may be missing.
    Block(Vec<Statement>, Option<Box<Expr>>),
}

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    /// `use path;`.
    Use(String),
    /// `let pattern = value;`, with an optional `: type`.
    Let {
        pattern: String,
        type_name: Option<String>,
        value: Expr,
    },
    /// `const NAME: Type = value;` or `static`.
    Item {
        keyword: &'static str,
        name: String,
        type_name: String,
        value: Expr,
    },
    /// `if condition { } else { }`.
    If {
        condition: Condition,
        then: Vec<Statement>,
        otherwise: Vec<Statement>,
    },
    /// `for pattern in range { }`.
    For {
        pattern: String,
        range: Expr,
        body: Vec<Statement>,
    },
    /// `expression;`.
    Expression(Expr),
    /// The value of a body, as its last line.
    Value(Expr),
}

/// The condition of an `if`.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    Bool(Expr),
    /// `let pattern = value`.
    Let(String, Expr),
}
