//! Calls of functions: of Rust's own where they mean the same, else of the runtime.

use super::super::access::{Result, Unsupported};
use super::super::code::{
    Code, Hold, Item, List, Repr, atom, attempt, binary, call, closure, method, reference,
};
use super::super::literal;
use super::Lower;
use crate::cel::{Function, Op, Type, Typed, Value};
use crate::targets::rust::syntax::Expr;

/// How the result of a function of the runtime is held.
enum Gives {
    Plain(Repr),
    /// A `Result` of it.
    Fallible(Repr),
}

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
            (F::ConcatStrings, _) => self.concatenation(arguments),
            (F::UintFromInt, [size]) if crate::cel::is_size(size) => self.code(size),
            _ if function.takes_zone() => self.zoned(function, arguments),
            (F::DivInt | F::DivUint | F::RemInt | F::RemUint, [dividend, divisor]) => {
                match divided(self.code(dividend)?, function, divisor) {
                    Some(code) => Ok(code),
                    None => self.runtime(function, arguments),
                }
            }
            _ => match self.inline(function, arguments)? {
                Some(code) => Ok(code),
                None => self.runtime(function, arguments),
            },
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
        let code = self.measured(measured)?;
        let expr = match (function, &code.repr) {
            (Function::SizeString, _) => method(method(code.expr, "chars", []), "count", []),
            (_, Repr::Map(map)) if map.maybe => {
                let length = closure(&["m".to_owned()], method(atom("m"), "len", []));
                method(code.expr, "map_or", [atom("0"), length])
            }
            _ => method(code.expr, "len", []),
        };
        Ok(Code::new(expr, Repr::Usize))
    }

    fn matches(&mut self, text: &Typed, pattern: &Typed) -> Result<Code> {
        let code = self.code(text)?;
        let text = code.clone().into_argument();
        let expr = match pattern.as_const() {
            Some(Value::String(pattern)) => self.statics.matching(pattern, code)?,
            _ => {
                let pattern = self.code(pattern)?.into_argument();
                attempt(call("matches", [text, pattern]))
            }
        };
        Ok(Code::new(expr, Repr::Bool))
    }

    fn format(&mut self, template: &Typed, arguments: &[Typed]) -> Result<Code> {
        let template = self.code(template)?.into_argument();
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let code = self.code(argument)?;
            values.push(match code.repr {
                Repr::RawDuration | Repr::RawTimestamp => reference(code.into_time()),
                Repr::Usize => reference(code.into_int()),
                Repr::Message(_) | Repr::MaybeMessage(_) => {
                    return Err(Unsupported("a message cannot be formatted".to_owned()));
                }
                Repr::Null => reference(atom("()")),
                _ => reference(code.expr),
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
        let Repr::List(held) = &code.repr else {
            return Err(Unsupported(
                "`unique` of such a list is not supported".to_owned(),
            ));
        };
        let function = match *held.item.repr {
            Repr::Message(_) | Repr::RawDuration | Repr::RawTimestamp => "list::unique_pairs",
            _ => "list::unique",
        };
        Ok(Code::new(call(function, [code.into_items()]), Repr::Bool))
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
        parts.push(self.code(typed)?.into_slice());
        Ok(())
    }

    /// A part of a time as a clock in a time zone shows it.
    fn zoned(&mut self, function: Function, arguments: &[Typed]) -> Result<Code> {
        let [time, zone] = arguments else {
            return Err(Unsupported("such a time zone is not supported".to_owned()));
        };
        let time = self.code(time)?.into_time();
        let name = getter(function).unwrap_or("hours");
        let expr = match zone.as_const().and_then(Value::as_str) {
            Some("" | "UTC") => method(time, name, [reference(atom("TimeZone::UTC"))]),
            _ => {
                let zone = call("TimeZone::parse", [self.code(zone)?.into_argument()]);
                method(time, name, [reference(attempt(zone))])
            }
        };
        Ok(Code::new(expr, Repr::I64))
    }

    /// Functions that Rust has itself.
    fn inline(&mut self, function: Function, arguments: &[Typed]) -> Result<Option<Code>> {
        use Function as F;
        let mut codes = Vec::with_capacity(arguments.len());
        for argument in arguments {
            codes.push(self.code(argument)?);
        }
        let mut codes = codes.into_iter();
        let (Some(first), second) = (codes.next(), codes.next()) else {
            return Ok(None);
        };
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
        Ok(match function {
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
            F::StringFromBool | F::StringFromInt | F::StringFromUint => {
                Some(text(unary("to_string")))
            }
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
        })
    }

    /// A function of the runtime.
    fn runtime(&mut self, function: Function, arguments: &[Typed]) -> Result<Code> {
        let Some((name, gives)) = runtime_function(function) else {
            return Err(Unsupported(format!(
                "`{function:?}` is not supported in a rule"
            )));
        };
        let mut values = Vec::with_capacity(arguments.len() + 2);
        for argument in arguments {
            let code = self.code(argument)?;
            values.push(match argument.ty.value() {
                Type::Int => code.into_int(),
                Type::Uint => code.into_uint(),
                Type::Double => code.into_double(),
                Type::String | Type::Bytes => code.into_argument(),
                Type::Duration | Type::Timestamp => code.into_time(),
                Type::List(_) => code.into_items(),
                _ => code.expr,
            });
        }
        complete(function, &mut values);
        let expr = match name.strip_prefix('.') {
            Some(name) => {
                let receiver = values.remove(0);
                method(receiver, name, values)
            }
            None => call(name, values),
        };
        Ok(match gives {
            Gives::Plain(repr) => Code::new(expr, repr),
            Gives::Fallible(repr) => Code::new(attempt(expr), repr),
        })
    }
}

/// A division by a constant that cannot fail, in the type that the dividend has.
fn divided(dividend: Code, function: Function, divisor: &Typed) -> Option<Code> {
    let literal = match (divisor.as_const()?, &dividend.repr) {
        (Value::Int(0 | -1) | Value::Uint(0), _) => return None,
        (Value::Int(value), Repr::I32) => literal::int(i32::try_from(*value).ok()?.into()),
        (Value::Uint(value), Repr::U32) => atom(u32::try_from(*value).ok()?.to_string()),
        (Value::Int(value), Repr::I64) => literal::int(*value),
        (Value::Uint(value), Repr::U64) => atom(value.to_string()),
        _ => return None,
    };
    let symbol = match function {
        Function::DivInt | Function::DivUint => "/",
        _ => "%",
    };
    Some(Code::new(
        binary(dividend.expr, symbol, literal),
        dividend.repr,
    ))
}

/// Adds or turns round what the function of the runtime takes otherwise.
fn complete(function: Function, values: &mut Vec<Expr>) {
    use Function as F;
    match function {
        F::AddDurationTimestamp => values.reverse(),
        F::IsIpPrefix => values.extend([atom("0"), atom("false")]),
        F::IsIpPrefixVersion => values.push(atom("false")),
        F::IsIpPrefixStrict => values.insert(1, atom("0")),
        _ if getter(function).is_some() => values.push(reference(atom("TimeZone::UTC"))),
        _ => {}
    }
}

/// The method that gives a part of a time.
fn getter(function: Function) -> Option<&'static str> {
    use Function as F;
    Some(match function {
        F::FullYear | F::FullYearIn => "full_year",
        F::Month | F::MonthIn => "month",
        F::DayOfMonth | F::DayOfMonthIn => "day_of_month",
        F::Date | F::DateIn => "date",
        F::DayOfWeek | F::DayOfWeekIn => "day_of_week",
        F::DayOfYear | F::DayOfYearIn => "day_of_year",
        F::Hours | F::HoursIn => "hours",
        F::Minutes | F::MinutesIn => "minutes",
        F::Seconds | F::SecondsIn => "seconds",
        F::Milliseconds | F::MillisecondsIn => "milliseconds",
        _ => return None,
    })
}

/// The name of a function of the runtime, with a dot before a method, and what it gives.
fn runtime_function(function: Function) -> Option<(String, Gives)> {
    use Function as F;
    use Gives::{Fallible, Plain};
    let owned = || Repr::Text(Hold::Owned);
    let slice = || Repr::Text(Hold::Slice);
    let strings = || {
        Repr::List(List {
            place: true,
            item: Item::new("&", Repr::Text(Hold::Slice)),
        })
    };
    if let Some(getter) = getter(function) {
        return Some((format!(".{getter}"), Plain(Repr::I64)));
    }
    let (name, gives) = match function {
        F::AddInt => ("int::add", Fallible(Repr::I64)),
        F::SubInt => ("int::sub", Fallible(Repr::I64)),
        F::MulInt => ("int::mul", Fallible(Repr::I64)),
        F::DivInt => ("int::div", Fallible(Repr::I64)),
        F::RemInt => ("int::rem", Fallible(Repr::I64)),
        F::NegInt => ("int::neg", Fallible(Repr::I64)),
        F::AddUint => ("uint::add", Fallible(Repr::U64)),
        F::SubUint => ("uint::sub", Fallible(Repr::U64)),
        F::MulUint => ("uint::mul", Fallible(Repr::U64)),
        F::DivUint => ("uint::div", Fallible(Repr::U64)),
        F::RemUint => ("uint::rem", Fallible(Repr::U64)),
        F::AddDurations => (".add", Fallible(Repr::Duration)),
        F::SubDurations => (".sub", Fallible(Repr::Duration)),
        F::NegDuration => (".neg", Fallible(Repr::Duration)),
        F::AddTimestampDuration | F::AddDurationTimestamp => (".add", Fallible(Repr::Timestamp)),
        F::SubTimestampDuration => (".sub", Fallible(Repr::Timestamp)),
        F::SubTimestamps => (".since", Fallible(Repr::Duration)),
        F::BoolFromString => ("boolean::parse", Fallible(Repr::Bool)),
        F::IntFromUint => ("int::from_uint", Fallible(Repr::I64)),
        F::IntFromDouble => ("int::from_double", Fallible(Repr::I64)),
        F::IntFromString => ("int::parse", Fallible(Repr::I64)),
        F::IntFromTimestamp => ("int::from_timestamp", Plain(Repr::I64)),
        F::UintFromInt => ("uint::from_int", Fallible(Repr::U64)),
        F::UintFromDouble => ("uint::from_double", Fallible(Repr::U64)),
        F::UintFromString => ("uint::parse", Fallible(Repr::U64)),
        F::DoubleFromString => ("double::parse", Fallible(Repr::F64)),
        F::StringFromDouble => ("string::from_double", Plain(owned())),
        F::StringFromBytes => ("string::from_bytes", Fallible(slice())),
        F::DurationFromString => ("Duration::parse", Fallible(Repr::Duration)),
        F::TimestampFromString => ("Timestamp::parse", Fallible(Repr::Timestamp)),
        F::TimestampFromInt => ("Timestamp::from_seconds", Fallible(Repr::Timestamp)),
        F::ConcatBytes => ("bytes::concat", Plain(Repr::Bytes(Hold::Owned))),
        F::ContainsBytes => ("bytes::contains", Plain(Repr::Bool)),
        F::CharAt => ("string::char_at", Fallible(slice())),
        F::IndexOf => ("string::index_of", Plain(Repr::I64)),
        F::IndexOfFrom => ("string::index_of_from", Fallible(Repr::I64)),
        F::LastIndexOf => ("string::last_index_of", Plain(Repr::I64)),
        F::LastIndexOfTo => ("string::last_index_of_to", Fallible(Repr::I64)),
        F::Join => ("string::join", Plain(owned())),
        F::JoinWith => ("string::join_with", Plain(owned())),
        F::LowerAscii => ("string::lower_ascii", Plain(owned())),
        F::UpperAscii => ("string::upper_ascii", Plain(owned())),
        F::Quote => ("string::quote", Plain(owned())),
        F::Replace => ("string::replace", Plain(owned())),
        F::ReplaceCount => ("string::replace_n", Plain(owned())),
        F::Reverse => ("string::reverse", Plain(owned())),
        F::Split => ("string::split", Plain(strings())),
        F::SplitCount => ("string::split_n", Plain(strings())),
        F::SubstringFrom => ("string::substring", Fallible(slice())),
        F::Substring => ("string::substring_to", Fallible(slice())),
        F::Trim => ("string::trim", Plain(slice())),
        F::DurationHours => (".hours", Plain(Repr::I64)),
        F::DurationMinutes => (".minutes", Plain(Repr::I64)),
        F::DurationSeconds => (".seconds", Plain(Repr::I64)),
        F::DurationMilliseconds => (".milliseconds", Plain(Repr::I64)),
        F::IsInfSigned => ("double::is_inf", Plain(Repr::Bool)),
        F::IsEmail => ("formats::is_email", Plain(Repr::Bool)),
        F::IsHostname => ("formats::is_hostname", Plain(Repr::Bool)),
        F::IsIp => ("formats::is_ip", Plain(Repr::Bool)),
        F::IsIpVersion => ("formats::is_ip_version", Plain(Repr::Bool)),
        F::IsIpPrefix | F::IsIpPrefixVersion | F::IsIpPrefixStrict | F::IsIpPrefixVersionStrict => {
            ("formats::is_ip_prefix", Plain(Repr::Bool))
        }
        F::IsUri => ("formats::is_uri", Plain(Repr::Bool)),
        F::IsUriRef => ("formats::is_uri_ref", Plain(Repr::Bool)),
        F::IsHostAndPort => ("formats::is_host_and_port", Plain(Repr::Bool)),
        _ => return None,
    };
    Some((name.to_owned(), gives))
}
