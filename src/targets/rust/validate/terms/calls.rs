//! Generates function calls: of Rust's functions if their semantics are the same, otherwise of runtime functions.
//!
//! [`Terms::call`] lists each function once. A new CEL function does not compile until it has an arm there.

mod forms;

use super::super::access::{Result, Unsupported};
use super::super::code::{Code, Hold, Item, List, Repr};
use super::Terms;
use crate::cel::Function;
use crate::checks::{Form, Op, Term};

/// A text that borrows from an argument.
const SLICE: Repr = Repr::Text(Hold::Slice);
/// An owned text.
const OWNED: Repr = Repr::Text(Hold::Owned);

impl Terms<'_, '_> {
    /// Generates the call of a function. Each arm has the Rust name of the function and the type of its result.
    pub(super) fn call(&mut self, term: &Term) -> Result<Code> {
        use Function as F;
        let Op::Call {
            function,
            arguments,
            form,
        } = &term.op
        else {
            return self.code(term);
        };
        let (all, stepped) = (&arguments[..], *form == Form::Stepped);
        match function {
            F::AddInt => self.fails("int::add", all, Repr::I64),
            F::SubInt => self.fails("int::sub", all, Repr::I64),
            F::MulInt => self.fails("int::mul", all, Repr::I64),
            F::DivInt => self.divided("int::div", "/", all, *form, Repr::I64),
            F::RemInt => self.divided("int::rem", "%", all, *form, Repr::I64),
            F::NegInt => self.fails("int::neg", all, Repr::I64),
            F::AddUint => self.fails("uint::add", all, Repr::U64),
            F::SubUint => self.fails("uint::sub", all, Repr::U64),
            F::MulUint => self.fails("uint::mul", all, Repr::U64),
            F::DivUint => self.divided("uint::div", "/", all, *form, Repr::U64),
            F::RemUint => self.divided("uint::rem", "%", all, *form, Repr::U64),
            F::AddDouble => self.operator("+", all),
            F::SubDouble => self.operator("-", all),
            F::MulDouble => self.operator("*", all),
            F::DivDouble => self.operator("/", all),
            F::NegDouble => self.negative(all),
            F::ConcatStrings => self.concatenation(all),
            F::ConcatBytes => self.plain("bytes::concat", all, Repr::Bytes(Hold::Owned)),
            F::ConcatLists => Err(unsupported(*function)),
            F::AddDurations => self.fails(".add", all, Repr::Duration),
            F::SubDurations => self.fails(".sub", all, Repr::Duration),
            F::NegDuration => self.fails(".neg", all, Repr::Duration),
            F::AddTimestampDuration => self.fails(".add", all, Repr::Timestamp),
            F::AddDurationTimestamp => self.reversed(".add", all, Repr::Timestamp),
            F::SubTimestampDuration => self.fails(".sub", all, Repr::Timestamp),
            F::SubTimestamps => self.fails(".since", all, Repr::Duration),
            F::SizeString => self.size(all, true),
            F::SizeBytes | F::SizeList | F::SizeMap => self.size(all, false),
            F::BoolFromString => self.fails("boolean::parse", all, Repr::Bool),
            F::IntFromUint => self.fails("int::from_uint", all, Repr::I64),
            F::IntFromDouble => self.fails("int::from_double", all, Repr::I64),
            F::IntFromString => self.fails("int::parse", all, Repr::I64),
            F::IntFromTimestamp => self.plain("int::from_timestamp", all, Repr::I64),
            F::UintFromInt => self.fails("uint::from_int", all, Repr::U64),
            F::UintFromDouble => self.fails("uint::from_double", all, Repr::U64),
            F::UintFromString => self.fails("uint::parse", all, Repr::U64),
            F::DoubleFromInt | F::DoubleFromUint => self.as_double(all),
            F::DoubleFromString => self.fails("double::parse", all, Repr::F64),
            F::StringFromBool | F::StringFromInt | F::StringFromUint => self.display(all),
            F::StringFromDouble => self.plain("string::from_double", all, OWNED),
            F::StringFromBytes => self.fails("string::from_bytes", all, SLICE),
            F::StringFromDuration | F::StringFromTimestamp => self.display(all),
            F::BytesFromString => self.as_bytes(all),
            F::DurationFromString => self.fails("Duration::parse", all, Repr::Duration),
            F::TimestampFromString => self.fails("Timestamp::parse", all, Repr::Timestamp),
            F::TimestampFromInt => self.fails("Timestamp::from_seconds", all, Repr::Timestamp),
            F::Contains => self.test("contains", all),
            F::ContainsBytes => self.plain("bytes::contains", all, Repr::Bool),
            F::StartsWith | F::StartsWithBytes => self.test("starts_with", all),
            F::EndsWith | F::EndsWithBytes => self.test("ends_with", all),
            F::Matches => self.matches(all),
            F::CharAt => self.fails("string::char_at", all, SLICE),
            F::IndexOf => self.plain("string::index_of", all, Repr::I64),
            F::IndexOfFrom => self.fails("string::index_of_from", all, Repr::I64),
            F::LastIndexOf => self.plain("string::last_index_of", all, Repr::I64),
            F::LastIndexOfTo => self.fails("string::last_index_of_to", all, Repr::I64),
            F::Join if stepped => self.grown("join", all, Some("")),
            F::Join => self.plain("string::join", all, OWNED),
            F::JoinWith if stepped => self.grown("join", all, None),
            F::JoinWith => self.plain("string::join_with", all, OWNED),
            F::LowerAscii => self.plain("string::lower_ascii", all, OWNED),
            F::UpperAscii => self.plain("string::upper_ascii", all, OWNED),
            F::Quote => self.plain("string::quote", all, OWNED),
            F::Replace if stepped => self.grown("replace", all, None),
            F::Replace => self.plain("string::replace", all, OWNED),
            F::ReplaceCount if stepped => self.grown("replace_n", all, None),
            F::ReplaceCount => self.plain("string::replace_n", all, OWNED),
            F::Reverse => self.plain("string::reverse", all, OWNED),
            F::Split => self.plain("string::split", all, slices()),
            F::SplitCount => self.plain("string::split_n", all, slices()),
            F::SubstringFrom => self.fails("string::substring", all, SLICE),
            F::Substring => self.fails("string::substring_to", all, SLICE),
            F::Trim => self.plain("string::trim", all, SLICE),
            F::FullYear | F::FullYearIn => self.part("full_year", all),
            F::Month | F::MonthIn => self.part("month", all),
            F::DayOfMonth | F::DayOfMonthIn => self.part("day_of_month", all),
            F::Date | F::DateIn => self.part("date", all),
            F::DayOfWeek | F::DayOfWeekIn => self.part("day_of_week", all),
            F::DayOfYear | F::DayOfYearIn => self.part("day_of_year", all),
            F::Hours | F::HoursIn => self.part("hours", all),
            F::Minutes | F::MinutesIn => self.part("minutes", all),
            F::Seconds | F::SecondsIn => self.part("seconds", all),
            F::Milliseconds | F::MillisecondsIn => self.part("milliseconds", all),
            F::DurationHours => self.plain(".hours", all, Repr::I64),
            F::DurationMinutes => self.plain(".minutes", all, Repr::I64),
            F::DurationSeconds => self.plain(".seconds", all, Repr::I64),
            F::DurationMilliseconds => self.plain(".milliseconds", all, Repr::I64),
            F::Unique => self.unique(all, stepped),
            F::IsNan => self.test("is_nan", all),
            F::IsInf => self.test("is_infinite", all),
            F::IsInfSigned => self.plain("double::is_inf", all, Repr::Bool),
            F::IsEmail => self.plain("formats::is_email", all, Repr::Bool),
            F::IsHostname => self.plain("formats::is_hostname", all, Repr::Bool),
            F::IsIp => self.plain("formats::is_ip", all, Repr::Bool),
            F::IsIpVersion => self.plain("formats::is_ip_version", all, Repr::Bool),
            F::IsIpPrefix => self.is_ip_prefix(all, Some("0"), Some("false")),
            F::IsIpPrefixVersion => self.is_ip_prefix(all, None, Some("false")),
            F::IsIpPrefixStrict => self.is_ip_prefix(all, Some("0"), None),
            F::IsIpPrefixVersionStrict => self.is_ip_prefix(all, None, None),
            F::IsUri => self.plain("formats::is_uri", all, Repr::Bool),
            F::IsUriRef => self.plain("formats::is_uri_ref", all, Repr::Bool),
            F::IsHostAndPort => self.plain("formats::is_host_and_port", all, Repr::Bool),
            F::Format => self.format(all),
            F::Item => self.item(all),
            F::Entry => self.entry(all),
            F::Unwrap => self.unwrap(all),
            F::Dynamic(function) => self.dynamic(*function, all, term.fails),
            F::Expect(kind) => {
                let code = self.first(all)?;
                Ok(super::values::expected(*kind, self.value(code)?))
            }
            F::HasKey => self.has_value(all),
            F::TypeOf => self.type_of(all),
            F::Int32 => self.narrowed("int::to_i32", all, Repr::I32),
            F::Uint32 => self.narrowed("uint::to_u32", all, Repr::U32),
            F::Float => self.as_float(all),
            F::DurationOf => self.time_of("Duration::new", all, Repr::Duration),
            F::TimestampOf => self.time_of("Timestamp::new", all, Repr::Timestamp),
            F::Json => self.json_of(all),
        }
    }
}

/// Returns the type of a list of texts that borrow from an argument.
fn slices() -> Repr {
    Repr::List(List {
        place: true,
        item: Item::new("&", SLICE),
    })
}

fn unsupported(function: Function) -> Unsupported {
    Unsupported::new(format!("`{function:?}` is not supported in a rule"))
}
