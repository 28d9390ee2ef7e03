//! Compares constants as CEL does, including numbers of different types.

use std::cmp::Ordering;

use rpcsmith_validate::cel::compare as across;

use crate::cel::typed::Comparison;
use crate::cel::value::Value;

/// Returns the result of a comparison; `None` if the values have no order.
pub fn compare(comparison: Comparison, a: &Value, b: &Value) -> Option<bool> {
    match comparison {
        Comparison::Equal => Some(equal(a, b)),
        Comparison::NotEqual => Some(!equal(a, b)),
        _ => Some(comparison.holds(order(a, b)?)),
    }
}

/// Returns CEL's equality. Numbers are equal if their values are equal; lists and maps are equal if their contents are.
pub fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (Value::Map(a), Value::Map(b)) => {
            let holds = |key: &Value, value: &Value| {
                let mut held = b.iter().filter(|(held, _)| equal(held, key));
                held.any(|(_, held)| equal(held, value))
            };
            a.len() == b.len() && a.iter().all(|(key, value)| holds(key, value))
        }
        (a, b) => match order(a, b) {
            Some(order) => order == Some(Ordering::Equal),
            None => a == b,
        },
    }
}

/// Returns the order of two values, or `Some(None)` if one is NaN; `None` if the values have no order.
fn order(a: &Value, b: &Value) -> Option<Option<Ordering>> {
    use Value as V;
    Some(match (a, b) {
        (V::Bool(a), V::Bool(b)) => Some(a.cmp(b)),
        (V::Int(a), V::Int(b)) => Some(a.cmp(b)),
        (V::Uint(a), V::Uint(b)) => Some(a.cmp(b)),
        (V::Double(a), V::Double(b)) => a.partial_cmp(b),
        (V::Int(a), V::Uint(b)) => Some(across::int_uint(*a, *b)),
        (V::Uint(a), V::Int(b)) => Some(across::int_uint(*b, *a).reverse()),
        (V::Int(a), V::Double(b)) => across::int_double(*a, *b),
        (V::Double(a), V::Int(b)) => across::int_double(*b, *a).map(Ordering::reverse),
        (V::Uint(a), V::Double(b)) => across::uint_double(*a, *b),
        (V::Double(a), V::Uint(b)) => across::uint_double(*b, *a).map(Ordering::reverse),
        (V::String(a), V::String(b)) => Some(a.cmp(b)),
        (V::Bytes(a), V::Bytes(b)) => Some(a.cmp(b)),
        (V::Duration(a), V::Duration(b)) => Some(a.cmp(b)),
        (V::Timestamp(a), V::Timestamp(b)) => Some(a.cmp(b)),
        _ => return None,
    })
}
