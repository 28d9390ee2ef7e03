//! Simplifies comparisons with constants: with limits of a type, with null, and with empty values.

use crate::cel::ast::Span;
use crate::cel::{Comparison, Value};
use crate::checks::store::Store;
use crate::checks::term::{Op, Operands, Term};

/// Plans a comparison with a constant if its result is known, or if it has a shorter form or a narrower type.
pub(super) fn with_constant(
    comparison: Comparison,
    term: &Term,
    constant: &Value,
    span: &Span,
) -> Option<Term> {
    if let Some(holds) = beyond(comparison, &term.store, constant) {
        return Some(Term::known(holds, span));
    }
    let is_equality = comparison.is_equality();
    let is_negated = comparison != Comparison::Equal;
    let fails = term.fails;
    let test = |op: Op| {
        let test = Term::bool(op, fails, span);
        if is_negated { test.not() } else { test }
    };
    match (constant, &term.store) {
        (Value::Null, Store::Value) => None,
        (Value::Null, Store::Maybe(_)) => Some(test(Op::IsNull(Box::new(term.clone())))),
        // An unset message equals its default. Only an unset wrapper is null.
        (Value::Null, _) => Some(Term::known(is_negated, span)),
        (Value::List(items), Store::List(_) | Store::Map { maybe: false, .. })
            if items.is_empty() =>
        {
            Some(test(Op::IsEmpty(Box::new(term.clone()))))
        }
        (Value::Map(entries), Store::List(_) | Store::Map { maybe: false, .. })
            if entries.is_empty() =>
        {
            Some(test(Op::IsEmpty(Box::new(term.clone()))))
        }
        (Value::Bool(value), Store::Bool) => Some(truth(comparison, term.clone(), *value)),
        (Value::String(_) | Value::Bytes(_), Store::Text | Store::Bytes)
            if is_equality && is_empty(constant) =>
        {
            Some(test(Op::IsEmpty(Box::new(term.clone()))))
        }
        (Value::Int(value), Store::I32) if i32::try_from(*value).is_ok() => {
            Some(narrow(comparison, term.clone(), constant, span))
        }
        (Value::Uint(value), Store::U32) if u32::try_from(*value).is_ok() => {
            Some(narrow(comparison, term.clone(), constant, span))
        }
        (Value::Double(value), Store::F32) if value.is_finite() && is_float(*value) => {
            Some(narrow(comparison, term.clone(), constant, span))
        }
        _ => None,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Bytes(bytes) => bytes.is_empty(),
        _ => false,
    }
}

/// Returns whether a number is a 32-bit float.
fn is_float(value: f64) -> bool {
    f64::from(value as f32) == value
}

/// Plans a comparison in the width of the value.
pub(super) fn narrow(comparison: Comparison, term: Term, constant: &Value, span: &Span) -> Term {
    let right = Term::new(
        Op::Const(constant.clone()),
        term.ty.clone(),
        term.store.clone(),
        false,
        span,
    );
    let fails = term.fails;
    let op = Op::Compare {
        comparison,
        operands: Operands::Same,
        left: Box::new(term),
        right: Box::new(right),
    };
    Term::bool(op, fails, span)
}

/// Returns the result of a comparison with a constant at or beyond the limits of a type, if it is the same for all
/// values of the type.
fn beyond(comparison: Comparison, store: &Store, value: &Value) -> Option<bool> {
    let (value, (min, max)) = (integer(value)?, store.limits()?);
    match comparison {
        Comparison::Less if value <= min => Some(false),
        Comparison::Less if value > max => Some(true),
        Comparison::LessEqual if value < min => Some(false),
        Comparison::LessEqual if value >= max => Some(true),
        Comparison::Greater if value >= max => Some(false),
        Comparison::Greater if value < min => Some(true),
        Comparison::GreaterEqual if value > max => Some(false),
        Comparison::GreaterEqual if value <= min => Some(true),
        Comparison::Equal if value < min || value > max => Some(false),
        Comparison::NotEqual if value < min || value > max => Some(true),
        _ => None,
    }
}

/// Converts an ordering with a constant at the limit of a type into an equality, because no value exceeds the limit.
pub(super) fn at_limit(comparison: Comparison, store: &Store, value: &Value) -> Comparison {
    let (Some(value), Some((min, max))) = (integer(value), store.limits()) else {
        return comparison;
    };
    match comparison {
        Comparison::LessEqual if value == min => Comparison::Equal,
        Comparison::GreaterEqual if value == max => Comparison::Equal,
        _ => comparison,
    }
}

pub(super) fn integer(value: &Value) -> Option<i128> {
    match value {
        Value::Int(value) => Some((*value).into()),
        Value::Uint(value) => Some((*value).into()),
        _ => None,
    }
}

/// Plans the comparison of a condition with a known bool.
pub(super) fn truth(comparison: Comparison, condition: Term, value: bool) -> Term {
    let known = |value: bool| Term::known(value, &condition.span);
    match (comparison, value) {
        (Comparison::Equal, true) | (Comparison::NotEqual, false) => condition,
        (Comparison::Equal, false) | (Comparison::NotEqual, true) => condition.not(),
        (Comparison::GreaterEqual, true) | (Comparison::Greater, false) => condition,
        (Comparison::LessEqual, false) | (Comparison::Less, true) => condition.not(),
        (Comparison::LessEqual | Comparison::GreaterEqual, _) => known(true),
        (Comparison::Less | Comparison::Greater, _) => known(false),
    }
}
