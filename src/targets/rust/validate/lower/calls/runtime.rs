//! Calls of functions of the runtime: what each is called there, how it takes its arguments, and what it gives.

use super::super::super::access::{Result, Unsupported};
use super::super::super::code::{
    self, Code, Hold, Item, List, Repr, atom, attempt, method, reference,
};
use crate::cel::{Function, Type, Typed};
use crate::targets::rust::syntax::Expr;

/// How the result of a function of the runtime is held.
enum Gives {
    Plain(Repr),
    /// A `Result` of it.
    Fallible(Repr),
}

/// A call of a function of the runtime.
pub(super) fn call(function: Function, arguments: &[Typed], codes: Vec<Code>) -> Result<Code> {
    let Some((name, gives)) = named(function) else {
        return Err(Unsupported(format!(
            "`{function:?}` is not supported in a rule"
        )));
    };
    let mut values = Vec::with_capacity(arguments.len() + 2);
    for (argument, code) in arguments.iter().zip(codes) {
        values.push(match argument.ty.value() {
            Type::Int => code.into_int(),
            Type::Uint => code.into_uint(),
            Type::Double => code.into_double(),
            Type::String | Type::Bytes => code.into_argument(),
            Type::Duration | Type::Timestamp => code.into_time(),
            Type::List(_) if !matches!(code.repr, Repr::List(_)) => {
                return Err(Unsupported(format!(
                    "`{function:?}` of a list of values whose types are known only at run time \
                     is not supported in a rule"
                )));
            }
            // The type of what a list would hold has to be told.
            Type::List(_) if matches!(&code.expr, Expr::Array(items) if items.is_empty()) => {
                atom("&[\"\"; 0]")
            }
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
        None => code::call(name, values),
    };
    Ok(match gives {
        Gives::Plain(repr) => Code::new(expr, repr),
        Gives::Fallible(repr) => Code::new(attempt(expr), repr),
    })
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
pub(super) fn getter(function: Function) -> Option<&'static str> {
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
fn named(function: Function) -> Option<(String, Gives)> {
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
