//! The syntax tree of an expression. Macros are nodes and are never expanded, so later stages can still recognize them.

use std::ops::Range;

/// A byte range in the text of an expression.
pub type Span = Range<usize>;

/// An expression and its place in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    pub node: Node,
    pub span: Span,
}

/// The kind of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Literal(Literal),
    /// `name` or `.name`. The tree does not store the leading dot.
    Ident(String),
    /// `operand.field`.
    Select {
        operand: Box<Expr>,
        field: Name,
    },
    /// `has(operand.field)`.
    Has {
        operand: Box<Expr>,
        field: Name,
    },
    /// `operand[index]`.
    Index {
        operand: Box<Expr>,
        index: Box<Expr>,
    },
    /// `function(arguments)`, `target.function(arguments)`.
    Call {
        target: Option<Box<Expr>>,
        function: Name,
        arguments: Vec<Expr>,
    },
    Unary {
        operator: Unary,
        operand: Box<Expr>,
    },
    Binary {
        operator: Binary,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `condition ? yes : no`.
    Conditional {
        condition: Box<Expr>,
        yes: Box<Expr>,
        no: Box<Expr>,
    },
    List(Vec<Expr>),
    Map(Vec<(Expr, Expr)>),
    /// `pkg.Type{field: value}`.
    Message {
        name: Name,
        fields: Vec<(Name, Expr)>,
    },
    /// `range.all(variable, body)` and other macros.
    Macro(Box<Macro>),
}

/// A name and its place in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    String(String),
    Bytes(Vec<u8>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    Not,
    Negate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// A macro over a list or the keys of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Macro {
    pub kind: MacroKind,
    pub range: Expr,
    pub variable: Name,
    /// The filter in `range.map(variable, filter, body)`.
    pub filter: Option<Expr>,
    pub body: Expr,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MacroKind {
    All,
    Exists,
    /// `exists_one`.
    ExistsOne,
    Filter,
    Map,
}
