//! The typed tree: names are resolved, overloads are chosen, and each node records whether it can fail.

use super::ast::{MacroKind, Span};
use super::function::Function;
use super::types::Type;
use super::value::Value;
use crate::model::MessageId;
use rpcsmith_validate::cel::Error;

/// An expression with its type.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    pub op: Op,
    pub ty: Type,
    /// Whether the evaluation can fail.
    pub fallible: bool,
    pub span: Span,
}

/// The operation of a node.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    Const(Value),
    /// Always fails with this error.
    Fail(Error),
    Variable(Variable),
    Field {
        operand: Box<Typed>,
        field: FieldRef,
    },
    Has {
        operand: Box<Typed>,
        field: FieldRef,
    },
    Not(Box<Typed>),
    And(Box<Typed>, Box<Typed>),
    Or(Box<Typed>, Box<Typed>),
    If(Box<Typed>, Box<Typed>, Box<Typed>),
    Compare(Comparison, Box<Typed>, Box<Typed>),
    /// Tests whether a list contains an item, or a map a key.
    In(Box<Typed>, Box<Typed>),
    Call(Function, Vec<Typed>),
    /// `dyn(value)`: hides the type of the value until run time.
    Dynamic(Box<Typed>),
    List(Vec<Typed>),
    Map(Vec<(Typed, Typed)>),
    /// `pkg.Type{field: value}`: the set fields, by index.
    Message {
        message: MessageId,
        fields: Vec<(usize, Typed)>,
    },
    /// Evaluates values that are unused but can fail, then evaluates and returns a value.
    After(Vec<Typed>, Box<Typed>),
    Loop(Box<Loop>),
}

/// A variable of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Variable {
    /// The value that the rule applies to.
    This,
    Now,
    /// The variable of a macro, by its number within the expression.
    Local(u32),
}

/// A field of a message, by its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldRef {
    pub message: MessageId,
    pub index: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

/// A macro over the items of a list or the keys of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Loop {
    pub kind: MacroKind,
    pub range: Typed,
    pub variable: u32,
    /// The name of the variable in the expression.
    pub name: String,
    pub filter: Option<Typed>,
    pub body: Typed,
}

impl Typed {
    /// Returns the node of a constant.
    pub fn constant(value: Value, ty: Type, span: Span) -> Self {
        Self {
            op: Op::Const(value),
            ty,
            fallible: false,
            span,
        }
    }

    /// Returns a node that always fails.
    pub fn fail(error: Error, ty: Type, span: Span) -> Self {
        Self {
            op: Op::Fail(error),
            ty,
            fallible: true,
            span,
        }
    }

    /// Returns the direct parts of the node.
    pub fn parts(&self) -> Vec<&Self> {
        match &self.op {
            Op::Const(_) | Op::Fail(_) | Op::Variable(_) => Vec::new(),
            Op::Field { operand: part, .. }
            | Op::Has { operand: part, .. }
            | Op::Not(part)
            | Op::Dynamic(part) => vec![part],
            Op::And(left, right)
            | Op::Or(left, right)
            | Op::Compare(_, left, right)
            | Op::In(left, right) => vec![left, right],
            Op::If(condition, yes, no) => vec![condition, yes, no],
            Op::Call(_, parts) | Op::List(parts) => parts.iter().collect(),
            Op::Map(entries) => entries
                .iter()
                .flat_map(|(key, value)| [key, value])
                .collect(),
            Op::Message { fields, .. } => fields.iter().map(|(_, value)| value).collect(),
            Op::After(others, value) => others.iter().chain([&**value]).collect(),
            Op::Loop(node) => {
                let parts = [&node.range, &node.body];
                parts.into_iter().chain(&node.filter).collect()
            }
        }
    }

    /// Returns the value if it is constant.
    pub fn as_const(&self) -> Option<&Value> {
        match &self.op {
            Op::Const(value) => Some(value),
            _ => None,
        }
    }
}

impl Comparison {
    /// Returns the opposite comparison, for values in a total order.
    pub fn negated(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Less => Self::GreaterEqual,
            Self::LessEqual => Self::Greater,
            Self::Greater => Self::LessEqual,
            Self::GreaterEqual => Self::Less,
        }
    }

    /// Returns the comparison for exchanged operands.
    pub fn swapped(self) -> Self {
        match self {
            Self::Equal | Self::NotEqual => self,
            Self::Less => Self::Greater,
            Self::LessEqual => Self::GreaterEqual,
            Self::Greater => Self::Less,
            Self::GreaterEqual => Self::LessEqual,
        }
    }

    /// Returns whether the comparison is true for two values in this order; `None` if the values have no order (NaN).
    pub fn holds(self, order: Option<std::cmp::Ordering>) -> bool {
        match self {
            Self::Equal => order.is_some_and(|order| order.is_eq()),
            Self::NotEqual => order.is_none_or(|order| order.is_ne()),
            Self::Less => order.is_some_and(|order| order.is_lt()),
            Self::LessEqual => order.is_some_and(|order| order.is_le()),
            Self::Greater => order.is_some_and(|order| order.is_gt()),
            Self::GreaterEqual => order.is_some_and(|order| order.is_ge()),
        }
    }

    /// Returns whether this is `==` or `!=`.
    pub fn is_equality(self) -> bool {
        matches!(self, Self::Equal | Self::NotEqual)
    }

    /// Returns the symbol in CEL and in most other languages.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
        }
    }
}
