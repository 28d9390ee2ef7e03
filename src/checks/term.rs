//! The terms of a plan: expressions in which everything that decides the result is decided.

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
    /// Whether evaluating it can end in an error. Targets without exceptions need that before they print it.
    pub fails: bool,
    /// Its place in the text of the rule.
    pub span: Span,
}

/// What a term does.
#[derive(Clone, Debug)]
pub enum Op {
    Const(Value),
    /// It always ends in this error.
    Fail(Error),
    Variable(Variable),
    /// A field; its default where it, or the message, is not set.
    Read {
        base: Box<Term>,
        field: FieldRef,
    },
    /// Whether a field is set.
    IsSet {
        base: Box<Term>,
        field: FieldRef,
        test: SetTest,
    },
    /// Whether a value differs from the one that an unset field has; [`Store::zero_test`] says how.
    NotZero(Box<Term>),
    /// The type URL of a `google.protobuf.Any`.
    TypeUrl(Box<Term>),
    Not(Box<Term>),
    /// The right side is evaluated only if the left one does not decide. An error of the left side counts.
    And(Box<Term>, Box<Term>),
    Or(Box<Term>, Box<Term>),
    /// Both sides can fail; one that decides hides an error of the other, whichever comes first.
    AbsorbAnd(Box<Term>, Box<Term>),
    AbsorbOr(Box<Term>, Box<Term>),
    /// `condition ? yes : no`.
    If(Box<Term>, Box<Term>, Box<Term>),
    /// A value, once others, which are not used, have not ended in an error.
    After(Vec<Term>, Box<Term>),
    /// A comparison. Of two bools in their order, both are evaluated.
    Compare {
        comparison: Comparison,
        operands: Operands,
        left: Box<Term>,
        right: Box<Term>,
    },
    /// Whether the value of a wrapper is not there.
    IsNull(Box<Term>),
    /// Whether a text, bytes, a list or a map holds nothing.
    IsEmpty(Box<Term>),
    /// Whether a text has fewer characters.
    Shorter(Box<Term>, u64),
    /// Whether a text has more characters.
    Longer(Box<Term>, u64),
    /// How many items a macro `filter` keeps, without a list of them.
    Count(Box<Loop>),
    /// Whether a value is one of some constants.
    OneOf(Box<Term>, Constants),
    /// Whether a list has an item that equals a value.
    InList {
        item: Box<Term>,
        list: Box<Term>,
        operands: Operands,
        /// Whether each item takes a step.
        metered: bool,
    },
    /// Whether a map has a key, which is an [`Op::Key`].
    HasEntry {
        map: Box<Term>,
        key: Box<Term>,
    },
    /// A value as the key of a map; the store is that of the map's keys.
    Key {
        value: Box<Term>,
        /// Whether it may be a number that no key of the map can be. There is no such entry then.
        narrows: bool,
    },
    /// Whether all of a text matches a pattern.
    Match(Box<Term>, Matcher),
    Call {
        function: Function,
        arguments: Vec<Term>,
        form: Form,
    },
    List(Vec<Term>),
    Map(Vec<(Term, Term)>),
    /// A message with these fields set, by index.
    Message {
        message: MessageId,
        fields: Vec<(usize, Term)>,
    },
    Loop(Box<Loop>),
    /// A text, bytes or a list that macros read as a whole again and again: its length counts as steps.
    Counted(Box<Term>),
    /// A message that is JSON, as a value whose type is known only at run time.
    ToValue(Box<Term>),
}

/// A variable of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    /// The message that is checked.
    Message,
    /// The value that the innermost step binds: that of a field, an item, or a value of a map.
    This,
    /// The key of the entry that is checked.
    Key,
    Now,
    /// That of a macro, by its number within the expression.
    Local(u32),
}

/// How the presence of a field is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetTest {
    /// Always, in a message that is there.
    Required,
    /// By presence of its own.
    Explicit,
    /// It is the member of a oneof that is set.
    Member(usize),
    /// A list or a map that is not empty.
    NotEmpty,
    /// A value that is not zero.
    NotZero(ZeroTest),
}

/// What a comparison compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operands {
    /// Two values that are held alike, or a number and a constant that fits its width.
    Same,
    /// Numbers of one CEL type in different widths.
    Wide(Number),
    /// Numbers of different CEL types, by their values.
    Across(Number, Number),
    Text,
    Bytes,
    /// Timestamps or durations.
    Times,
    /// Lists with items that are compared so, one by one.
    Lists(Box<Self>),
    /// Maps. One that may be unset is empty then.
    Maps,
    /// Messages. One that is unset equals its default.
    Messages,
    /// Values of which one may be null, which equals only null.
    Nullable,
    /// Values whose types are compared at run time.
    Values,
}

/// CEL's types of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    Int,
    Uint,
    Double,
}

/// What a text is matched with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matcher {
    Uuid,
    /// A UUID without dashes.
    Tuuid,
    Ulid,
    /// A pattern of the check, by index.
    Pattern(usize),
}

/// How a function is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Plain,
    /// A division that the divisor, a constant, keeps from failing, in the width that the term has.
    Sure,
    /// The work or the result may be as large as a product of sizes: the function counts steps.
    Stepped,
}

/// A macro over the items of a list or the keys of a map.
#[derive(Clone, Debug)]
pub struct Loop {
    pub kind: MacroKind,
    pub range: Term,
    /// Whether each item takes a step.
    pub metered: bool,
    pub variable: u32,
    /// The variable as the expression names it.
    pub name: String,
    /// Whether the filter or the body can fail: `all`, `exists` and `exists_one` absorb errors then, the others end.
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

    /// A bool that can fail if its parts can.
    pub fn bool(op: Op, fails: bool, span: &Span) -> Self {
        Self::new(op, Type::Bool, Store::Bool, fails, span)
    }

    /// A bool that is known now.
    pub fn known(value: bool, span: &Span) -> Self {
        Self::bool(Op::Const(Value::Bool(value)), false, span)
    }

    /// The value, if it is known now.
    pub fn as_const(&self) -> Option<&Value> {
        match &self.op {
            Op::Const(value) => Some(value),
            _ => None,
        }
    }

    /// The value of a condition, if it is known now.
    pub fn as_bool(&self) -> Option<bool> {
        self.as_const().and_then(Value::as_bool)
    }

    /// Whether it is a list that is written without items.
    pub fn is_empty_list(&self) -> bool {
        match &self.op {
            Op::Const(Value::List(items)) => items.is_empty(),
            Op::If(_, yes, no) => yes.is_empty_list() && no.is_empty_list(),
            _ => false,
        }
    }

    /// Whether it is a message that the expression makes.
    pub fn is_made(&self) -> bool {
        match &self.op {
            Op::Message { .. } | Op::Const(Value::Message(_)) => true,
            Op::If(_, yes, no) => yes.is_made() || no.is_made(),
            Op::After(_, value) => value.is_made(),
            _ => false,
        }
    }

    /// The opposite of a condition.
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

    /// `self && right`, evaluated in this order.
    pub fn and(self, right: Self) -> Self {
        self.joined(right, false)
    }

    /// `self || right`, evaluated in this order.
    pub fn or(self, right: Self) -> Self {
        self.joined(right, true)
    }

    /// `deciding` is the value of one side that decides: false for `&&`, true for `||`.
    fn joined(self, right: Self, deciding: bool) -> Self {
        match (self.as_bool(), right.as_bool()) {
            (Some(value), _) if value == deciding => return self,
            (Some(_), _) => return right,
            // The left side is evaluated first, and may fail.
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

    /// The value, once `first` has not ended in an error.
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

    /// What it is made of.
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

    /// Whether it, or a part of it, is so.
    pub fn any(&self, is: &dyn Fn(&Self) -> bool) -> bool {
        is(self) || self.parts().into_iter().any(|part| part.any(is))
    }

    /// Whether it uses a variable.
    pub fn uses(&self, variable: Variable) -> bool {
        self.any(&|term| matches!(term.op, Op::Variable(used) if used == variable))
    }

    /// Whether evaluating it takes steps of the budget.
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
