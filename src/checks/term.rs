//! The terms of a plan: expressions with fully decided semantics, which a target only prints.

use super::constants::Constants;
use super::store::Store;
pub use super::store::ZeroTest;
use crate::cel::ast::{MacroKind, Span};
use crate::cel::{Comparison, FieldRef, Function, Type, Value};
use crate::model::MessageId;
use rpcsmith_validate::cel::Error;

/// An expression of a plan.
#[derive(Clone, Debug)]
pub struct Term {
    pub op: Op,
    pub ty: Type,
    pub store: Store,
    /// Whether the evaluation can fail. Targets without exceptions must know this before they print the term.
    pub fails: bool,
    /// The place of the term in the text of the rule.
    pub span: Span,
}

/// The operation of a term.
#[derive(Clone, Debug)]
pub enum Op {
    Const(Value),
    /// Always fails with this error.
    Fail(Error),
    Variable(Variable),
    /// Reads a field. The result is the field's default if the field or the message is unset.
    Read {
        base: Box<Term>,
        field: FieldRef,
    },
    /// Tests whether a field is set.
    IsSet {
        base: Box<Term>,
        field: FieldRef,
        test: SetTest,
    },
    /// Tests whether a value differs from the value of an unset field. [`Store::zero_test`] chooses the test.
    NotZero(Box<Term>),
    /// Reads the type URL of a `google.protobuf.Any`.
    TypeUrl(Box<Term>),
    Not(Box<Term>),
    /// Logical and. Evaluates the right side only if the left side is true. An error of the left side is returned.
    And(Box<Term>, Box<Term>),
    Or(Box<Term>, Box<Term>),
    /// Logical and of two sides that can fail. If one side is false, an error of the other side is absorbed, in either
    /// order.
    AbsorbAnd(Box<Term>, Box<Term>),
    AbsorbOr(Box<Term>, Box<Term>),
    /// `condition ? yes : no`.
    If(Box<Term>, Box<Term>, Box<Term>),
    /// Evaluates terms whose values are unused but which can fail, then evaluates and returns a value.
    After(Vec<Term>, Box<Term>),
    /// Compares two values. An ordering of bools evaluates both operands.
    Compare {
        comparison: Comparison,
        operands: Operands,
        left: Box<Term>,
        right: Box<Term>,
    },
    /// Tests whether a wrapper is null.
    IsNull(Box<Term>),
    /// Tests whether a text, bytes, a list or a map is empty.
    IsEmpty(Box<Term>),
    /// Tests whether a text has fewer characters than this number.
    Shorter(Box<Term>, u64),
    /// Tests whether a text has more characters than this number.
    Longer(Box<Term>, u64),
    /// Counts the items that a `filter` macro selects, without a list of these items.
    Count(Box<Loop>),
    /// Tests whether a value is one of several constants.
    OneOf(Box<Term>, Constants),
    /// Tests whether a list contains an item that equals a value.
    InList {
        item: Box<Term>,
        list: Box<Term>,
        operands: Operands,
        /// Whether each item counts as a step.
        metered: bool,
    },
    /// Tests whether a map contains a key. The key is an [`Op::Key`].
    HasEntry {
        map: Box<Term>,
        key: Box<Term>,
    },
    /// Converts a value to a map key. The store is the store of the map's keys.
    Key {
        value: Box<Term>,
        /// Whether the value may be out of the range of the key type. Then the map has no such entry.
        narrows: bool,
    },
    /// Tests whether a whole text matches a pattern.
    Match(Box<Term>, Matcher),
    Call {
        function: Function,
        arguments: Vec<Term>,
        form: Form,
    },
    List(Vec<Term>),
    Map(Vec<(Term, Term)>),
    /// Creates a message with these fields, by index.
    Message {
        message: MessageId,
        fields: Vec<(usize, Term)>,
    },
    Loop(Box<Loop>),
    /// Counts the length of a text, bytes or a list as steps, because macros repeatedly read it as a whole.
    Counted(Box<Term>),
    /// Converts a message that represents JSON to a value whose type is known only at run time.
    ToValue(Box<Term>),
}

/// A variable of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    /// The checked message.
    Message,
    /// The value that the innermost step binds: the value of a field, a list item or a map value.
    This,
    /// The key of the checked map entry.
    Key,
    Now,
    /// The variable of a macro, by its number within the expression.
    Local(u32),
}

/// The test for the presence of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetTest {
    /// The field is always set if its message is set.
    Required,
    /// The field has explicit presence.
    Explicit,
    /// The field is a member of a oneof, and this member must be set.
    Member(usize),
    /// The list or map must not be empty.
    NotEmpty,
    /// The value must not be zero.
    NotZero(ZeroTest),
}

/// The kind of operands that a comparison has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operands {
    /// Two values in the same store, or a number and a constant that fits its width.
    Same,
    /// Numbers of one CEL type in different widths.
    Wide(Number),
    /// Numbers of different CEL types, compared by their values.
    Across(Number, Number),
    Text,
    Bytes,
    /// Timestamps or durations.
    Times,
    /// Lists. Their items are compared in this way, one by one.
    Lists(Box<Self>),
    /// Maps. An unset map is empty.
    Maps,
    /// Messages. An unset message equals its default.
    Messages,
    /// Values that may be null. Null equals only null.
    Nullable,
    /// Values whose types are compared at run time.
    Values,
}

/// The number types of CEL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    Int,
    Uint,
    Double,
}

/// The matcher of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matcher {
    Uuid,
    /// A UUID without dashes.
    Tuuid,
    Ulid,
    /// A pattern of the check, by index.
    Pattern(usize),
}

/// The way to call a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Plain,
    /// A division that cannot fail because of its constant divisor. It has the width of the term.
    Sure,
    /// A function that counts steps, because its work or its result may be as large as a product of sizes.
    Stepped,
}

/// A macro over the items of a list or the keys of a map.
#[derive(Clone, Debug)]
pub struct Loop {
    pub kind: MacroKind,
    pub range: Term,
    /// Whether each item counts as a step.
    pub metered: bool,
    pub variable: u32,
    /// The name of the variable in the expression.
    pub name: String,
    /// Whether the filter or the body can fail. Then `all`, `exists` and `exists_one` absorb errors, and other macros
    /// return them.
    pub absorbs: bool,
    pub filter: Option<Term>,
    pub body: Term,
}

impl Term {
    pub fn new(op: Op, ty: Type, store: Store, fails: bool, span: &Span) -> Self {
        Self {
            op,
            ty,
            store,
            fails,
            span: span.clone(),
        }
    }

    /// Returns a bool that can fail if its parts can fail.
    pub fn bool(op: Op, fails: bool, span: &Span) -> Self {
        Self::new(op, Type::Bool, Store::Bool, fails, span)
    }

    /// Returns a bool with a known value.
    pub fn known(value: bool, span: &Span) -> Self {
        Self::bool(Op::Const(Value::Bool(value)), false, span)
    }

    /// Returns the value if it is known before run time.
    pub fn as_const(&self) -> Option<&Value> {
        match &self.op {
            Op::Const(value) => Some(value),
            _ => None,
        }
    }

    /// Returns the value of a condition if it is known before run time.
    pub fn as_bool(&self) -> Option<bool> {
        self.as_const().and_then(Value::as_bool)
    }

    /// Returns whether the term is a list literal without items.
    pub fn is_empty_list(&self) -> bool {
        match &self.op {
            Op::Const(Value::List(items)) => items.is_empty(),
            Op::If(_, yes, no) => yes.is_empty_list() && no.is_empty_list(),
            _ => false,
        }
    }

    /// Returns whether the term is a message that the expression creates.
    pub fn is_made(&self) -> bool {
        match &self.op {
            Op::Message { .. } | Op::Const(Value::Message(_)) => true,
            Op::If(_, yes, no) => yes.is_made() || no.is_made(),
            Op::After(_, value) => value.is_made(),
            _ => false,
        }
    }

    /// Returns the negation of a condition.
    pub fn not(self) -> Self {
        match self.op {
            Op::Const(Value::Bool(value)) => Self::known(!value, &self.span),
            Op::Not(inner) => *inner,
            _ => {
                let (fails, span) = (self.fails, self.span.clone());
                Self::bool(Op::Not(Box::new(self)), fails, &span)
            }
        }
    }

    /// Returns `self && right`, evaluated in this order.
    pub fn and(self, right: Self) -> Self {
        self.joined(right, false)
    }

    /// Returns `self || right`, evaluated in this order.
    pub fn or(self, right: Self) -> Self {
        self.joined(right, true)
    }

    /// Joins two conditions. `deciding` is the value that decides the result if one side has it: false for `&&`, true
    /// for `||`.
    fn joined(self, right: Self, deciding: bool) -> Self {
        match (self.as_bool(), right.as_bool()) {
            (Some(value), _) if value == deciding => return self,
            (Some(_), _) => return right,
            // The left side is evaluated first and may fail.
            (None, Some(value)) if value == deciding => return right.after(self),
            (None, Some(_)) => return self,
            (None, None) => {}
        }
        let span = self.span.start.min(right.span.start)..self.span.end.max(right.span.end);
        let fails = self.fails || right.fails;
        let (left, right) = (Box::new(self), Box::new(right));
        let op = if deciding {
            Op::Or(left, right)
        } else {
            Op::And(left, right)
        };
        Self::bool(op, fails, &span)
    }

    /// Returns the value after an evaluation of `first` that can fail.
    pub fn after(self, first: Self) -> Self {
        if !first.fails {
            return self;
        }
        let (ty, store, span) = (self.ty.clone(), self.store.clone(), self.span.clone());
        Self::new(
            Op::After(vec![first], Box::new(self)),
            ty,
            store,
            true,
            &span,
        )
    }

    /// Returns the direct parts of the term.
    pub fn parts(&self) -> Vec<&Self> {
        match &self.op {
            Op::Const(_) | Op::Fail(_) | Op::Variable(_) => Vec::new(),
            Op::Read { base: part, .. }
            | Op::IsSet { base: part, .. }
            | Op::NotZero(part)
            | Op::TypeUrl(part)
            | Op::Not(part)
            | Op::IsNull(part)
            | Op::IsEmpty(part)
            | Op::Shorter(part, _)
            | Op::Longer(part, _)
            | Op::OneOf(part, _)
            | Op::Key { value: part, .. }
            | Op::Match(part, _)
            | Op::Counted(part)
            | Op::ToValue(part) => vec![part],
            Op::And(left, right)
            | Op::Or(left, right)
            | Op::AbsorbAnd(left, right)
            | Op::AbsorbOr(left, right)
            | Op::Compare { left, right, .. }
            | Op::InList {
                item: left,
                list: right,
                ..
            }
            | Op::HasEntry {
                map: left,
                key: right,
            } => vec![left, right],
            Op::If(condition, yes, no) => vec![condition, yes, no],
            Op::After(first, value) => first.iter().chain([&**value]).collect(),
            Op::Call { arguments, .. } => arguments.iter().collect(),
            Op::List(items) => items.iter().collect(),
            Op::Map(entries) => entries
                .iter()
                .flat_map(|(key, value)| [key, value])
                .collect(),
            Op::Message { fields, .. } => fields.iter().map(|(_, value)| value).collect(),
            Op::Loop(node) | Op::Count(node) => {
                let parts = [&node.range, &node.body];
                parts.into_iter().chain(&node.filter).collect()
            }
        }
    }

    /// Returns whether the term or a part of it satisfies a condition.
    pub fn any(&self, is: &dyn Fn(&Self) -> bool) -> bool {
        is(self) || self.parts().into_iter().any(|part| part.any(is))
    }

    /// Returns whether the term uses a variable.
    pub fn uses(&self, variable: Variable) -> bool {
        self.any(&|term| matches!(term.op, Op::Variable(used) if used == variable))
    }

    /// Returns whether the evaluation counts steps.
    pub fn counts_steps(&self) -> bool {
        self.any(&|term| match &term.op {
            Op::Counted(_) => true,
            Op::Call { form, .. } => *form == Form::Stepped,
            Op::InList { metered, .. } => *metered,
            Op::Loop(node) | Op::Count(node) => node.metered,
            _ => false,
        })
    }
}
