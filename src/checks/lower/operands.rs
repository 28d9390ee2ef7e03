//! Chooses how a comparison treats its operands, by the stores of both values.

use crate::cel::Comparison;
use crate::cel::ast::Span;
use crate::checks::store::Store;
use crate::checks::term::{Number, Op, Operands, Term};

/// Plans the comparison of two values.
pub(super) fn pair(comparison: Comparison, left: Term, right: Term, span: &Span) -> Term {
    let operands = Operands::of(&left.store, &right.store);
    let is_equality = comparison.is_equality();
    // Values whose types are known only at run time may have no order.
    let fails = left.fails || right.fails || operands == Operands::Values && !is_equality;
    let op = Op::Compare {
        comparison,
        operands,
        left: Box::new(left),
        right: Box::new(right),
    };
    Term::bool(op, fails, span)
}

impl Operands {
    /// Chooses the operands of a comparison by the stores of both values.
    pub(super) fn of(left: &Store, right: &Store) -> Self {
        let (a, b) = match (left, right) {
            (Store::Value, _) | (_, Store::Value) => return Self::Values,
            (Store::List(a), Store::List(b)) if !are_unlike(a, b) => {
                return Self::Lists(Box::new(Self::of(a, b)));
            }
            (Store::Message { .. }, Store::Message { .. }) => return Self::Messages,
            (
                Store::Map {
                    key: k, value: v, ..
                },
                Store::Map { key, value, .. },
            ) if k == key && v == value => return Self::Maps,
            (Store::Maybe(_), _) | (_, Store::Maybe(_)) => return Self::Nullable,
            (Store::Text, Store::Text) => return Self::Text,
            (Store::Bytes, Store::Bytes) => return Self::Bytes,
            (Store::Duration, Store::Duration) | (Store::Timestamp, Store::Timestamp) => {
                return Self::Times;
            }
            (a, b) if a == b => return Self::Same,
            (a, b) => (Number::of(a), Number::of(b)),
        };
        // A size takes the type of the other side: `int` or `uint`.
        match (a, b) {
            (Some(a), Some(b)) => match (left, right) {
                (Store::Size, _) if b != Number::Double => Self::Wide(b),
                (_, Store::Size) if a != Number::Double => Self::Wide(a),
                _ if a == b => Self::Wide(a),
                _ => Self::Across(a, b),
            },
            _ => Self::Values,
        }
    }
}

impl Number {
    fn of(store: &Store) -> Option<Self> {
        match store {
            Store::I32 | Store::I64 | Store::Size => Some(Self::Int),
            Store::U32 | Store::U64 => Some(Self::Uint),
            Store::F32 | Store::F64 => Some(Self::Double),
            _ => None,
        }
    }
}

/// Returns whether the stores of items differ so much that only CEL values can be compared.
fn are_unlike(a: &Store, b: &Store) -> bool {
    if let (Store::List(a), Store::List(b)) = (a, b) {
        return are_unlike(a, b);
    }
    let is_nested =
        |store: &Store| matches!(store, Store::Value | Store::List(_) | Store::Map { .. });
    (is_nested(a) || is_nested(b)) && a != b
}
