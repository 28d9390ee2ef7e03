//! Generates comparisons of two values in any Rust types.

use super::super::access::Result;
use super::super::code::{
    Code, Hold, List, Map, Repr, atom, attempt, binary, call, closure, mapped, method, not,
    reference,
};
use super::Terms;
use crate::cel::Comparison;
use crate::checks::{Number, Operands};
use crate::targets::rust::syntax::Expr;

/// Two values, and the comparison between them.
pub(super) struct Pair<'p> {
    pub comparison: Comparison,
    pub operands: &'p Operands,
    pub left: Code,
    pub right: Code,
}

impl Terms<'_, '_> {
    pub(super) fn pair(&mut self, pair: Pair<'_>) -> Result<Expr> {
        let Pair {
            comparison,
            operands,
            left: a,
            right: b,
        } = pair;
        let symbol = comparison.symbol();
        let same = |same: Expr| match comparison {
            Comparison::Equal => same,
            _ => not(same),
        };
        Ok(match operands {
            Operands::Same if a.repr == Repr::Bool && comparison == Comparison::Less => {
                // A tuple evaluates both operands.
                let ascending = Expr::Tuple(vec![atom("false"), atom("true")]);
                binary(Expr::Tuple(vec![a.expr, b.expr]), "==", ascending)
            }
            Operands::Same => match multiple_of(&a, &b) {
                Some(test) if comparison == Comparison::Equal => test,
                Some(test) if comparison == Comparison::NotEqual => not(test),
                _ => binary(a.expr, symbol, b.expr),
            },
            Operands::Wide(number) => binary(wide(*number, a), symbol, wide(*number, b)),
            Operands::Across(left, right) => {
                let (a, b) = (wide(*left, a), wide(*right, b));
                let swapped = comparison.swapped();
                match (left, right) {
                    (Number::Int, Number::Uint) => ordered(comparison, "int_uint", a, b),
                    (Number::Uint, Number::Int) => ordered(swapped, "int_uint", b, a),
                    (Number::Int, _) => ordered(comparison, "int_double", a, b),
                    (Number::Uint, _) => ordered(comparison, "uint_double", a, b),
                    (Number::Double, Number::Uint) => ordered(swapped, "uint_double", b, a),
                    (Number::Double, _) => ordered(swapped, "int_double", b, a),
                }
            }
            Operands::Text => match (&a.repr, &b.repr) {
                (Repr::Text(Hold::Place | Hold::Owned), Repr::Text(Hold::Place | Hold::Owned)) => {
                    binary(a.expr, symbol, b.expr)
                }
                _ => binary(a.into_slice(), symbol, b.into_slice()),
            },
            Operands::Bytes => binary(whole(a), symbol, whole(b)),
            Operands::Times => binary(a.into_time(), symbol, b.into_time()),
            Operands::Lists(item) => same(self.same_items(item, a, b)?),
            Operands::Maps => maps(comparison, a, b),
            Operands::Messages => {
                let messages = [a.into_maybe_message(), b.into_maybe_message()];
                same(call("logic::same", messages))
            }
            Operands::Nullable => maybes(symbol, a, b),
            Operands::Values => return self.two_values(comparison, a, b),
        })
    }

    /// Generates the comparison of values whose types are known only at run time.
    fn two_values(&mut self, comparison: Comparison, a: Code, b: Code) -> Result<Expr> {
        if matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
            let (a, b) = (self.value(a)?, self.value(b)?);
            let place = |code: Code| match code.repr {
                Repr::Value(Hold::Owned) => code.expr,
                _ => Expr::Unary("*", Box::new(code.expr)),
            };
            return Ok(binary(place(a), comparison.symbol(), place(b)));
        }
        let (a, b) = (self.value(a)?.expr, self.value_reference(b)?);
        let order = attempt(method(a, "compare", [b]));
        let test = method(atom("order"), order_test(comparison), []);
        Ok(method(
            order,
            "is_some_and",
            [closure(&["order".to_owned()], test)],
        ))
    }

    /// Generates the test whether two lists contain equal items.
    fn same_items(&mut self, operands: &Operands, a: Code, b: Code) -> Result<Expr> {
        let is_empty = |list: &Code| matches!(&list.expr, Expr::Array(items) if items.is_empty());
        // The type of an empty array cannot be inferred.
        match (is_empty(&a), is_empty(&b)) {
            (true, true) => return Ok(atom("true")),
            (true, false) => return Ok(method(b.expr, "is_empty", [])),
            (false, true) => return Ok(method(a.expr, "is_empty", [])),
            (false, false) => {}
        }
        let (Repr::List(x), Repr::List(y)) = (a.repr.clone(), b.repr.clone()) else {
            return self.two_values(Comparison::Equal, a, b);
        };
        let is_plain = |list: &List| {
            !matches!(
                *list.item.repr,
                Repr::List(_) | Repr::MaybeMessage(_) | Repr::Maybe(_)
            )
        };
        if !is_plain(&x) || !is_plain(&y) {
            let item = |name: &str, list: &List| list.item.code(atom(name));
            let parameters = [format!("{}a", x.item.refs), format!("{}b", y.item.refs)];
            let (item_a, item_b) = (item("a", &x), item("b", &y));
            let test = self.two(Comparison::Equal, operands, item_a, item_b)?;
            let test = closure(&parameters, test);
            return Ok(call("list::same", [a.into_items(), b.into_items(), test]));
        }
        let items = |list: Expr, held: List| {
            let item = held.item.code(atom("item"));
            let value = match item.repr {
                Repr::I32 => item.into_int(),
                Repr::U32 => item.into_uint(),
                Repr::F32 => item.into_double(),
                Repr::Text(_) | Repr::Bytes(_) => item.into_slice(),
                _ => item.into_time(),
            };
            mapped(method(list, "iter", []), held.item.refs, "item", value)
        };
        Ok(method(items(a.expr, x), "eq", [items(b.expr, y)]))
    }
}

/// Returns `a.is_multiple_of(n)` for `a % n == 0`, which clippy suggests for unsigned numbers.
fn multiple_of(a: &Code, b: &Code) -> Option<Expr> {
    let is_unsigned = matches!(a.repr, Repr::U32 | Repr::U64 | Repr::Usize);
    let is_zero = matches!(&b.expr, Expr::Atom(text) if text == "0");
    match &a.expr {
        Expr::Binary(value, "%", divisor) if is_unsigned && is_zero => Some(method(
            (**value).clone(),
            "is_multiple_of",
            [(**divisor).clone()],
        )),
        _ => None,
    }
}

/// Converts a number to the width of its CEL type.
fn wide(number: Number, code: Code) -> Expr {
    match number {
        Number::Int => code.into_int(),
        Number::Uint => code.into_uint(),
        Number::Double => code.into_double(),
    }
}

/// Compares maps. An unset map is empty.
fn maps(comparison: Comparison, a: Code, b: Code) -> Expr {
    let (Repr::Map(x), Repr::Map(y)) = (&a.repr, &b.repr) else {
        return binary(a.expr, comparison.symbol(), b.expr);
    };
    if !x.maybe && !y.maybe {
        let place = |map: &Map, expr: &Expr| {
            if map.place {
                expr.clone()
            } else {
                Expr::Unary("*", Box::new(expr.clone()))
            }
        };
        return binary(place(x, &a.expr), comparison.symbol(), place(y, &b.expr));
    }
    let maybe = |map: &Map, expr: &Expr| match (map.maybe, map.place) {
        (true, _) => expr.clone(),
        (false, true) => call("Some", [reference(expr.clone())]),
        (false, false) => call("Some", [expr.clone()]),
    };
    let same = call("logic::same", [maybe(x, &a.expr), maybe(y, &b.expr)]);
    match comparison {
        Comparison::Equal => same,
        _ => not(same),
    }
}

/// Compares numbers of different types with a function that returns their order.
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

/// Returns the method of `Ordering` for a comparison.
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

/// Returns bytes as `[u8]`.
pub(super) fn whole(code: Code) -> Expr {
    match (&code.repr, &code.expr) {
        (Repr::Bytes(Hold::Slice), Expr::Atom(_)) => Expr::Unary("*", Box::new(code.expr)),
        _ => Expr::Index(Box::new(code.expr), Box::new(atom(".."))),
    }
}

/// Compares values that may be null.
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
