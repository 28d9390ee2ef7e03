//! Comparisons of an expression with a constant, or of two expressions.

use super::super::access::{Result, Unsupported};
use super::super::code::{
    Code, Hold, Item, List, Map, Repr, atom, attempt, binary, call, closure, is_known, mapped,
    method, not, reference,
};
use super::super::literal;
use super::{Lower, is_empty, is_size_of};
use crate::cel::{Comparison, Function, Op, Type, Typed, Value};
use crate::targets::rust::syntax::Expr;

impl Lower<'_, '_> {
    pub(super) fn compare(
        &mut self,
        comparison: Comparison,
        left: &Typed,
        right: &Typed,
    ) -> Result<Code> {
        let expr = self.bool_of(comparison, left, right)?;
        Ok(Code::new(expr, Repr::Bool))
    }

    /// A comparison; a constant is put on the right.
    pub(super) fn bool_of(
        &mut self,
        comparison: Comparison,
        left: &Typed,
        right: &Typed,
    ) -> Result<Expr> {
        if left.as_const().is_some() && right.as_const().is_none() {
            return self.bool_of(comparison.swapped(), right, left);
        }
        if let Some(expr) = self.size_with(comparison, left, right)? {
            return Ok(expr);
        }
        let (a, b) = (self.code(left)?, self.code(right)?);
        let expr = self.of_codes(comparison, a.clone(), b.clone(), right.as_const())?;
        match is_known(&expr) {
            // What decides it before it is evaluated would hide that it cannot be.
            Some(_) if left.fallible => self.two(comparison, a, b),
            _ => Ok(expr),
        }
    }

    /// A comparison of two values, of which the second may be a constant.
    fn of_codes(
        &mut self,
        comparison: Comparison,
        a: Code,
        b: Code,
        constant: Option<&Value>,
    ) -> Result<Expr> {
        match constant.and_then(|value| with_constant(comparison, &a, value)) {
            Some(expr) => Ok(expr),
            None => self.two(comparison, a, b),
        }
    }

    /// A comparison of two values that are held somehow.
    pub(super) fn two(&mut self, comparison: Comparison, a: Code, b: Code) -> Result<Expr> {
        let is_value = |code: &Code| matches!(code.repr, Repr::Value(_));
        let is_unlike = match (&a.repr, &b.repr) {
            (Repr::Map(a), Repr::Map(b)) => a.key != b.key || a.value != b.value,
            (Repr::List(a), Repr::List(b)) => are_unlike(&a.item.repr, &b.item.repr),
            _ => false,
        };
        if !is_value(&a) && !is_value(&b) && !is_unlike {
            return two(comparison, a, b);
        }
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

    /// A comparison of a size with a constant.
    fn size_with(
        &mut self,
        comparison: Comparison,
        left: &Typed,
        right: &Typed,
    ) -> Result<Option<Expr>> {
        use Comparison::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
        let size = match &left.op {
            Op::Call(Function::UintFromInt, arguments) => arguments.first().unwrap_or(left),
            _ => left,
        };
        let (Op::Call(function, arguments), Some(value)) =
            (&size.op, right.as_const().and_then(self::size))
        else {
            return Ok(None);
        };
        let (true, [measured]) = (is_size_of(*function), &arguments[..]) else {
            return Ok(None);
        };
        let is_none = match (comparison, value) {
            (Equal | LessEqual, 0) | (Less, 1) => Some(true),
            (NotEqual | Greater, 0) | (GreaterEqual, 1) => Some(false),
            _ => None,
        };
        let size = if let (Some(is_none), false) = (is_none, matches!(measured.op, Op::Loop(_))) {
            let code = self.measured(measured)?;
            if !matches!(
                code.repr,
                Repr::Map(Map { maybe: true, .. }) | Repr::Value(_)
            ) {
                let expr = is_empty(code.expr);
                return Ok(Some(if is_none { expr } else { not(expr) }));
            }
            super::calls::size_of(*function, code)
        } else if let (Function::SizeString, Some(longer)) = (*function, length(comparison)) {
            let text = self.measured(measured)?.into_argument();
            return Ok(Some(longer.test(text, value)));
        } else {
            self.code(size)?.expr
        };
        Ok(Some(match (comparison, value) {
            (Less, 0) => atom("false"),
            (GreaterEqual, 0) => atom("true"),
            _ => binary(size, comparison.symbol(), atom(value.to_string())),
        }))
    }

    /// The opposite of an order of doubles: the opposite order, or one of them is no number.
    pub(super) fn not_ordered(
        &mut self,
        comparison: Comparison,
        left: &Typed,
        right: &Typed,
    ) -> Result<Expr> {
        if left.as_const().is_some() && right.as_const().is_none() {
            return self.not_ordered(comparison.swapped(), right, left);
        }
        let (a, b) = (self.code(left)?, self.code(right)?);
        let is_nan = |typed: &Typed, code: &Code| {
            let can_be = *typed.ty.value() == Type::Double && typed.as_const().is_none();
            can_be.then(|| method(code.expr.clone(), "is_nan", []))
        };
        let nans = [is_nan(left, &a), is_nan(right, &b)];
        let opposite = self.of_codes(comparison.negated(), a, b, right.as_const())?;
        let nans = nans.into_iter().flatten();
        Ok(nans.fold(opposite, |all, nan| binary(all, "||", nan)))
    }
}

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
    let value = match value {
        Value::Int(value) => i128::from(*value),
        Value::Uint(value) => i128::from(*value),
        _ => return None,
    };
    let (min, max) = match repr {
        Repr::I32 => (i32::MIN.into(), i32::MAX.into()),
        Repr::I64 => (i64::MIN.into(), i64::MAX.into()),
        Repr::U32 => (0, u32::MAX.into()),
        Repr::U64 => (0, i128::from(u64::MAX)),
        _ => return None,
    };
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

/// A test of the length of a text, which rarely takes counting its characters.
struct Length {
    function: &'static str,
    /// Whether the opposite is meant.
    negated: bool,
}

impl Length {
    fn test(&self, text: Expr, limit: u64) -> Expr {
        let test = call(self.function, [text, atom(limit.to_string())]);
        if self.negated { not(test) } else { test }
    }
}

fn length(comparison: Comparison) -> Option<Length> {
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

fn truth(comparison: Comparison, code: Code, value: bool) -> Option<Expr> {
    match (comparison, value) {
        _ if code.repr != Repr::Bool => None,
        (Comparison::Equal, true) | (Comparison::NotEqual, false) => Some(code.expr),
        (Comparison::Equal, false) | (Comparison::NotEqual, true) => Some(not(code.expr)),
        _ => None,
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

/// A comparison of two values whose types are known.
fn two(comparison: Comparison, a: Code, b: Code) -> Result<Expr> {
    let symbol = comparison.symbol();
    let plain = |a: Expr, b: Expr| Ok(binary(a, symbol, b));
    match (&a.repr, &b.repr) {
        (Repr::List(x), Repr::List(y)) => {
            let same = same_items((a.expr, x.clone()), (b.expr, y.clone()));
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
fn order_test(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "is_eq",
        Comparison::NotEqual => "is_ne",
        Comparison::Less => "is_lt",
        Comparison::LessEqual => "is_le",
        Comparison::Greater => "is_gt",
        Comparison::GreaterEqual => "is_ge",
    }
}

/// The value that a constant size is compared with.
fn size(value: &Value) -> Option<u64> {
    match value {
        Value::Uint(value) => Some(*value),
        Value::Int(value) => u64::try_from(*value).ok(),
        _ => None,
    }
}

/// All of some bytes, as `[u8]`.
fn whole(code: Code) -> Expr {
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
fn are_unlike(a: &Repr, b: &Repr) -> bool {
    let is_nested = |repr: &Repr| matches!(repr, Repr::Value(_) | Repr::List(_) | Repr::Map(_));
    (is_nested(a) || is_nested(b)) && a != b
}

/// Whether two lists hold the same items.
fn same_items(a: (Expr, List), b: (Expr, List)) -> Expr {
    let is_empty = |list: &Expr| matches!(list, Expr::Array(items) if items.is_empty());
    // Of an array without items nothing tells the type.
    match (is_empty(&a.0), is_empty(&b.0)) {
        (true, true) => return atom("true"),
        (true, false) => return method(b.0, "is_empty", []),
        (false, true) => return method(a.0, "is_empty", []),
        (false, false) => {}
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
    method(items(a), "eq", [items(b)])
}
