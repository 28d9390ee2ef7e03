//! Computes calls with constant arguments. It uses the runtime functions that compiled rules call.

use super::comparison::equal;
use crate::cel::function::Function;
use crate::cel::value::Value;
use rpcsmith_validate::cel::{
    Duration, Error, Result, TimeZone, Timestamp, boolean, double,
    format::{Formatted, format},
    int, list, matches, string, uint,
};
use rpcsmith_validate::{cel::bytes, formats};

/// The group of argument types that a function takes.
enum Family {
    Arithmetic,
    Conversion,
    Text,
    Time,
    Collection,
    Format,
    /// The types of the arguments are known only at run time.
    Dynamic,
}

/// Returns the value or the error of a call; `None` if the result is known only at run time.
pub fn call(function: Function, arguments: &[&Value]) -> Option<Result<Value>> {
    match family(function) {
        Family::Arithmetic => arithmetic(function, arguments),
        Family::Conversion => conversion(function, arguments),
        Family::Text => text(function, arguments),
        Family::Time => time(function, arguments),
        Family::Collection => collection(function, arguments),
        Family::Format => formats(function, arguments),
        Family::Dynamic => None,
    }
}

/// Returns the family of each function. A new CEL function does not compile until it has an arm here.
#[rustfmt::skip]
fn family(function: Function) -> Family {
    use Function as F;
    match function {
        F::AddInt | F::AddUint | F::AddDouble | F::SubInt | F::SubUint | F::SubDouble
        | F::MulInt | F::MulUint | F::MulDouble | F::DivInt | F::DivUint | F::DivDouble
        | F::RemInt | F::RemUint | F::NegInt | F::NegDouble
        | F::IsNan | F::IsInf | F::IsInfSigned => Family::Arithmetic,

        F::BoolFromString | F::IntFromUint | F::IntFromDouble | F::IntFromString
        | F::IntFromTimestamp | F::UintFromInt | F::UintFromDouble | F::UintFromString
        | F::DoubleFromInt | F::DoubleFromUint | F::DoubleFromString
        | F::StringFromBool | F::StringFromInt | F::StringFromUint | F::StringFromDouble
        | F::StringFromBytes | F::StringFromDuration | F::StringFromTimestamp
        | F::BytesFromString | F::DurationFromString | F::TimestampFromString
        | F::TimestampFromInt | F::Unwrap | F::Int32 | F::Uint32 | F::Float | F::Json => {
            Family::Conversion
        }

        F::ConcatStrings | F::ConcatBytes | F::SizeString | F::SizeBytes
        | F::Contains | F::ContainsBytes | F::StartsWith | F::StartsWithBytes
        | F::EndsWith | F::EndsWithBytes | F::Matches | F::CharAt
        | F::IndexOf | F::IndexOfFrom | F::LastIndexOf | F::LastIndexOfTo
        | F::Join | F::JoinWith | F::LowerAscii | F::UpperAscii | F::Quote
        | F::Replace | F::ReplaceCount | F::Reverse | F::Split | F::SplitCount
        | F::SubstringFrom | F::Substring | F::Trim | F::Format => Family::Text,

        F::AddDurations | F::AddTimestampDuration | F::AddDurationTimestamp
        | F::SubDurations | F::SubTimestamps | F::SubTimestampDuration | F::NegDuration
        | F::FullYear | F::FullYearIn | F::Month | F::MonthIn
        | F::DayOfMonth | F::DayOfMonthIn | F::Date | F::DateIn
        | F::DayOfWeek | F::DayOfWeekIn | F::DayOfYear | F::DayOfYearIn
        | F::Hours | F::HoursIn | F::Minutes | F::MinutesIn
        | F::Seconds | F::SecondsIn | F::Milliseconds | F::MillisecondsIn
        | F::DurationHours | F::DurationMinutes | F::DurationSeconds | F::DurationMilliseconds
        | F::DurationOf | F::TimestampOf => Family::Time,

        F::SizeList | F::SizeMap | F::ConcatLists | F::Unique | F::Item | F::Entry
        | F::TypeOf => Family::Collection,

        F::IsEmail | F::IsHostname | F::IsIp | F::IsIpVersion
        | F::IsIpPrefix | F::IsIpPrefixVersion | F::IsIpPrefixStrict | F::IsIpPrefixVersionStrict
        | F::IsUri | F::IsUriRef | F::IsHostAndPort => Family::Format,

        F::Dynamic(_) | F::Expect(_) | F::HasKey => Family::Dynamic,
    }
}

fn arithmetic(function: Function, arguments: &[&Value]) -> Option<Result<Value>> {
    use Function as F;
    use Value::{Double, Int, Uint};
    let ints = |f: fn(i64, i64) -> Result<i64>| match arguments {
        [Int(a), Int(b)] => Some(f(*a, *b).map(Int)),
        _ => None,
    };
    let uints = |f: fn(u64, u64) -> Result<u64>| match arguments {
        [Uint(a), Uint(b)] => Some(f(*a, *b).map(Uint)),
        _ => None,
    };
    let doubles = |f: fn(f64, f64) -> f64| match arguments {
        [Double(a), Double(b)] => Some(Ok(Double(f(*a, *b)))),
        _ => None,
    };
    match function {
        F::AddInt => ints(int::add),
        F::SubInt => ints(int::sub),
        F::MulInt => ints(int::mul),
        F::DivInt => ints(int::div),
        F::RemInt => ints(int::rem),
        F::AddUint => uints(uint::add),
        F::SubUint => uints(uint::sub),
        F::MulUint => uints(uint::mul),
        F::DivUint => uints(uint::div),
        F::RemUint => uints(uint::rem),
        F::AddDouble => doubles(|a, b| a + b),
        F::SubDouble => doubles(|a, b| a - b),
        F::MulDouble => doubles(|a, b| a * b),
        F::DivDouble => doubles(|a, b| a / b),
        _ => match (function, arguments) {
            (F::NegInt, [Int(a)]) => Some(int::neg(*a).map(Int)),
            (F::NegDouble, [Double(a)]) => Some(Ok(Double(-a))),
            (F::IsNan, [Double(a)]) => Some(Ok(Value::Bool(a.is_nan()))),
            (F::IsInf, [Double(a)]) => Some(Ok(Value::Bool(a.is_infinite()))),
            (F::IsInfSigned, [Double(a), Int(sign)]) => {
                Some(Ok(Value::Bool(double::is_inf(*a, *sign))))
            }
            _ => None,
        },
    }
}

fn conversion(function: Function, arguments: &[&Value]) -> Option<Result<Value>> {
    use Function as F;
    use Value::{Bool, Bytes, Double, Int, String, Uint};
    let [argument] = arguments else { return None };
    Some(match (function, argument) {
        (F::Unwrap, Value::Null) => Err(Error::NoSuchOverload),
        (F::Unwrap, value) => Ok((*value).clone()),
        (F::BoolFromString, String(text)) => boolean::parse(text).map(Bool),
        (F::IntFromUint, Uint(value)) => int::from_uint(*value).map(Int),
        (F::IntFromDouble, Double(value)) => int::from_double(*value).map(Int),
        (F::IntFromString, String(text)) => int::parse(text).map(Int),
        (F::IntFromTimestamp, Value::Timestamp(time)) => Ok(Int(int::from_timestamp(*time))),
        (F::UintFromInt, Int(value)) => uint::from_int(*value).map(Uint),
        (F::UintFromDouble, Double(value)) => uint::from_double(*value).map(Uint),
        (F::UintFromString, String(text)) => uint::parse(text).map(Uint),
        (F::DoubleFromInt, Int(value)) => Ok(Double(*value as f64)),
        (F::DoubleFromUint, Uint(value)) => Ok(Double(*value as f64)),
        (F::DoubleFromString, String(text)) => double::parse(text).map(Double),
        (F::StringFromBool, Bool(value)) => Ok(String(value.to_string())),
        (F::StringFromInt, Int(value)) => Ok(String(value.to_string())),
        (F::StringFromUint, Uint(value)) => Ok(String(value.to_string())),
        (F::StringFromDouble, Double(value)) => Ok(String(string::from_double(*value))),
        (F::StringFromBytes, Bytes(bytes)) => {
            string::from_bytes(bytes).map(|text| String(text.to_owned()))
        }
        (F::StringFromDuration, Value::Duration(duration)) => Ok(String(duration.to_string())),
        (F::StringFromTimestamp, Value::Timestamp(time)) => Ok(String(time.to_string())),
        (F::BytesFromString, String(text)) => Ok(Bytes(text.clone().into_bytes())),
        (F::DurationFromString, String(text)) => Duration::parse(text).map(Value::Duration),
        (F::TimestampFromString, String(text)) => Timestamp::parse(text).map(Value::Timestamp),
        (F::TimestampFromInt, Int(value)) => Timestamp::from_seconds(*value).map(Value::Timestamp),
        (F::Int32, Int(value)) => int::to_i32(*value).map(|value| Int(value.into())),
        (F::Uint32, Uint(value)) => uint::to_u32(*value).map(|value| Uint(value.into())),
        (F::Float, Double(value)) => Ok(Double((*value as f32).into())),
        (F::Json, value) => json(value)?,
        _ => return None,
    })
}

/// Converts a value to a `google.protobuf.Value`; `None` if only the runtime can convert it.
fn json(value: &Value) -> Option<Result<Value>> {
    /// The largest integer such that doubles represent it and all smaller nonnegative integers exactly.
    const MAX_SAFE: u64 = (1 << 53) - 1;
    let number = |size: u64, number: f64, text: String| {
        if size <= MAX_SAFE {
            Value::Double(number)
        } else {
            Value::String(text)
        }
    };
    Some(Ok(match value {
        Value::Null | Value::Bool(_) | Value::Double(_) | Value::String(_) => value.clone(),
        Value::Int(value) => number(value.unsigned_abs(), *value as f64, value.to_string()),
        Value::Uint(value) => number(*value, *value as f64, value.to_string()),
        Value::Duration(value) => Value::String(value.to_string()),
        Value::Timestamp(value) => Value::String(value.to_string()),
        Value::List(items) => {
            let items: Option<Result<Vec<_>>> = items.iter().map(json).collect();
            return Some(items?.map(Value::List));
        }
        Value::Map(entries) => {
            let entry = |(key, value): &(Value, Value)| match key {
                Value::String(_) => Some(json(value)?.map(|value| (key.clone(), value))),
                _ => Some(Err(Error::NoSuchOverload)),
            };
            let entries: Option<Result<Vec<_>>> = entries.iter().map(entry).collect();
            return Some(entries?.map(Value::Map));
        }
        Value::Bytes(_) | Value::Message(_) | Value::Type(_) => return None,
    }))
}

fn text(function: Function, arguments: &[&Value]) -> Option<Result<Value>> {
    use Function as F;
    use Value::{Bool, Bytes, Int, String};
    let owned = |text: &str| String(text.to_owned());
    Some(match (function, arguments) {
        (F::ConcatStrings, [String(a), String(b)]) => Ok(String(format!("{a}{b}"))),
        (F::ConcatBytes, [Bytes(a), Bytes(b)]) => Ok(Bytes([&a[..], b].concat())),
        (F::SizeString, [String(text)]) => Ok(Int(string::size(text))),
        (F::SizeBytes, [Bytes(bytes)]) => Ok(size(bytes.len())),
        (F::Contains, [String(a), String(b)]) => Ok(Bool(a.contains(b.as_str()))),
        (F::StartsWith, [String(a), String(b)]) => Ok(Bool(a.starts_with(b.as_str()))),
        (F::EndsWith, [String(a), String(b)]) => Ok(Bool(a.ends_with(b.as_str()))),
        (F::ContainsBytes, [Bytes(a), Bytes(b)]) => Ok(Bool(bytes::contains(a, b))),
        (F::StartsWithBytes, [Bytes(a), Bytes(b)]) => Ok(Bool(a.starts_with(b))),
        (F::EndsWithBytes, [Bytes(a), Bytes(b)]) => Ok(Bool(a.ends_with(b))),
        (F::Matches, [String(text), String(pattern)]) => matches(text, pattern).map(Bool),
        (F::CharAt, [String(text), Int(at)]) => string::char_at(text, *at).map(owned),
        (F::IndexOf, [String(text), String(part)]) => Ok(Int(string::index_of(text, part))),
        (F::IndexOfFrom, [String(text), String(part), Int(from)]) => {
            string::index_of_from(text, part, *from).map(Int)
        }
        (F::LastIndexOf, [String(text), String(at)]) => Ok(Int(string::last_index_of(text, at))),
        (F::LastIndexOfTo, [String(text), String(part), Int(to)]) => {
            string::last_index_of_to(text, part, *to).map(Int)
        }
        (F::LowerAscii, [String(text)]) => Ok(String(string::lower_ascii(text))),
        (F::UpperAscii, [String(text)]) => Ok(String(string::upper_ascii(text))),
        (F::Quote, [String(text)]) => Ok(String(string::quote(text))),
        (F::Reverse, [String(text)]) => Ok(String(string::reverse(text))),
        (F::Trim, [String(text)]) => Ok(owned(string::trim(text))),
        (F::Replace, [String(text), String(old), String(new)]) => {
            Ok(String(string::replace(text, old, new)))
        }
        (F::ReplaceCount, [String(text), String(old), String(new), Int(limit)]) => {
            Ok(String(string::replace_n(text, old, new, *limit)))
        }
        (F::SubstringFrom, [String(text), Int(start)]) => {
            string::substring(text, *start).map(owned)
        }
        (F::Substring, [String(text), Int(start), Int(end)]) => {
            string::substring_to(text, *start, *end).map(owned)
        }
        (F::Split, [String(text), String(separator)]) => {
            Ok(strings(string::split(text, separator)))
        }
        (F::SplitCount, [String(text), String(separator), Int(limit)]) => {
            Ok(strings(string::split_n(text, separator, *limit)))
        }
        (F::Join, [Value::List(parts)]) => Ok(String(string::join(&texts(parts)?))),
        (F::JoinWith, [Value::List(parts), String(separator)]) => {
            Ok(String(string::join_with(&texts(parts)?, separator)))
        }
        (F::Format, [String(template), rest @ ..]) => {
            let arguments: Vec<&dyn Formatted> = rest.iter().map(|value| *value as _).collect();
            format(template, &arguments).map(String)
        }
        _ => return None,
    })
}

fn time(function: Function, arguments: &[&Value]) -> Option<Result<Value>> {
    use Function as F;
    use Value::{Duration as D, Int, String, Timestamp as T};
    Some(match (function, arguments) {
        (F::AddDurations, [D(a), D(b)]) => a.add(*b).map(D),
        (F::SubDurations, [D(a), D(b)]) => a.sub(*b).map(D),
        (F::NegDuration, [D(a)]) => a.neg().map(D),
        (F::AddTimestampDuration, [T(a), D(b)]) | (F::AddDurationTimestamp, [D(b), T(a)]) => {
            a.add(*b).map(T)
        }
        (F::SubTimestampDuration, [T(a), D(b)]) => a.sub(*b).map(T),
        (F::SubTimestamps, [T(a), T(b)]) => a.since(*b).map(D),
        (F::DurationOf, [Int(seconds), Int(nanos)]) => {
            Ok(D(Duration::new(*seconds, i32::try_from(*nanos).ok()?)))
        }
        (F::TimestampOf, [Int(seconds), Int(nanos)]) => {
            Ok(T(Timestamp::new(*seconds, i32::try_from(*nanos).ok()?)))
        }
        (F::DurationHours, [D(a)]) => Ok(Int(a.hours())),
        (F::DurationMinutes, [D(a)]) => Ok(Int(a.minutes())),
        (F::DurationSeconds, [D(a)]) => Ok(Int(a.seconds())),
        (F::DurationMilliseconds, [D(a)]) => Ok(Int(a.milliseconds())),
        (function, [T(time)]) => Ok(Int(part(function, *time, &TimeZone::UTC)?)),
        // Only the runtime has the time zone database, so only fixed offsets are computed.
        (function, [T(time), String(zone)]) => match TimeZone::fixed(zone) {
            Ok(zone) => Ok(Int(part(function, *time, &zone)?)),
            Err(_) => return None,
        },
        _ => return None,
    })
}

/// Returns a component of a time in a time zone.
fn part(function: Function, time: Timestamp, zone: &TimeZone) -> Option<i64> {
    use Function as F;
    Some(match function {
        F::FullYear | F::FullYearIn => time.full_year(zone),
        F::Month | F::MonthIn => time.month(zone),
        F::DayOfMonth | F::DayOfMonthIn => time.day_of_month(zone),
        F::Date | F::DateIn => time.date(zone),
        F::DayOfWeek | F::DayOfWeekIn => time.day_of_week(zone),
        F::DayOfYear | F::DayOfYearIn => time.day_of_year(zone),
        F::Hours | F::HoursIn => time.hours(zone),
        F::Minutes | F::MinutesIn => time.minutes(zone),
        F::Seconds | F::SecondsIn => time.seconds(zone),
        F::Milliseconds | F::MillisecondsIn => time.milliseconds(zone),
        _ => return None,
    })
}

fn collection(function: Function, arguments: &[&Value]) -> Option<Result<Value>> {
    use Function as F;
    use Value::{Bool, Int, List, Map, Uint};
    Some(match (function, arguments) {
        (F::SizeList, [List(items)]) => Ok(size(items.len())),
        (F::SizeMap, [Map(entries)]) => Ok(size(entries.len())),
        (F::ConcatLists, [List(a), List(b)]) => Ok(List([&a[..], b].concat())),
        (F::Unique, [List(items)]) => {
            let again =
                |(at, item): (usize, &Value)| items[..at].iter().any(|held| equal(held, item));
            Ok(Bool(!items.iter().enumerate().any(again)))
        }
        (F::Item, [List(items), Int(index)]) => list::get(items, *index).cloned(),
        (F::Item, [List(items), Uint(index)]) => {
            int::from_uint(*index).and_then(|index| list::get(items, index).cloned())
        }
        (F::Item, [List(items), Value::Double(index)]) if index.trunc() == *index => {
            int::from_double(*index).and_then(|index| list::get(items, index).cloned())
        }
        (F::TypeOf, [value]) => Ok(Value::Type(value.type_name()?.into())),
        (F::Entry, [Map(entries), key]) => entries
            .iter()
            .find(|(held, _)| equal(held, key))
            .map(|(_, value)| value.clone())
            .ok_or(Error::NoSuchKey),
        _ => return None,
    })
}

fn formats(function: Function, arguments: &[&Value]) -> Option<Result<Value>> {
    use Function as F;
    use Value::{Bool, Int, String};
    Some(Ok(Bool(match (function, arguments) {
        (F::IsEmail, [String(text)]) => formats::is_email(text),
        (F::IsHostname, [String(text)]) => formats::is_hostname(text),
        (F::IsIp, [String(text)]) => formats::is_ip(text),
        (F::IsIpVersion, [String(text), Int(version)]) => formats::is_ip_version(text, *version),
        (F::IsIpPrefix, [String(text)]) => formats::is_ip_prefix(text, 0, false),
        (F::IsIpPrefixVersion, [String(text), Int(version)]) => {
            formats::is_ip_prefix(text, *version, false)
        }
        (F::IsIpPrefixStrict, [String(text), Bool(strict)]) => {
            formats::is_ip_prefix(text, 0, *strict)
        }
        (F::IsIpPrefixVersionStrict, [String(text), Int(version), Bool(strict)]) => {
            formats::is_ip_prefix(text, *version, *strict)
        }
        (F::IsUri, [String(text)]) => formats::is_uri(text),
        (F::IsUriRef, [String(text)]) => formats::is_uri_ref(text),
        (F::IsHostAndPort, [String(text), Bool(port)]) => formats::is_host_and_port(text, *port),
        _ => return None,
    })))
}

/// Converts a length to a CEL `int`.
fn size(length: usize) -> Value {
    // A constant is far smaller than 2^63.
    Value::Int(length as i64)
}

fn strings(parts: Vec<&str>) -> Value {
    let parts = parts.into_iter().map(|part| Value::String(part.to_owned()));
    Value::List(parts.collect())
}

fn texts(values: &[Value]) -> Option<Vec<&str>> {
    values.iter().map(Value::as_str).collect()
}

#[cfg(test)]
mod tests;
