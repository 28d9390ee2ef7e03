//! Comparisons with a constant that have a shorter form, or a narrower type.

use super::super::code::{Code, Repr, atom, binary, call, method, not};
use super::super::literal;
use super::is_empty;
use super::pairs::whole;
use crate::cel::{Comparison, Value};
use crate::targets::rust::syntax::Expr;

/// A comparison with a constant that has a shorter form, or a narrower type.
pub(super) fn with_constant(comparison: Comparison, code: &Code, value: &Value) -> Option<Expr> {
    let code = code.clone();
    if let Some(holds) = beyond(comparison, &code.repr, value) {
        return Some(atom(holds.to_string()));
    }
    match value {
        Value::Null if matches!(code.repr, Repr::Value(_)) => None,
        Value::Null => Some(null(comparison, code)),
        Value::List(items) if items.is_empty() => emptiness(comparison, code),
        Value::Map(entries) if entries.is_empty() => emptiness(comparison, code),
        Value::Bool(value) => truth(comparison, code, *value),
        Value::String(_) | Value::Bytes(_) => slice(comparison, code, value),
        Value::Int(value) if code.repr == Repr::I32 && i32::try_from(*value).is_ok() => {
            Some(binary(code.expr, comparison.symbol(), literal::int(*value)))
        }
        Value::Uint(value) if code.repr == Repr::U32 && u32::try_from(*value).is_ok() => Some(
            binary(code.expr, comparison.symbol(), atom(value.to_string())),
        ),
        Value::Double(value) if code.repr == Repr::F32 => {
            literal::float(*value).map(|literal| binary(code.expr, comparison.symbol(), literal))
        }
        _ => None,
    }
}

/// Whether a comparison with a constant at the limits of a type, or past them, holds for all values of the type.
fn beyond(comparison: Comparison, repr: &Repr, value: &Value) -> Option<bool> {
    let (value, (min, max)) = (integer(value)?, limits(repr)?);
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

/// What is meant by a comparison with a constant at the limits of a type: there is nothing past them to look for.
pub(super) fn at_limit(comparison: Comparison, repr: &Repr, value: &Value) -> Comparison {
    let (Some(value), Some((min, max))) = (integer(value), limits(repr)) else {
        return comparison;
    };
    match comparison {
        Comparison::LessEqual if value == min => Comparison::Equal,
        Comparison::GreaterEqual if value == max => Comparison::Equal,
        _ => comparison,
    }
}

fn integer(value: &Value) -> Option<i128> {
    match value {
        Value::Int(value) => Some((*value).into()),
        Value::Uint(value) => Some((*value).into()),
        _ => None,
    }
}

/// The least and the greatest value of a type.
fn limits(repr: &Repr) -> Option<(i128, i128)> {
    Some(match repr {
        Repr::I32 => (i32::MIN.into(), i32::MAX.into()),
        Repr::I64 => (i64::MIN.into(), i64::MAX.into()),
        Repr::U32 => (0, u32::MAX.into()),
        Repr::U64 => (0, u64::MAX.into()),
        _ => return None,
    })
}

/// A test of the length of a text, which rarely takes counting its characters.
pub(super) struct Length {
    function: &'static str,
    /// Whether the opposite is meant.
    negated: bool,
}

impl Length {
    pub(super) fn test(&self, text: Expr, limit: u64) -> Expr {
        let test = call(self.function, [text, atom(limit.to_string())]);
        if self.negated { not(test) } else { test }
    }
}

pub(super) fn length(comparison: Comparison) -> Option<Length> {
    let (function, negated) = match comparison {
        Comparison::Less => ("string::is_shorter", false),
        Comparison::GreaterEqual => ("string::is_shorter", true),
        Comparison::Greater => ("string::is_longer", false),
        Comparison::LessEqual => ("string::is_longer", true),
        Comparison::Equal | Comparison::NotEqual => return None,
    };
    Some(Length { function, negated })
}

fn null(comparison: Comparison, code: Code) -> Expr {
    let is_equal = comparison == Comparison::Equal;
    match code.repr {
        Repr::Maybe(_) => method(code.expr, if is_equal { "is_none" } else { "is_some" }, []),
        // A message that is not set is its default, and nothing else is null.
        _ => atom((!is_equal).to_string()),
    }
}

/// A comparison with a list or a map that holds nothing.
fn emptiness(comparison: Comparison, code: Code) -> Option<Expr> {
    let is_sized = match &code.repr {
        Repr::List(_) => true,
        Repr::Map(map) => !map.maybe,
        _ => false,
    };
    let expr = is_sized.then(|| is_empty(code.expr))?;
    Some(match comparison {
        Comparison::Equal => expr,
        _ => not(expr),
    })
}

pub(super) fn truth(comparison: Comparison, code: Code, value: bool) -> Option<Expr> {
    match (comparison, value) {
        _ if code.repr != Repr::Bool => None,
        (Comparison::Equal, true) | (Comparison::NotEqual, false) => Some(code.expr),
        (Comparison::Equal, false) | (Comparison::NotEqual, true) => Some(not(code.expr)),
        (Comparison::GreaterEqual, true) | (Comparison::Greater, false) => Some(code.expr),
        (Comparison::LessEqual, false) | (Comparison::Less, true) => Some(not(code.expr)),
        (Comparison::LessEqual | Comparison::GreaterEqual, _) => Some(atom("true")),
        (Comparison::Less | Comparison::Greater, _) => Some(atom("false")),
    }
}

/// A comparison of a text or of bytes with a constant.
fn slice(comparison: Comparison, code: Code, value: &Value) -> Option<Expr> {
    let is_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
    if !matches!(code.repr, Repr::Text(_) | Repr::Bytes(_)) {
        return None;
    }
    let length = match value {
        Value::String(value) => value.len(),
        Value::Bytes(value) => value.len(),
        _ => return None,
    };
    if is_equality && length == 0 {
        let expr = is_empty(code.expr);
        return Some(if comparison == Comparison::Equal {
            expr
        } else {
            not(expr)
        });
    }
    match value {
        Value::String(value) if is_equality => {
            Some(binary(code.expr, comparison.symbol(), literal::text(value)))
        }
        Value::Bytes(value) => {
            let literal = literal::bytes(value);
            let literal = match is_equality {
                true => Expr::Unary("*", Box::new(literal)),
                false => Expr::Index(Box::new(literal), Box::new(atom(".."))),
            };
            Some(binary(whole(code), comparison.symbol(), literal))
        }
        _ => None,
    }
}

/// The value that a constant size is compared with.
pub(super) fn limit(value: &Value) -> Option<u64> {
    match value {
        Value::Uint(value) => Some(*value),
        Value::Int(value) => u64::try_from(*value).ok(),
        _ => None,
    }
}
