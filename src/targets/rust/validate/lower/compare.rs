//! Comparisons of an expression with a constant, or of two expressions.

use super::super::access::{Result, Unsupported};
use super::super::code::{
    Code, Hold, Item, List, Map, Repr, atom, binary, call, closure, method, not, reference,
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
        if let Some(value) = right.as_const()
            && let Some(expr) = self.with_constant(comparison, left, value)?
        {
            return Ok(expr);
        }
        let (a, b) = (self.code(left)?, self.code(right)?);
        two(comparison, a, b)
    }

    /// A comparison with a constant that has a shorter form, or a narrower type.
    pub(super) fn with_constant(
        &mut self,
        comparison: Comparison,
        left: &Typed,
        value: &Value,
    ) -> Result<Option<Expr>> {
        if let Some(size) = size(value)
            && let Some(expr) = self.size_with(comparison, left, size)?
        {
            return Ok(Some(expr));
        }
        let code = self.code(left)?;
        if let Some(holds) = beyond(comparison, &code.repr, value) {
            return Ok(Some(atom(holds.to_string())));
        }
        Ok(match value {
            Value::Null => Some(null(comparison, code)),
            Value::Bool(value) => truth(comparison, code, *value),
            Value::String(_) | Value::Bytes(_) => slice(comparison, code, value),
            Value::Int(value) if code.repr == Repr::I32 && i32::try_from(*value).is_ok() => {
                Some(binary(code.expr, comparison.symbol(), literal::int(*value)))
            }
            Value::Uint(value) if code.repr == Repr::U32 && u32::try_from(*value).is_ok() => Some(
                binary(code.expr, comparison.symbol(), atom(value.to_string())),
            ),
            Value::Double(value) if code.repr == Repr::F32 => literal::float(*value)
                .map(|literal| binary(code.expr, comparison.symbol(), literal)),
            _ => None,
        })
    }

    /// A comparison of a size with a constant.
    fn size_with(
        &mut self,
        comparison: Comparison,
        left: &Typed,
        value: u64,
    ) -> Result<Option<Expr>> {
        use Comparison::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
        let size = match &left.op {
            Op::Call(Function::UintFromInt, arguments) => arguments.first().unwrap_or(left),
            _ => left,
        };
        let Op::Call(function, arguments) = &size.op else {
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
        if let (Some(is_none), false) = (is_none, matches!(measured.op, Op::Loop(_))) {
            let code = self.measured(measured)?;
            if !matches!(code.repr, Repr::Map(Map { maybe: true, .. })) {
                let expr = is_empty(code.expr);
                return Ok(Some(if is_none { expr } else { not(expr) }));
            }
        }
        if *function == Function::SizeString && value > 0 {
            if let Some(expr) = self.length_with(comparison, measured, value)? {
                return Ok(Some(expr));
            }
        }
        let code = self.code(size)?;
        if code.repr != Repr::Usize {
            return Ok(None);
        }
        Ok(Some(match (comparison, value) {
            (Less, 0) => atom("false"),
            (GreaterEqual, 0) => atom("true"),
            _ => binary(code.expr, comparison.symbol(), atom(value.to_string())),
        }))
    }

    /// An order of the length of a text and a constant, which rarely takes counting its characters.
    fn length_with(
        &mut self,
        comparison: Comparison,
        text: &Typed,
        value: u64,
    ) -> Result<Option<Expr>> {
        use Comparison::{Greater, GreaterEqual, Less, LessEqual};
        let (function, is_so) = match comparison {
            Less => ("string::is_shorter", true),
            GreaterEqual => ("string::is_shorter", false),
            Greater => ("string::is_longer", true),
            LessEqual => ("string::is_longer", false),
            _ => return Ok(None),
        };
        let text = self.measured(text)?.into_argument();
        let test = call(function, [text, atom(value.to_string())]);
        Ok(Some(if is_so { test } else { not(test) }))
    }

    /// The opposite of an order of doubles: the opposite order, or one of them is no number.
    pub(super) fn not_ordered(
        &mut self,
        comparison: Comparison,
        left: &Typed,
        right: &Typed,
    ) -> Result<Expr> {
        let (a, b) = (self.code(left)?, self.code(right)?);
        let is_nan = |typed: &Typed, code: &Code| {
            let can_be = *typed.ty.value() == Type::Double && typed.as_const().is_none();
            can_be.then(|| method(code.expr.clone(), "is_nan", []))
        };
        let nans = [is_nan(left, &a), is_nan(right, &b)];
        let opposite = self.bool_of(comparison.negated(), left, right)?;
        let nans = nans.into_iter().flatten();
        Ok(nans.fold(opposite, |all, nan| binary(all, "||", nan)))
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

fn null(comparison: Comparison, code: Code) -> Expr {
    let is_equal = comparison == Comparison::Equal;
    match code.repr {
        Repr::Maybe(_) => method(code.expr, if is_equal { "is_none" } else { "is_some" }, []),
        // A message that is not set is its default, and nothing else is null.
        _ => atom((!is_equal).to_string()),
    }
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

/// A comparison of two values that are held somehow.
pub(super) fn two(comparison: Comparison, a: Code, b: Code) -> Result<Expr> {
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
            let by_reference = |code: Code| match code.repr {
                Repr::Message(_) => call("Some", [reference(code.expr)]),
                _ => code.expr,
            };
            let same = call("logic::same", [by_reference(a), by_reference(b)]);
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
    let test = match comparison {
        Comparison::Equal => "is_eq",
        Comparison::NotEqual => "is_ne",
        Comparison::Less => "is_lt",
        Comparison::LessEqual => "is_le",
        Comparison::Greater => "is_gt",
        Comparison::GreaterEqual => "is_ge",
    };
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
        let value = closure(&[format!("{refs}item")], value);
        method(method(list, "iter", []), "map", [value])
    };
    method(items(a), "eq", [items(b)])
}
