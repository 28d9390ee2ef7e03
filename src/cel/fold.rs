//! Builds nodes of the typed tree, and computes constant nodes.

mod comparison;
mod compute;
mod cost;
mod evaluate;

pub use cost::cost;
pub use evaluate::evaluate;

use super::ast::Span;
use super::function::Function;
use super::typed::{Comparison, Op, Typed};
use super::types::Type;
use super::value::{Constant, Value};
use crate::model::{MessageId, Model};
use rpcsmith_validate::cel::Error;

/// Builds a call. `fallible` is true if the call can fail although its arguments do not.
pub fn call(
    function: Function,
    arguments: Vec<Typed>,
    ty: Type,
    fallible: bool,
    span: &Span,
) -> Typed {
    if let Some(error) = failure(&arguments) {
        return Typed::fail(error, ty, span.clone());
    }
    // An index into an empty list always fails.
    if let (Function::Item, Some(Value::List(items))) = (function, arguments[0].as_const())
        && items.is_empty()
    {
        return Typed::fail(Error::IndexOutOfRange, ty, span.clone());
    }
    let values: Option<Vec<_>> = arguments.iter().map(Typed::as_const).collect();
    if let Some(result) = values.and_then(|values| compute::call(function, &values)) {
        return match result {
            Ok(value) => Typed::constant(value, ty, span.clone()),
            Err(error) => Typed::fail(error, ty, span.clone()),
        };
    }
    Typed {
        fallible: fallible || arguments.iter().any(|argument| argument.fallible),
        op: Op::Call(function, arguments),
        ty,
        span: span.clone(),
    }
}

/// Returns the reason why a template cannot format any arguments of these types; `None` if it can, or if this is known
/// only at run time.
pub fn format_fault(arguments: &[Typed]) -> Option<String> {
    arguments.first()?.as_const()?;
    let samples: Option<Vec<_>> = arguments
        .iter()
        .map(|argument| match argument.as_const() {
            Some(value) => Some(value.clone()),
            None => zero(&argument.ty),
        })
        .collect();
    let samples = samples?;
    let samples: Vec<_> = samples.iter().collect();
    let formats = |samples: &[&Value]| compute::call(Function::Format, samples);
    match formats(&samples)? {
        Err(error) => Some(error.to_string()),
        // If the template works without the last argument, it does not use this argument.
        Ok(_) if samples.len() > 1 && formats(&samples[..samples.len() - 1])?.is_ok() => {
            Some("there are more arguments than clauses".to_owned())
        }
        Ok(_) => None,
    }
}

/// Returns the zero or empty value of a type. A wrapper has the zero value of its inner type. The result is `None` for
/// a message and for types that are known only at run time.
pub fn zero(ty: &Type) -> Option<Value> {
    Some(match ty {
        Type::Null => Value::Null,
        Type::Bool => Value::Bool(false),
        Type::Int => Value::Int(0),
        Type::Uint => Value::Uint(0),
        Type::Double => Value::Double(0.0),
        Type::String => Value::String(String::new()),
        Type::Bytes => Value::Bytes(Vec::new()),
        Type::Duration => Value::Duration(rpcsmith_validate::cel::Duration::new(0, 0)),
        Type::Timestamp => Value::Timestamp(rpcsmith_validate::cel::Timestamp::new(0, 0)),
        Type::List(_) => Value::List(Vec::new()),
        Type::Map(..) => Value::Map(Vec::new()),
        Type::Nullable(value) | Type::Wrapper(value) => zero(value)?,
        Type::Meta => Value::Type("type".into()),
        Type::Message(_) | Type::Dyn => return None,
    })
}

pub fn not(operand: Typed, span: &Span) -> Typed {
    match operand.op {
        Op::Const(Value::Bool(value)) => bool(!value, span),
        Op::Fail(error) => Typed::fail(error, Type::Bool, span.clone()),
        Op::Not(inner) => *inner,
        _ => Typed {
            fallible: operand.fallible,
            ty: Type::Bool,
            span: span.clone(),
            op: Op::Not(Box::new(operand)),
        },
    }
}

/// Builds `left && right`. The result is false if either side is false, even if the other side fails.
pub fn and(left: Typed, right: Typed, span: &Span) -> Typed {
    logic(left, right, false, span)
}

/// Builds `left || right`. The result is true if either side is true, even if the other side fails.
pub fn or(left: Typed, right: Typed, span: &Span) -> Typed {
    logic(left, right, true, span)
}

/// Builds a logical operator. `absorbing` is the value that decides the result: `false` for `&&`, `true` for `||`.
fn logic(left: Typed, right: Typed, absorbing: bool, span: &Span) -> Typed {
    let known = |side: &Typed| side.as_const().and_then(Value::as_bool);
    match (known(&left), known(&right)) {
        (Some(value), _) | (_, Some(value)) if value == absorbing => return bool(value, span),
        (Some(_), _) => return right,
        (_, Some(_)) => return left,
        _ => {}
    }
    if let (Op::Fail(error), Op::Fail(_)) = (&left.op, &right.op) {
        return Typed::fail(*error, Type::Bool, span.clone());
    }
    let fallible = left.fallible || right.fallible;
    let (left, right) = (Box::new(left), Box::new(right));
    Typed {
        op: if absorbing {
            Op::Or(left, right)
        } else {
            Op::And(left, right)
        },
        ty: Type::Bool,
        fallible,
        span: span.clone(),
    }
}

pub fn conditional(condition: Typed, yes: Typed, no: Typed, ty: Type, span: &Span) -> Typed {
    match condition.op {
        Op::Const(Value::Bool(true)) => return yes,
        Op::Const(Value::Bool(false)) => return no,
        Op::Fail(error) => return Typed::fail(error, ty, span.clone()),
        // Both branches are the same constant. Doubles are excluded, because zeros with different signs are equal.
        _ if !condition.fallible
            && matches!(
                ty,
                Type::Bool | Type::Int | Type::Uint | Type::String | Type::Bytes
            )
            && yes.as_const().is_some()
            && yes.op == no.op =>
        {
            return yes;
        }
        _ => {}
    }
    Typed {
        fallible: condition.fallible || yes.fallible || no.fallible,
        op: Op::If(Box::new(condition), Box::new(yes), Box::new(no)),
        ty,
        span: span.clone(),
    }
}

pub fn compare(comparison: Comparison, left: Typed, right: Typed, span: &Span) -> Typed {
    if let Some(error) = failure([&left, &right]) {
        return Typed::fail(error, Type::Bool, span.clone());
    }
    if let (Some(a), Some(b)) = (left.as_const(), right.as_const())
        && let Some(holds) = comparison::compare(comparison, a, b)
    {
        return bool(holds, span);
    }
    // NaN equals no value and has no order.
    let is_nan =
        |side: &Typed| matches!(side.as_const(), Some(Value::Double(value)) if value.is_nan());
    if (is_nan(&left) || is_nan(&right)) && !left.fallible && !right.fallible {
        return bool(comparison == Comparison::NotEqual, span);
    }
    let is_equality = comparison.is_equality();
    let is_dynamic = left.ty.is_dynamic() || right.ty.is_dynamic();
    Typed {
        fallible: left.fallible || right.fallible || is_dynamic && !is_equality,
        op: Op::Compare(comparison, Box::new(left), Box::new(right)),
        ty: Type::Bool,
        span: span.clone(),
    }
}

pub fn contains(item: Typed, container: Typed, span: &Span) -> Typed {
    if let Some(error) = failure([&item, &container]) {
        return Typed::fail(error, Type::Bool, span.clone());
    }
    match (item.as_const(), container.as_const()) {
        (_, Some(Value::List(items))) if items.is_empty() && !item.fallible => {
            return bool(false, span);
        }
        (Some(item), Some(Value::List(items))) => {
            return bool(items.iter().any(|held| comparison::equal(held, item)), span);
        }
        (Some(key), Some(Value::Map(entries))) => {
            return bool(
                entries.iter().any(|(held, _)| comparison::equal(held, key)),
                span,
            );
        }
        _ => {}
    }
    // A membership test of a list compares its items. Any other container must turn out to be a list or a map.
    let is_dynamic = match &container.ty {
        Type::List(_) => false,
        Type::Map(..) => container.ty.is_dynamic() || item.ty.is_dynamic(),
        _ => true,
    };
    Typed {
        fallible: item.fallible || container.fallible || is_dynamic,
        op: Op::In(Box::new(item), Box::new(container)),
        ty: Type::Bool,
        span: span.clone(),
    }
}

/// Builds a list with this item type.
pub fn list(items: Vec<Typed>, item: Type, span: &Span) -> Typed {
    let ty = Type::list(item);
    if let Some(error) = failure(&items) {
        return Typed::fail(error, ty, span.clone());
    }
    let values: Option<Vec<_>> = items.iter().map(|item| item.as_const().cloned()).collect();
    if let Some(values) = values {
        return Typed::constant(Value::List(values), ty, span.clone());
    }
    Typed {
        fallible: items.iter().any(|item| item.fallible),
        op: Op::List(items),
        ty,
        span: span.clone(),
    }
}

pub fn map(entries: Vec<(Typed, Typed)>, ty: Type, span: &Span) -> Typed {
    let parts = || entries.iter().flat_map(|(key, value)| [key, value]);
    if let Some(error) = failure(parts()) {
        return Typed::fail(error, ty, span.clone());
    }
    let keys: Option<Vec<_>> = entries.iter().map(|(key, _)| key.as_const()).collect();
    if let Some(keys) = &keys {
        let is_repeated = |(at, key): (usize, &&Value)| {
            keys[..at].iter().any(|held| comparison::equal(held, key))
        };
        if keys.iter().enumerate().any(is_repeated) {
            return Typed::fail(Error::RepeatedKey, ty, span.clone());
        }
    }
    let values: Option<Vec<_>> = entries
        .iter()
        .map(|(key, value)| Some((key.as_const()?.clone(), value.as_const()?.clone())))
        .collect();
    if let Some(values) = values {
        return Typed::constant(Value::Map(values), ty, span.clone());
    }
    Typed {
        // Two keys may be equal at run time.
        fallible: keys.is_none() || parts().any(|part| part.fallible),
        op: Op::Map(entries),
        ty,
        span: span.clone(),
    }
}

/// Builds a message with these fields.
pub fn message(
    model: &Model<'_>,
    message: MessageId,
    fields: Vec<(usize, Typed)>,
    span: &Span,
) -> Typed {
    let ty = Type::Message(message);
    if let Some(error) = failure(fields.iter().map(|(_, value)| value)) {
        return Typed::fail(error, ty, span.clone());
    }
    let number = |index: usize| model[message].fields[index].number;
    let values: Option<_> = fields
        .iter()
        .map(|(index, value)| Some((number(*index), value.as_const()?.clone())))
        .collect();
    if let Some(fields) = values {
        let constant = Constant {
            fields,
            ..Constant::new(message)
        };
        return Typed::constant(Value::Message(constant), ty, span.clone());
    }
    Typed {
        fallible: fields.iter().any(|(_, value)| value.fallible),
        op: Op::Message { message, fields },
        ty,
        span: span.clone(),
    }
}

/// Builds a value that is evaluated after others, which may fail.
pub fn after(others: impl IntoIterator<Item = Typed>, value: Typed) -> Typed {
    let others: Vec<_> = others.into_iter().filter(|other| other.fallible).collect();
    if others.is_empty() {
        return value;
    }
    if let Some(error) = failure(others.iter().chain([&value])) {
        return Typed::fail(error, value.ty, value.span);
    }
    Typed {
        ty: value.ty.clone(),
        fallible: true,
        span: value.span.clone(),
        op: Op::After(others, Box::new(value)),
    }
}

fn bool(value: bool, span: &Span) -> Typed {
    Typed::constant(Value::Bool(value), Type::Bool, span.clone())
}

/// Returns the error of the first part that always fails.
fn failure<'t>(parts: impl IntoIterator<Item = &'t Typed>) -> Option<Error> {
    parts.into_iter().find_map(|part| match part.op {
        Op::Fail(error) => Some(error),
        _ => None,
    })
}
