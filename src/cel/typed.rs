//! The typed tree: every name is resolved, every overload chosen, and each node knows whether it can fail.

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
    /// Whether evaluating it can end in an error.
    pub fallible: bool,
    pub span: Span,
}

/// What is evaluated.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    Const(Value),
    /// It always ends in this error.
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
    /// Whether a list holds an item, or a map a key.
    In(Box<Typed>, Box<Typed>),
    Call(Function, Vec<Typed>),
    /// `dyn(value)`: its type counts only when it is evaluated.
    Dynamic(Box<Typed>),
    List(Vec<Typed>),
    Map(Vec<(Typed, Typed)>),
    /// `pkg.Type{field: value}`: the fields that are set, by their indices.
    Message {
        message: MessageId,
        fields: Vec<(usize, Typed)>,
    },
    /// A value, once others, which are not used, have not ended in an error.
    After(Vec<Typed>, Box<Typed>),
    Loop(Box<Loop>),
}

/// A variable of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Variable {
    /// What the rule is about.
    This,
    Now,
    /// That of a macro, by its number within the expression.
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
    /// The variable as the expression names it.
    pub name: String,
    pub filter: Option<Typed>,
    pub body: Typed,
}

impl Typed {
    /// A value that is known now.
    pub fn constant(value: Value, ty: Type, span: Span) -> Self {
        Self {
            op: Op::Const(value),
            ty,
            fallible: false,
            span,
        }
    }

    /// What ends in an error whenever it is evaluated.
    pub fn fail(error: Error, ty: Type, span: Span) -> Self {
        Self {
            op: Op::Fail(error),
            ty,
            fallible: true,
            span,
        }
    }

    /// What it is made of.
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

    /// The value, if it is known now.
    pub fn as_const(&self) -> Option<&Value> {
        match &self.op {
            Op::Const(value) => Some(value),
            _ => None,
        }
    }
}

impl Comparison {
    /// The comparison that holds where this one does not, for values in a total order.
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

    /// The comparison with its sides exchanged.
    pub fn swapped(self) -> Self {
        match self {
            Self::Equal | Self::NotEqual => self,
            Self::Less => Self::Greater,
            Self::LessEqual => Self::GreaterEqual,
            Self::Greater => Self::Less,
            Self::GreaterEqual => Self::LessEqual,
        }
    }

    /// Whether it holds between two values in that order; `None` if they have none (NaN).
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

    /// Whether it is `==` or `!=`.
    pub fn is_equality(self) -> bool {
        matches!(self, Self::Equal | Self::NotEqual)
    }

    /// Its symbol, in CEL and in most languages.
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
