//! Generates constants as Rust expressions.

use super::code::{Code, Hold, Repr, atom, call};
use crate::cel::Value;
use crate::checks::Constants;
use crate::model::Scalar;
use crate::model::unescaped;
use crate::targets::rust::syntax::Expr;

/// Returns an integer. A negative integer is a unary expression, because a method call on it needs parentheses.
pub fn int(value: i64) -> Expr {
    match value {
        i64::MIN => atom("i64::MIN"),
        value if value < 0 => Expr::Unary("-", Box::new(atom(value.unsigned_abs().to_string()))),
        value => atom(value.to_string()),
    }
}

/// Adds a type suffix to an integer that does not fit `i32`, which is Rust's default.
pub fn wide(expr: Expr, repr: &Repr) -> Expr {
    let suffix = match repr {
        Repr::I64 => "_i64",
        Repr::U64 => "_u64",
        _ => return expr,
    };
    match &expr {
        Expr::Atom(digits) if is_wide(digits) => atom(format!("{digits}{suffix}")),
        Expr::Unary("-", inner) => match &**inner {
            Expr::Atom(digits) if is_wide(digits) => {
                Expr::Unary("-", Box::new(atom(format!("{digits}{suffix}"))))
            }
            _ => expr,
        },
        _ => expr,
    }
}

/// Returns integers of one type. The first integer that does not fit `i32` gets a suffix.
pub fn all_wide(exprs: Vec<Expr>, repr: &Repr) -> Vec<Expr> {
    let is_literal = |expr: &Expr| match expr {
        Expr::Unary("-", inner) => matches!(&**inner, Expr::Atom(_)),
        expr => matches!(expr, Expr::Atom(text) if text.starts_with(|c: char| c.is_ascii_digit())),
    };
    if !exprs.iter().all(is_literal) {
        return exprs;
    }
    let mut has_suffix = false;
    let exprs = exprs.into_iter().map(|expr| {
        if has_suffix {
            return expr;
        }
        let wide = wide(expr.clone(), repr);
        has_suffix = wide != expr;
        wide
    });
    exprs.collect()
}

fn is_wide(digits: &str) -> bool {
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number && digits.parse::<i32>().is_err()
}

/// Returns a 64-bit float.
pub fn double(value: f64) -> Expr {
    match value {
        value if value.is_nan() => atom("f64::NAN"),
        f64::INFINITY => atom("f64::INFINITY"),
        f64::NEG_INFINITY => atom("f64::NEG_INFINITY"),
        value if value.is_sign_negative() => {
            Expr::Unary("-", Box::new(positive(format!("{:?}", -value))))
        }
        value => positive(format!("{value:?}")),
    }
}

/// Returns a 32-bit float with the shortest digits, if it has exactly this value.
pub fn float(value: f64) -> Option<Expr> {
    let narrow = value as f32;
    if f64::from(narrow) != value || !value.is_finite() || is_near_constant(&narrow.to_string()) {
        return None;
    }
    Some(if narrow.is_sign_negative() {
        Expr::Unary("-", Box::new(atom(format!("{:?}", -narrow))))
    } else {
        atom(format!("{narrow:?}"))
    })
}

/// Returns a nonnegative number. It is a fraction if clippy would take it for a mathematical constant.
fn positive(number: String) -> Expr {
    match number.split_once('.') {
        Some((whole, decimals)) if is_near_constant(&number) => {
            let one = atom(format!("{whole}{decimals}.0"));
            super::code::binary(one, "/", atom(format!("1e{}", decimals.len())))
        }
        _ => atom(number),
    }
}

/// Returns whether a number has the first digits of a mathematical constant.
fn is_near_constant(number: &str) -> bool {
    use std::f64::consts as known;
    let constants = [
        known::E,
        known::PI,
        known::TAU,
        known::FRAC_1_PI,
        known::FRAC_2_PI,
        known::FRAC_1_SQRT_2,
        known::FRAC_2_SQRT_PI,
        known::FRAC_PI_2,
        known::FRAC_PI_3,
        known::FRAC_PI_4,
        known::FRAC_PI_6,
        known::FRAC_PI_8,
        known::LN_2,
        known::LN_10,
        known::LOG2_10,
        known::LOG2_E,
        known::LOG10_2,
        known::LOG10_E,
        known::SQRT_2,
    ];
    let digits = number
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    let is_near = |constant: &f64| {
        let (exact, rounded) = (constant.to_string(), format!("{constant:.digits$}"));
        exact.starts_with(number) || rounded == number
    };
    digits > 1 && constants.iter().any(is_near)
}

/// Returns `"text"`.
pub fn text(value: &str) -> Expr {
    atom(format!("{value:?}"))
}

/// Returns `b"bytes"`.
pub fn bytes(value: &[u8]) -> Expr {
    atom(format!("b\"{}\"", value.escape_ascii()))
}

/// Returns the default of a scalar field: the schema's default, or the type's. Texts and bytes are slices.
pub fn default(scalar: Scalar, default: Option<&str>) -> Code {
    let repr = Repr::of_scalar(scalar, Hold::Slice);
    let text_of = default.unwrap_or_default();
    let number = || match text_of {
        "" => atom("0"),
        text => match text.strip_prefix('-') {
            Some(size) => Expr::Unary("-", Box::new(atom(size))),
            None => atom(text),
        },
    };
    let real = |module: &str| match text_of {
        "inf" => atom(format!("{module}::INFINITY")),
        "-inf" => atom(format!("{module}::NEG_INFINITY")),
        "nan" => atom(format!("{module}::NAN")),
        text if module == "f32" => {
            let value = text.parse::<f32>().unwrap_or_default();
            float(value.into()).unwrap_or_else(|| atom("0.0"))
        }
        text => double(text.parse().unwrap_or_default()),
    };
    let expr = match scalar {
        Scalar::Double => real("f64"),
        Scalar::Float => real("f32"),
        Scalar::Bool => atom(default.unwrap_or("false")),
        Scalar::String => text(text_of),
        Scalar::Bytes => match text_of {
            "" => {
                let none = Expr::Array(Vec::new());
                super::code::reference(Expr::Index(Box::new(none), Box::new(atom(".."))))
            }
            text => {
                let bytes = bytes(&unescaped(text));
                super::code::reference(Expr::Index(Box::new(bytes), Box::new(atom(".."))))
            }
        },
        _ => number(),
    };
    Code::new(expr, repr)
}

/// Returns a constant as an expression.
pub fn value(value: &Value) -> Option<Code> {
    Some(match value {
        Value::Null => Code::new(atom("None"), Repr::Null),
        Value::Bool(value) => Code::new(atom(value.to_string()), Repr::Bool),
        Value::Int(value) => Code::new(int(*value), Repr::I64),
        Value::Uint(value) => Code::new(atom(value.to_string()), Repr::U64),
        Value::Double(value) => Code::new(double(*value), Repr::F64),
        Value::String(value) => Code::new(text(value), Repr::Text(Hold::Slice)),
        Value::Bytes(value) => Code::new(bytes(value), Repr::Bytes(Hold::Slice)),
        Value::Duration(value) => {
            let parts = [int(value.seconds()), int(value.nanos().into())];
            Code::new(call("Duration::new", parts), Repr::Duration)
        }
        Value::Timestamp(value) => {
            let parts = [int(value.unix_seconds()), int(value.nanos().into())];
            Code::new(call("Timestamp::new", parts), Repr::Timestamp)
        }
        Value::List(_) | Value::Map(_) | Value::Message(_) | Value::Type(_) => return None,
    })
}

/// Returns the value of a rule for its violations.
pub fn param(value: &Value) -> Option<Expr> {
    let variant = |name: &str, expr: Expr| call(format!("Param::{name}"), [expr]);
    Some(match value {
        Value::Bool(value) => variant("Bool", atom(value.to_string())),
        Value::Int(value) => variant("Int", int(*value)),
        Value::Uint(value) => variant("Uint", atom(value.to_string())),
        Value::Double(value) => variant("Double", double(*value)),
        Value::String(value) => variant("String", text(value)),
        Value::Bytes(value) => variant("Bytes", bytes(value)),
        Value::Duration(_) => variant("Duration", self::value(value)?.expr),
        Value::Timestamp(_) => variant("Timestamp", self::value(value)?.expr),
        Value::List(values) => {
            let values: Option<Vec<_>> = values.iter().map(param).collect();
            variant("List", super::code::reference(Expr::Array(values?)))
        }
        Value::Message(_) | Value::Null | Value::Map(_) | Value::Type(_) => return None,
    })
}

/// Returns patterns that match constants. Three or more consecutive numbers become a range.
pub fn patterns(constants: &Constants) -> Vec<String> {
    match constants {
        Constants::Numbers(ranges) => {
            let mut patterns = Vec::with_capacity(ranges.len());
            for (first, last) in ranges {
                match last - first {
                    0 | 1 => patterns.extend((*first..=*last).map(|number| number.to_string())),
                    _ => patterns.push(format!("{first}..={last}")),
                }
            }
            patterns
        }
        Constants::Texts(texts) => texts.iter().map(|text| format!("{text:?}")).collect(),
        Constants::Bytes(all) => {
            let pattern = |bytes: &Vec<u8>| format!("b\"{}\"", bytes.escape_ascii());
            all.iter().map(pattern).collect()
        }
        Constants::Bools(bools) => bools.iter().map(bool::to_string).collect(),
    }
}
