//! Lowers typed CEL expressions to terms.

mod budget;
mod calls;
mod compare;
mod conditional;
mod limits;
mod loops;
mod members;
mod operands;
mod sizes;

use std::collections::HashMap;

use super::Unsupported;
use super::pattern::Pattern;
use super::store::Store;
use super::term::{Form, Op, SetTest, Term, Variable};
use crate::cel::ast::Span;
use crate::cel::{self, Comparison, EnclosingMacros, FieldRef, Function, Kind, Type, Typed, Value};
use crate::model::{FieldKind, Model, Presence};

type Result<T> = std::result::Result<T, Unsupported>;

/// Lowers the expressions of one rule.
pub struct Lower<'l, 'm> {
    model: &'l Model<'m>,
    /// The term of `this`.
    this: &'l Term,
    /// The patterns of the check so far.
    patterns: &'l mut Vec<Pattern>,
    /// The field that the rule applies to.
    field: Option<usize>,
    /// The stores of macro variables.
    locals: HashMap<u32, Store>,
    /// The macros that enclose the current expression.
    around: EnclosingMacros,
}

impl<'l, 'm> Lower<'l, 'm> {
    pub fn new(
        model: &'l Model<'m>,
        this: &'l Term,
        patterns: &'l mut Vec<Pattern>,
        field: Option<usize>,
    ) -> Self {
        Self {
            model,
            this,
            patterns,
            field,
            locals: HashMap::new(),
            around: EnclosingMacros::NOTHING,
        }
    }

    /// Lowers an expression to a term.
    ///
    /// # Errors
    /// Returns an error with its place if rules do not support an expression.
    pub fn term(&mut self, typed: &Typed) -> Result<Term> {
        let term = self.natural(typed).map_err(|error| error.at(&typed.span))?;
        Ok(match (&term.store, Kind::scalar(&typed.ty)) {
            (Store::Message { .. }, _) if typed.ty.is_dynamic() => {
                let fails = term.fails;
                let op = Op::ToValue(Box::new(term));
                Term::new(op, typed.ty.clone(), Store::Value, fails, &typed.span)
            }
            (Store::Value, Some(kind)) if typed.fallible => expected(kind, term),
            _ => term,
        })
    }

    /// Lowers an expression to a term in the store of its operands.
    fn natural(&mut self, typed: &Typed) -> Result<Term> {
        let new = |op, store| Term::new(op, typed.ty.clone(), store, typed.fallible, &typed.span);
        Ok(match &typed.op {
            cel::Op::Const(value) => constant(value, &typed.ty, &typed.span),
            cel::Op::Fail(error) => new(Op::Fail(*error), Store::of_type(&typed.ty)),
            cel::Op::Variable(variable) => self.variable(typed, *variable)?,
            cel::Op::Field { operand, field } => {
                let base = Box::new(self.term(operand)?);
                let maybe = matches!(base.store, Store::Message { maybe: true, .. });
                let declared = &self.model[field.message].fields[field.index];
                let store = Store::of_field(self.model, declared, maybe);
                let field = *field;
                new(Op::Read { base, field }, store)
            }
            cel::Op::Has { operand, field } => {
                let base = self.term(operand)?;
                set_test(self.model, base, *field, &typed.span)
            }
            cel::Op::Not(operand) => self.negated(operand)?,
            cel::Op::And(left, right) => self.logic(typed, left, right)?,
            cel::Op::Or(left, right) => self.logic(typed, left, right)?,
            cel::Op::If(condition, yes, no) => self.conditional(typed, condition, yes, no)?,
            cel::Op::Compare(comparison, left, right) => {
                self.compare(*comparison, left, right, &typed.span)?
            }
            cel::Op::In(item, container) => self.contains(typed, item, container)?,
            cel::Op::Call(function, arguments) => self.call(typed, *function, arguments)?,
            cel::Op::Dynamic(inner) => self.term(inner)?,
            cel::Op::List(items) => {
                let items = self.terms(items)?;
                let store = list_store(&items, &typed.ty);
                new(Op::List(items), store)
            }
            cel::Op::Map(entries) => {
                let entry =
                    |(key, value): &(Typed, Typed)| Ok((self.term(key)?, self.term(value)?));
                let entries = entries.iter().map(entry).collect::<Result<_>>()?;
                new(Op::Map(entries), Store::Value)
            }
            cel::Op::Message { message, fields } => {
                let field = |(index, value): &(usize, Typed)| Ok((*index, self.term(value)?));
                let fields = fields.iter().map(field).collect::<Result<_>>()?;
                let (id, message) = (*message, *message);
                let store = Store::Message { id, maybe: false };
                new(Op::Message { message, fields }, store)
            }
            cel::Op::After(others, value) => {
                let value = Box::new(self.term(value)?);
                let store = value.store.clone();
                new(Op::After(self.terms(others)?, value), store)
            }
            cel::Op::Loop(node) => self.run(typed, node)?,
        })
    }

    fn variable(&self, typed: &Typed, variable: cel::Variable) -> Result<Term> {
        let (variable, store) = match variable {
            cel::Variable::This => {
                return Ok(Term {
                    ty: typed.ty.clone(),
                    span: typed.span.clone(),
                    ..self.this.clone()
                });
            }
            cel::Variable::Now => (Variable::Now, Store::Timestamp),
            cel::Variable::Local(number) => match self.locals.get(&number) {
                Some(store) => (Variable::Local(number), store.clone()),
                None => {
                    return Err(Unsupported::new("a variable is used outside of its macro"));
                }
            },
        };
        let (op, ty) = (Op::Variable(variable), typed.ty.clone());
        Ok(Term::new(op, ty, store, typed.fallible, &typed.span))
    }

    fn terms(&mut self, all: &[Typed]) -> Result<Vec<Term>> {
        all.iter().map(|typed| self.term(typed)).collect()
    }

    /// Lowers the negation of a condition.
    ///
    /// If no operand can fail, this negates both sides of `&&` and `||`, and replaces a comparison with its opposite.
    /// The opposite of an ordering of doubles includes NaN.
    ///
    /// # Errors
    /// Returns the same errors as [`Lower::term`].
    pub fn negated(&mut self, typed: &Typed) -> Result<Term> {
        let negated = match &typed.op {
            cel::Op::Not(inner) => return self.term(inner),
            cel::Op::And(left, right) if !typed.fallible => {
                self.negated(left)?.or(self.negated(right)?)
            }
            cel::Op::Or(left, right) if !typed.fallible => {
                self.negated(left)?.and(self.negated(right)?)
            }
            cel::Op::Compare(comparison, left, right) if is_total(*comparison, left, right) => self
                .compare(comparison.negated(), left, right, &typed.span)
                .map_err(|error| error.at(&typed.span))?,
            cel::Op::Compare(comparison, left, right) if !typed.fallible => self
                .not_ordered(*comparison, left, right, &typed.span)
                .map_err(|error| error.at(&typed.span))?,
            _ => return Ok(self.term(typed)?.not()),
        };
        Ok(Term {
            span: typed.span.clone(),
            ..negated
        })
    }

    /// Lowers `left && right` and `left || right`. If one side decides the result, an error of the other side is
    /// absorbed.
    fn logic(&mut self, typed: &Typed, left: &Typed, right: &Typed) -> Result<Term> {
        let (left, right) = (self.term(left)?, self.term(right)?);
        let is_and = matches!(typed.op, cel::Op::And(..));
        let term = match (left.fails, right.fails) {
            (true, true) => {
                let sides = (Box::new(left), Box::new(right));
                let op = if is_and {
                    Op::AbsorbAnd(sides.0, sides.1)
                } else {
                    Op::AbsorbOr(sides.0, sides.1)
                };
                Term::bool(op, true, &typed.span)
            }
            // Evaluate the side that cannot fail first. If it decides the result, the other side is not evaluated.
            (true, false) if is_and => right.and(left),
            (true, false) => right.or(left),
            (false, _) if is_and => left.and(right),
            (false, _) => left.or(right),
        };
        Ok(term)
    }
}

/// Lowers a constant.
fn constant(value: &Value, ty: &Type, span: &Span) -> Term {
    let store = match value {
        Value::List(items) => {
            let is_uniform = !ty.is_dynamic() || items.is_empty();
            match (is_uniform, ty) {
                (true, Type::List(item)) => list_store(&constants(items, item), ty),
                (true, _) => list_store(&constants(items, &Type::Dyn), &Type::list(Type::Null)),
                (false, _) => Store::Value,
            }
        }
        value => Store::of_value(value),
    };
    Term::new(Op::Const(value.clone()), ty.clone(), store, false, span)
}

fn constants(items: &[Value], ty: &Type) -> Vec<Term> {
    items
        .iter()
        .map(|value| constant(value, ty, &(0..0)))
        .collect()
}

impl Term {
    /// Returns the term of a constant with this type.
    pub fn constant(value: Value, ty: &Type) -> Self {
        constant(&value, ty, &(0..0))
    }
}

/// Returns the store of a list literal.
fn list_store(items: &[Term], ty: &Type) -> Store {
    let item = match ty {
        Type::List(item) => item,
        ty => ty,
    };
    if ty.is_dynamic() && !items.is_empty() {
        return Store::Value;
    }
    let is_plain = !matches!(
        item,
        Type::Nullable(_) | Type::List(_) | Type::Map(..) | Type::Message(_) | Type::Meta
    );
    let item = match items.first() {
        None => Store::I64,
        Some(first) if is_plain => first.store.clone().widened(),
        Some(_) => match conditional::alike(&items.iter().collect::<Vec<_>>(), item) {
            Store::Value => return Store::Value,
            store => store,
        },
    };
    Store::List(Box::new(item))
}

/// Plans the check that a value is of a kind.
fn expected(kind: Kind, value: Term) -> Term {
    let (store, span) = (Store::of_kind(kind), value.span.clone());
    match kind {
        Kind::Strings | Kind::List | Kind::Map => value,
        kind => {
            let op = Op::Call {
                function: Function::Expect(kind),
                arguments: vec![value],
                form: Form::Plain,
            };
            Term::new(op, kind.ty(), store, true, &span)
        }
    }
}

/// Returns whether for all values either a comparison or its opposite is true.
fn is_total(comparison: Comparison, left: &Typed, right: &Typed) -> bool {
    let is_double = |side: &Typed| *side.ty.value() == Type::Double;
    matches!(comparison, Comparison::Equal | Comparison::NotEqual)
        || !is_double(left) && !is_double(right)
}

/// Plans `has(base.field)`.
pub fn set_test(model: &Model<'_>, base: Term, field: FieldRef, span: &Span) -> Term {
    let declared = &model[field.message].fields[field.index];
    let test = match (declared.kind, declared.oneof) {
        (_, Some(oneof)) => SetTest::Member(oneof),
        (FieldKind::Singular(_, Presence::Required), None) => SetTest::Required,
        (FieldKind::Singular(_, Presence::Explicit), None) => SetTest::Explicit,
        (FieldKind::Singular(_, Presence::Implicit), None) => {
            let store = Store::of_field(model, declared, false);
            SetTest::NotZero(store.zero_test())
        }
        (FieldKind::Repeated { .. } | FieldKind::Map { .. }, None) => SetTest::NotEmpty,
    };
    let is_there = matches!(base.store, Store::Message { maybe: false, .. });
    let fails = base.fails;
    if test == SetTest::Required && is_there {
        return Term::known(true, span).after(base);
    }
    let base = Box::new(base);
    Term::bool(Op::IsSet { base, field, test }, fails, span)
}
