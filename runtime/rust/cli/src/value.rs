//! Parses the argument of a flag into the value of its field.

use std::fs;
use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser, ValueParser};
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value};

use super::json;
use rpcsmith_wire::base64;

/// The parsed argument of a flag.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum FlagValue {
    /// The value of its field, or one element of a list.
    Value(Value),
    /// An entry of a map.
    Entry(MapKey, Value),
}

/// The placeholder of a value in help texts.
pub(super) fn placeholder(field: &FieldDescriptor) -> String {
    match field.kind() {
        Kind::Message(entry) if field.is_map() => {
            let (key, value) = (entry.map_entry_key_field(), entry.map_entry_value_field());
            format!("{}={}", of_kind(&key.kind()), of_kind(&value.kind()))
        }
        kind => of_kind(&kind).to_owned(),
    }
}

fn of_kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Double | Kind::Float => "NUMBER",
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => "INT32",
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => "INT64",
        Kind::Uint32 | Kind::Fixed32 => "UINT32",
        Kind::Uint64 | Kind::Fixed64 => "UINT64",
        Kind::Bool => "BOOL",
        Kind::String => "TEXT",
        Kind::Bytes => "BASE64|@FILE",
        Kind::Enum(_) => "NAME",
        Kind::Message(message) => match message.full_name() {
            "google.protobuf.Timestamp" => "TIME",
            "google.protobuf.Duration" => "DURATION",
            "google.protobuf.FieldMask" => "PATHS",
            _ => match wrapped_field(message) {
                Some(field) => of_kind(&field.kind()),
                None => "JSON",
            },
        },
    }
}

/// An example of a value for help texts.
pub(super) fn example(kind: &Kind) -> Option<&'static str> {
    let Kind::Message(message) = kind else {
        return None;
    };
    match message.full_name() {
        "google.protobuf.Timestamp" => Some("such as 2026-01-31T12:00:00Z"),
        "google.protobuf.Duration" => Some("such as 1.5s"),
        "google.protobuf.FieldMask" => Some("such as name,address.city"),
        _ => None,
    }
}

/// The only field of a wrapper type such as `google.protobuf.Int32Value`.
fn wrapped_field(message: &MessageDescriptor) -> Option<FieldDescriptor> {
    let is_wrapper = json::is_wrapper(message.full_name());
    message.get_field(1).filter(|_| is_wrapper)
}

/// The parser for the flag of a field.
pub(super) fn parser(field: &FieldDescriptor) -> ValueParser {
    if let (Kind::Message(entry), true) = (field.kind(), field.is_map()) {
        return ValueParser::new(move |text: &str| parse_entry(&entry, text));
    }
    match field.kind() {
        Kind::Enum(items) => {
            let names = items
                .values()
                .map(|item| PossibleValue::new(item.name().to_owned()));
            let names = PossibleValuesParser::new(names.collect::<Vec<_>>());
            ValueParser::new(names.try_map(move |name| {
                let item = items.get_value_by_name(&name);
                item.map(|item| FlagValue::Value(Value::EnumNumber(item.number())))
                    .ok_or("no value has this name")
            }))
        }
        kind => ValueParser::new(move |text: &str| parse(&kind, text).map(FlagValue::Value)),
    }
}

fn parse_entry(entry: &MessageDescriptor, text: &str) -> Result<FlagValue, String> {
    let (key, value) = text.split_once('=').ok_or("expected `KEY=VALUE`")?;
    let key = parse(&entry.map_entry_key_field().kind(), key)?;
    let key = key.into_map_key().ok_or("expected a key")?;
    let value = parse(&entry.map_entry_value_field().kind(), value)?;
    Ok(FlagValue::Entry(key, value))
}

/// Parses a value of the type `kind`.
fn parse(kind: &Kind, text: &str) -> Result<Value, String> {
    match kind {
        Kind::Double => number(text, "a number").map(Value::F64),
        Kind::Float => number(text, "a number").map(Value::F32),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => {
            number(text, "a 32-bit integer").map(Value::I32)
        }
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => {
            number(text, "a 64-bit integer").map(Value::I64)
        }
        Kind::Uint32 | Kind::Fixed32 => number(text, "an unsigned 32-bit integer").map(Value::U32),
        Kind::Uint64 | Kind::Fixed64 => number(text, "an unsigned 64-bit integer").map(Value::U64),
        Kind::Bool => number(text, "`true` or `false`").map(Value::Bool),
        Kind::String => Ok(Value::String(text.to_owned())),
        Kind::Bytes => bytes(text).map(|bytes| Value::Bytes(bytes.into())),
        Kind::Enum(items) => match items.get_value_by_name(text) {
            Some(item) => Ok(Value::EnumNumber(item.number())),
            None => Err(format!("{} has no value `{text}`", items.full_name())),
        },
        Kind::Message(message) => parse_message(message, text).map(Value::Message),
    }
}

fn number<T: FromStr>(text: &str, what: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("expected {what}"))
}

/// Decodes base64, of either alphabet, with or without padding, or reads a file.
fn bytes(text: &str) -> Result<Vec<u8>, String> {
    if let Some(path) = text.strip_prefix('@') {
        return fs::read(path).map_err(|error| format!("{path}: {error}"));
    }
    base64::decode(text)
        .map_err(|error| format!("expected base64 ({error}), or `@` and the path of a file"))
}

/// Parses a message from JSON. Types whose JSON is a string are written without quotes.
fn parse_message(descriptor: &MessageDescriptor, text: &str) -> Result<DynamicMessage, String> {
    if json::is_string(descriptor.full_name()) && wrapped_field(descriptor).is_none() {
        return json::from_string(descriptor, text);
    }
    if let Some(field) = wrapped_field(descriptor) {
        let mut message = DynamicMessage::new(descriptor.clone());
        message.set_field(&field, parse(&field.kind(), text)?);
        return Ok(message);
    }
    json::parse(descriptor, text)
}
