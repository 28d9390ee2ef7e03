//! Comparisons of two values that are held somehow.

use super::super::access::{Result, Unsupported};
use super::super::code::{
    Code, Hold, Item, List, Map, Repr, atom, binary, call, closure, mapped, method, not, reference,
};
use crate::cel::Comparison;
use crate::targets::rust::syntax::Expr;

/// A comparison of two values whose types are known.
pub(super) fn two(comparison: Comparison, a: Code, b: Code) -> Result<Expr> {
    let symbol = comparison.symbol();
    let plain = |a: Expr, b: Expr| Ok(binary(a, symbol, b));
    match (&a.repr, &b.repr) {
        (Repr::List(x), Repr::List(y)) => {
            let same = same_items((a.expr, x.clone()), (b.expr, y.clone()))?;
            Ok(if comparison == Comparison::Equal {
                same
            } else {
                not(same)
            })
        }
        (Repr::Message(_) | Repr::MaybeMessage(_), Repr::Message(_) | Repr::MaybeMessage(_)) => {
            let same = call(
                "logic::same",
                [a.into_maybe_message(), b.into_maybe_message()],
            );
            Ok(if comparison == Comparison::Equal {
                same
            } else {
                not(same)
            })
        }
        (Repr::Map(x), Repr::Map(y)) if !x.maybe && !y.maybe => {
            let place = |map: &Map, expr: &Expr| match map.place {
                true => expr.clone(),
                false => Expr::Unary("*", Box::new(expr.clone())),
            };
            plain(place(x, &a.expr), place(y, &b.expr))
        }
        // A map that is not there is empty.
        (Repr::Map(x), Repr::Map(y)) => {
            let maybe = |map: &Map, expr: Expr| match (map.maybe, map.place) {
                (true, _) => expr,
                (false, true) => call("Some", [reference(expr)]),
                (false, false) => call("Some", [expr]),
            };
            let (x, y) = (maybe(x, a.expr), maybe(y, b.expr));
            let same = call("logic::same", [x, y]);
            Ok(if comparison == Comparison::Equal {
                same
            } else {
                not(same)
            })
        }
        (Repr::Maybe(_), _) | (_, Repr::Maybe(_)) => Ok(maybes(symbol, a, b)),
        (Repr::Text(Hold::Place | Hold::Owned), Repr::Text(Hold::Place | Hold::Owned)) => {
            plain(a.expr, b.expr)
        }
        (Repr::Text(_), Repr::Text(_)) => plain(a.into_slice(), b.into_slice()),
        (Repr::Bytes(_), Repr::Bytes(_)) => plain(whole(a), whole(b)),
        (
            Repr::Duration | Repr::Timestamp | Repr::RawDuration | Repr::RawTimestamp,
            Repr::Duration | Repr::Timestamp | Repr::RawDuration | Repr::RawTimestamp,
        ) => plain(a.into_time(), b.into_time()),
        (x, y) if x == y => plain(a.expr, b.expr),
        _ => numbers(comparison, a, b),
    }
}

/// A comparison of numbers that are held in different types.
fn numbers(comparison: Comparison, a: Code, b: Code) -> Result<Expr> {
    enum Rank {
        Int,
        Uint,
        Double,
        Size,
    }
    let rank = |code: &Code| match code.repr {
        Repr::I32 | Repr::I64 => Some(Rank::Int),
        Repr::U32 | Repr::U64 => Some(Rank::Uint),
        Repr::F32 | Repr::F64 => Some(Rank::Double),
        Repr::Usize => Some(Rank::Size),
        _ => None,
    };
    let (Some(x), Some(y)) = (rank(&a), rank(&b)) else {
        return Err(Unsupported(
            "a comparison of such values is not supported in a rule".to_owned(),
        ));
    };
    let plain = |a: Expr, b: Expr| binary(a, comparison.symbol(), b);
    let swapped = comparison.swapped();
    use Rank::{Double, Int, Size, Uint};
    Ok(match (x, y) {
        (Int, Int | Size) | (Size, Int | Size) => plain(a.into_int(), b.into_int()),
        (Uint, Uint | Size) | (Size, Uint) => plain(a.into_uint(), b.into_uint()),
        (Double, Double) => plain(a.into_double(), b.into_double()),
        (Int, Uint) => ordered(comparison, "int_uint", a.into_int(), b.into_uint()),
        (Uint, Int) => ordered(swapped, "int_uint", b.into_int(), a.into_uint()),
        (Int | Size, Double) => ordered(comparison, "int_double", a.into_int(), b.into_double()),
        (Double, Int | Size) => ordered(swapped, "int_double", b.into_int(), a.into_double()),
        (Uint, Double) => ordered(comparison, "uint_double", a.into_uint(), b.into_double()),
        (Double, Uint) => ordered(swapped, "uint_double", b.into_uint(), a.into_double()),
    })
}

/// A comparison across kinds of numbers, by a function that gives the order.
fn ordered(comparison: Comparison, function: &str, a: Expr, b: Expr) -> Expr {
    let order = call(format!("compare::{function}"), [a, b]);
    let test = order_test(comparison);
    if function == "int_uint" {
        return method(order, test, []);
    }
    let holds = match comparison {
        Comparison::NotEqual => "is_none_or",
        _ => "is_some_and",
    };
    let test = closure(&["order".to_owned()], method(atom("order"), test, []));
    method(order, holds, [test])
}

/// The method of `Ordering` that a comparison is.
pub(super) fn order_test(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "is_eq",
        Comparison::NotEqual => "is_ne",
        Comparison::Less => "is_lt",
        Comparison::LessEqual => "is_le",
        Comparison::Greater => "is_gt",
        Comparison::GreaterEqual => "is_ge",
    }
}

/// All of some bytes, as `[u8]`.
pub(super) fn whole(code: Code) -> Expr {
    match (&code.repr, &code.expr) {
        (Repr::Bytes(Hold::Slice), Expr::Atom(_)) => Expr::Unary("*", Box::new(code.expr)),
        _ => Expr::Index(Box::new(code.expr), Box::new(atom(".."))),
    }
}

/// Values of which one may be null.
fn maybes(symbol: &'static str, a: Code, b: Code) -> Expr {
    let inner = |repr: &Repr| match repr {
        Repr::Maybe(inner) => (**inner).clone(),
        repr => repr.clone(),
    };
    let (x, y) = (inner(&a.repr), inner(&b.repr));
    let widen = x != y;
    let some = |code: Code| {
        let mapped = |expr: Expr, ty: &str| method(expr, "map", [atom(format!("{ty}::from"))]);
        match &code.repr {
            Repr::Maybe(inner) if widen => match **inner {
                Repr::I32 => mapped(code.expr, "i64"),
                Repr::U32 => mapped(code.expr, "u64"),
                Repr::F32 => mapped(code.expr, "f64"),
                _ => code.expr,
            },
            Repr::Maybe(_) => code.expr,
            Repr::Null => code.expr,
            Repr::Text(_) | Repr::Bytes(_) => call("Some", [code.into_slice()]),
            Repr::I32 | Repr::Usize if widen => call("Some", [code.into_int()]),
            Repr::U32 if widen => call("Some", [code.into_uint()]),
            Repr::F32 if widen => call("Some", [code.into_double()]),
            _ => call("Some", [code.expr]),
        }
    };
    binary(some(a), symbol, some(b))
}

/// Whether items are held so differently that only their values can be compared.
pub(super) fn are_unlike(a: &Repr, b: &Repr) -> bool {
    if let (Repr::List(a), Repr::List(b)) = (a, b) {
        return are_unlike(&a.item.repr, &b.item.repr);
    }
    let is_nested = |repr: &Repr| matches!(repr, Repr::Value(_) | Repr::List(_) | Repr::Map(_));
    (is_nested(a) || is_nested(b)) && a != b
}

/// Whether two lists hold the same items.
fn same_items(a: (Expr, List), b: (Expr, List)) -> Result<Expr> {
    let is_empty = |list: &Expr| matches!(list, Expr::Array(items) if items.is_empty());
    // Of an array without items nothing tells the type.
    match (is_empty(&a.0), is_empty(&b.0)) {
        (true, true) => return Ok(atom("true")),
        (true, false) => return Ok(method(b.0, "is_empty", [])),
        (false, true) => return Ok(method(a.0, "is_empty", [])),
        (false, false) => {}
    }
    let is_plain = |(_, list): &(Expr, List)| {
        !matches!(
            *list.item.repr,
            Repr::List(_) | Repr::MaybeMessage(_) | Repr::Maybe(_)
        )
    };
    if !is_plain(&a) || !is_plain(&b) {
        let item = |name: &str, list: &List| Code::new(atom(name), (*list.item.repr).clone());
        let parameters = [format!("{}a", a.1.item.refs), format!("{}b", b.1.item.refs)];
        let test = two(Comparison::Equal, item("a", &a.1), item("b", &b.1))?;
        let items = |(expr, list)| Code::new(expr, Repr::List(list)).into_items();
        let test = closure(&parameters, test);
        return Ok(call("list::same", [items(a), items(b), test]));
    }
    let items = |(list, held): (Expr, List)| {
        let Item { refs, repr } = held.item;
        let item = Code::new(atom("item"), (*repr).clone());
        let value = match *repr {
            Repr::I32 => item.into_int(),
            Repr::U32 => item.into_uint(),
            Repr::F32 => item.into_double(),
            Repr::Text(_) | Repr::Bytes(_) => item.into_slice(),
            _ => item.into_time(),
        };
        mapped(method(list, "iter", []), refs, "item", value)
    };
    Ok(method(items(a), "eq", [items(b)]))
}
