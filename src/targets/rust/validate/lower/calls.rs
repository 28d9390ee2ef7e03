//! Calls of functions: of Rust's own where they mean the same, else of the runtime.

mod runtime;

use super::super::access::{Result, Unsupported};
use super::super::code::after;
use super::super::code::{
    Code, Hold, Repr, atom, attempt, binary, call, closure, method, reference,
};
use super::super::literal;
use super::Lower;
use super::counted::grows;
use crate::cel::{Function, Op, Type, Typed, Value};
use crate::targets::rust::syntax::Expr;

impl Lower<'_, '_> {
    pub(super) fn call(&mut self, function: Function, arguments: &[Typed]) -> Result<Code> {
        use Function as F;
        match (function, arguments) {
            (F::SizeString | F::SizeBytes | F::SizeList | F::SizeMap, [measured]) => {
                self.size(function, measured)
            }
            (F::Item | F::Entry, [container, index]) => self.item(container, index),
            (F::Matches, [text, pattern]) => self.matches(text, pattern),
            (F::Format, [template, rest @ ..]) => self.format(template, rest),
            (F::Unwrap, [wrapper]) => self.unwrap(wrapper),
            (F::Unique, [list]) => self.unique(list),
            (F::Dynamic(function), _) => self.dynamic(function, arguments),
            (F::Expect(kind), [value]) => {
                let code = self.code(value)?;
                Ok(super::values::expected(kind, self.value(code)?))
            }
            (F::TypeOf, [value]) => {
                let code = self.code(value)?;
                let name = match value.ty.value() {
                    // It is evaluated only to see whether that ends in an error.
                    Type::Message(id) => {
                        let name = &self.scope.context.model[*id].full_name[1..];
                        let name = call("cel::Value::Type", [literal::text(name)]);
                        after(code.expr, name)
                    }
                    _ => method(self.value(code)?.expr, "type_of", []),
                };
                Ok(Code::new(name, Repr::Value(Hold::Owned)))
            }
            (F::ConcatStrings, _) => self.concatenation(arguments),
            (F::Int32 | F::Uint32 | F::Float, [number]) => self.narrowed(function, number),
            (F::DurationOf | F::TimestampOf, [seconds, nanos]) => {
                self.time_of(function, seconds, nanos)
            }
            (F::HasKey, [value, key]) => {
                let (value, key) = (self.code(value)?, self.code(key)?);
                let has = method(self.value(value)?.expr, "has", [key.into_argument()]);
                Ok(Code::new(has, Repr::Bool))
            }
            (F::Json, [value]) => {
                let code = self.code(value)?;
                let json = attempt(method(self.value(code)?.expr, "to_json", []));
                Ok(Code::new(json, Repr::Value(Hold::Owned)))
            }
            (F::UintFromInt, [size]) if crate::cel::is_size(size) => self.code(size),
            _ if function.takes_zone() => self.zoned(function, arguments),
            (F::Replace | F::ReplaceCount | F::Join | F::JoinWith, _)
                if grows(function, arguments) =>
            {
                self.grown(function, arguments)
            }
            _ => {
                let codes = self.arguments(function, arguments)?;
                let divided = match (&codes[..], arguments) {
                    ([dividend, _], [_, divisor]) => divided(dividend, function, divisor),
                    _ => None,
                };
                match divided.or_else(|| inline(function, &codes)) {
                    Some(code) => Ok(code),
                    None => runtime::call(function, arguments, codes),
                }
            }
        }
    }

    /// What is measured, to call a method of it.
    pub(super) fn measured(&mut self, typed: &Typed) -> Result<Code> {
        match &typed.op {
            // The bytes of a text are as many as those of the text.
            Op::Call(Function::BytesFromString, arguments) => match &arguments[..] {
                [text] => self.code(text),
                _ => self.code(typed),
            },
            _ => self.code(typed),
        }
    }

    fn size(&mut self, function: Function, measured: &Typed) -> Result<Code> {
        if let (Function::SizeList, Op::Loop(node)) = (function, &measured.op)
            && let Some(count) = self.count(node)?
        {
            return Ok(Code::new(count, Repr::Usize));
        }
        let mut code = self.measured(measured)?;
        if function == Function::SizeString {
            code = self.counted(measured, code);
        }
        Ok(Code::new(size_of(function, code), Repr::Usize))
    }

    fn matches(&mut self, text: &Typed, pattern: &Typed) -> Result<Code> {
        let code = self.code(text)?;
        let expr = match pattern.as_const() {
            Some(Value::String(pattern)) => {
                let code = self.counted(text, code);
                self.statics.matching(pattern, code)?
            }
            _ => {
                let pattern = self.code(pattern)?.into_argument();
                attempt(method(
                    atom("steps"),
                    "matches",
                    [code.into_argument(), pattern],
                ))
            }
        };
        Ok(Code::new(expr, Repr::Bool))
    }

    fn format(&mut self, template: &Typed, arguments: &[Typed]) -> Result<Code> {
        let template = self.code(template)?.into_argument();
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let code = self.code(argument)?;
            let code = self.counted(argument, code);
            values.push(match code.repr.clone() {
                Repr::RawDuration | Repr::RawTimestamp => reference(code.into_time()),
                Repr::Usize => reference(code.into_int()),
                Repr::Null => reference(atom("()")),
                Repr::Value(_) => self.value_reference(code)?,
                repr => reference(literal::wide(code.expr, &repr)),
            });
        }
        let values = reference(Expr::Array(values));
        let text = attempt(call("format", [template, values]));
        Ok(Code::new(text, Repr::Text(Hold::Owned)))
    }

    fn unwrap(&mut self, wrapper: &Typed) -> Result<Code> {
        let code = self.code(wrapper)?;
        let Repr::Maybe(repr) = code.repr else {
            return Ok(code);
        };
        let value = method(code.expr, "ok_or", [atom("cel::Error::NoSuchOverload")]);
        Ok(Code::new(attempt(value), *repr))
    }

    fn unique(&mut self, list: &Typed) -> Result<Code> {
        let code = self.code(list)?;
        let code = self.counted(list, code);
        let Repr::List(held) = &code.repr else {
            return Err(Unsupported(
                "`unique` of such a list is not supported".to_owned(),
            ));
        };
        let unique = match *held.item.repr {
            Repr::Message(_)
            | Repr::MaybeMessage(_)
            | Repr::Maybe(_)
            | Repr::List(_)
            | Repr::Map(_)
            | Repr::RawDuration
            | Repr::RawTimestamp => method(atom("steps"), "unique_pairs", [code.into_items()]),
            _ => call("list::unique", [code.into_items()]),
        };
        Ok(Code::new(unique, Repr::Bool))
    }

    /// A chain of `+` as one list of parts.
    fn concatenation(&mut self, arguments: &[Typed]) -> Result<Code> {
        let mut parts = Vec::new();
        for argument in arguments {
            self.parts(argument, &mut parts)?;
        }
        let text = method(Expr::Array(parts), "concat", []);
        Ok(Code::new(text, Repr::Text(Hold::Owned)))
    }

    fn parts(&mut self, typed: &Typed, parts: &mut Vec<Expr>) -> Result<()> {
        if let Op::Call(Function::ConcatStrings, arguments) = &typed.op {
            return arguments
                .iter()
                .try_for_each(|argument| self.parts(argument, parts));
        }
        let part = self.code(typed)?;
        parts.push(self.counted(typed, part).into_slice());
        Ok(())
    }

    /// A part of a time as a clock in a time zone shows it.
    fn zoned(&mut self, function: Function, arguments: &[Typed]) -> Result<Code> {
        let [time, zone] = arguments else {
            return Err(Unsupported("such a time zone is not supported".to_owned()));
        };
        let time = self.code(time)?.into_time();
        let name = runtime::getter(function).unwrap_or("hours");
        let expr = match zone.as_const().and_then(Value::as_str) {
            Some("" | "UTC") => method(time, name, [reference(atom("TimeZone::UTC"))]),
            _ => {
                let zone = call("TimeZone::parse", [self.code(zone)?.into_argument()]);
                method(time, name, [reference(attempt(zone))])
            }
        };
        Ok(Code::new(expr, Repr::I64))
    }
}

/// The size of what is held so.
pub(super) fn size_of(function: Function, code: Code) -> Expr {
    match (function, &code.repr) {
        (Function::SizeString, _) => method(method(code.expr, "chars", []), "count", []),
        (_, Repr::Map(map)) if map.maybe => {
            let length = closure(&["m".to_owned()], method(atom("m"), "len", []));
            method(code.expr, "map_or", [atom("0"), length])
        }
        // It is known to be a list or a map, and sizes are never negative.
        (_, Repr::Value(_)) => {
            let size = method(code.expr, "size", []);
            Expr::Cast(
                Box::new(method(size, "unwrap_or_default", [])),
                "usize".to_owned(),
            )
        }
        _ => method(code.expr, "len", []),
    }
}

/// Functions that Rust has itself.
fn inline(function: Function, codes: &[Code]) -> Option<Code> {
    use Function as F;
    let mut codes = codes.iter().cloned();
    let (first, second) = (codes.next()?, codes.next());
    let boolean = |expr| Code::new(expr, Repr::Bool);
    let text = |expr| Code::new(expr, Repr::Text(Hold::Owned));
    let operator = |symbol: &'static str, second: Option<Code>| {
        let second = second?.into_double();
        Some(Code::new(
            binary(first.clone().into_double(), symbol, second),
            Repr::F64,
        ))
    };
    let unary = |name: &str| method(first.expr.clone(), name, []);
    let with = |name: &str, second: Option<Code>| {
        let argument = match second? {
            // What is looked for is borrowed.
            code @ Code {
                repr: Repr::Text(_),
                ..
            } => code.into_argument(),
            code => code.into_argument(),
        };
        Some(boolean(method(first.expr.clone(), name, [argument])))
    };
    match function {
        F::AddDouble => operator("+", second),
        F::SubDouble => operator("-", second),
        F::MulDouble => operator("*", second),
        F::DivDouble => operator("/", second),
        F::NegDouble => Some(Code::new(
            Expr::Unary("-", Box::new(first.into_double())),
            Repr::F64,
        )),
        F::Contains => with("contains", second),
        F::StartsWith | F::StartsWithBytes => with("starts_with", second),
        F::EndsWith | F::EndsWithBytes => with("ends_with", second),
        F::IsNan => Some(boolean(unary("is_nan"))),
        F::IsInf => Some(boolean(unary("is_infinite"))),
        F::DoubleFromInt => Some(Code::new(
            Expr::Cast(Box::new(first.into_int()), "f64".to_owned()),
            Repr::F64,
        )),
        F::DoubleFromUint => Some(Code::new(
            Expr::Cast(Box::new(first.into_uint()), "f64".to_owned()),
            Repr::F64,
        )),
        F::StringFromBool | F::StringFromInt | F::StringFromUint => Some(text(unary("to_string"))),
        F::StringFromDuration | F::StringFromTimestamp => {
            Some(text(method(first.into_time(), "to_string", [])))
        }
        F::BytesFromString => Some(match first.repr {
            Repr::Text(Hold::Owned) => Code::new(
                method(first.expr, "into_bytes", []),
                Repr::Bytes(Hold::Owned),
            ),
            _ => Code::new(unary("as_bytes"), Repr::Bytes(Hold::Slice)),
        }),
        _ => None,
    }
}

/// A division by a constant that cannot fail, in the type that the dividend has.
fn divided(dividend: &Code, function: Function, divisor: &Typed) -> Option<Code> {
    let symbol = match function {
        Function::DivInt | Function::DivUint => "/",
        Function::RemInt | Function::RemUint => "%",
        _ => return None,
    };
    let divisor = divisor.as_const()?;
    if let (Value::Int(1) | Value::Uint(1), repr) = (divisor, &dividend.repr)
        && matches!(repr, Repr::I32 | Repr::U32 | Repr::I64 | Repr::U64)
    {
        // clippy finds fault with `x / 1` and `x % 1`.
        let dividend = dividend.clone();
        let zero = match repr {
            Repr::I32 | Repr::I64 => Repr::I64,
            _ => Repr::U64,
        };
        return Some(match (symbol, dividend.expr.ends()) {
            ("/", _) => dividend,
            (_, true) => Code::new(after(dividend.expr, atom("0")), zero),
            (_, false) => Code::new(atom("0"), zero),
        });
    }
    let literal = match (divisor, &dividend.repr) {
        (Value::Int(0 | -1) | Value::Uint(0), _) => return None,
        (Value::Int(value), Repr::I32) => literal::int(i32::try_from(*value).ok()?.into()),
        (Value::Uint(value), Repr::U32) => atom(u32::try_from(*value).ok()?.to_string()),
        (Value::Int(value), Repr::I64) => literal::int(*value),
        (Value::Uint(value), Repr::U64) => atom(value.to_string()),
        _ => return None,
    };
    let dividend = dividend.clone();
    Some(Code::new(
        binary(dividend.expr, symbol, literal),
        dividend.repr,
    ))
}
