//! Parses the argument of a flag into the value of its field.

use std::any::Any;
use std::ffi::OsStr;
use std::fs;
use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser, ValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command};
use rpcsmith_message::dynamic::{DynamicMessage, ItemType};
use rpcsmith_message::reflect::{Kind, Reflect, Slot, WellKnown};
use rpcsmith_wire::base64;

use super::json;
use super::schema::{Field, Message};

/// The parsed argument of a flag.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum FlagValue {
    /// The value of its field, or one element of a list.
    Value(Value),
    /// An entry of a map, with the text of its key.
    Entry(String, Value),
}

/// A value of a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Bool(bool),
    /// Also the number of an enum.
    I32(i32),
    I64(i64),
    U32(u32),
    U64(u64),
    F32(f32),
    F64(f64),
    String(String),
    Bytes(Vec<u8>),
    Message(DynamicMessage),
}

impl Value {
    /// Copies the value to a place of its type.
    pub(super) fn put(&self, slot: Slot<'_>) {
        match (self, slot) {
            (Self::Bool(value), Slot::Bool(place)) => *place = *value,
            (Self::I32(value), Slot::I32(place)) => *place = *value,
            (Self::I64(value), Slot::I64(place)) => *place = *value,
            (Self::U32(value), Slot::U32(place)) => *place = *value,
            (Self::U64(value), Slot::U64(place)) => *place = *value,
            (Self::F32(value), Slot::F32(place)) => *place = *value,
            (Self::F64(value), Slot::F64(place)) => *place = *value,
            (Self::String(value), Slot::String(place)) => place.clone_from(value),
            (Self::Bytes(value), Slot::Bytes(place)) => place.set(value.clone()),
            (Self::Message(value), Slot::Message(place)) => {
                let place: &mut dyn Any = place;
                if let Some(place) = place.downcast_mut::<DynamicMessage>() {
                    place.clone_from(value);
                }
            }
            // A parser returns values of the type of its field.
            _ => {}
        }
    }
}

/// The placeholder of a value in help texts.
pub(super) fn placeholder(field: &Field) -> String {
    let value = match field.message() {
        Some(message) => of_message(&message),
        None => of_scalar(field.item()),
    };
    match field.key() {
        Some(key) => format!("{}={value}", of_scalar(Some(key))),
        None => value.to_owned(),
    }
}

fn of_scalar(r#type: Option<ItemType>) -> &'static str {
    match r#type {
        Some(ItemType::Double | ItemType::Float) => "NUMBER",
        Some(ItemType::Int32 | ItemType::Sint32 | ItemType::Sfixed32) => "INT32",
        Some(ItemType::Int64 | ItemType::Sint64 | ItemType::Sfixed64) => "INT64",
        Some(ItemType::Uint32 | ItemType::Fixed32) => "UINT32",
        Some(ItemType::Uint64 | ItemType::Fixed64) => "UINT64",
        Some(ItemType::Bool) => "BOOL",
        Some(ItemType::String) => "TEXT",
        Some(ItemType::Bytes) => "BASE64|@FILE",
        Some(ItemType::Enum(_)) => "NAME",
        Some(ItemType::Message(_) | ItemType::Group(_)) | None => "JSON",
    }
}

fn of_message(message: &Message) -> &'static str {
    match message.form() {
        Some(WellKnown::Timestamp) => "TIME",
        Some(WellKnown::Duration) => "DURATION",
        Some(WellKnown::FieldMask) => "PATHS",
        Some(WellKnown::Wrapper) => of_scalar(message.field(0).and_then(|field| field.item())),
        _ => "JSON",
    }
}

/// An example of a value for help texts.
pub(super) fn example(message: &Message) -> Option<&'static str> {
    match message.form() {
        Some(WellKnown::Timestamp) => Some("such as 2026-01-31T12:00:00Z"),
        Some(WellKnown::Duration) => Some("such as 1.5s"),
        Some(WellKnown::FieldMask) => Some("such as name,address.city"),
        _ => None,
    }
}

/// The parser for the flag of a field.
pub(super) fn parser(field: &Field) -> ValueParser {
    let field = field.clone();
    if field.is_map() {
        return ValueParser::new(move |text: &str| parse_entry(&field, text));
    }
    match field.descriptor.kind() {
        Kind::Enum(items) => {
            let values = items.descriptor().values().iter();
            let names = values.map(|value| PossibleValue::new(value.name().to_owned()));
            let names = PossibleValuesParser::new(names.collect::<Vec<_>>());
            ValueParser::new(EnumParser { field, names })
        }
        _ => ValueParser::new(move |text: &str| parse(&field, text).map(FlagValue::Value)),
    }
}

/// Parses the name or the number of an enum value. Its errors and its help list the names.
#[derive(Clone)]
struct EnumParser {
    field: Field,
    names: PossibleValuesParser,
}

impl TypedValueParser for EnumParser {
    type Value = FlagValue;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        text: &OsStr,
    ) -> Result<Self::Value, clap::Error> {
        let value = text.to_str().and_then(|text| parse(&self.field, text).ok());
        match value {
            Some(value) => Ok(FlagValue::Value(value)),
            None => {
                let name = self.names.parse_ref(command, arg, text)?;
                // A value with a name has been found above.
                Err(clap::Error::raw(ErrorKind::InvalidValue, name).with_cmd(command))
            }
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        self.names.possible_values()
    }
}

fn parse_entry(field: &Field, text: &str) -> Result<FlagValue, String> {
    let (key, value) = text.split_once('=').ok_or("expected `KEY=VALUE`")?;
    // The text of a key is that of its value: the same number can have several texts, such as `+1`.
    let key = match scalar(field.key(), key)? {
        Value::Bool(key) => key.to_string(),
        Value::I32(key) => key.to_string(),
        Value::I64(key) => key.to_string(),
        Value::U32(key) => key.to_string(),
        Value::U64(key) => key.to_string(),
        Value::String(key) => key,
        _ => return Err("expected a key".to_owned()),
    };
    Ok(FlagValue::Entry(key, parse(field, value)?))
}

/// Parses a value of a field; an element or the value of an entry.
fn parse(field: &Field, text: &str) -> Result<Value, String> {
    if let Some(message) = field.message() {
        return parse_message(&message, text).map(Value::Message);
    }
    match field.descriptor.kind() {
        Kind::Enum(items) => {
            let items = items.descriptor();
            let is_allowed = |number: &i32| !items.is_closed() || items.name_of(*number).is_some();
            let by_number = || text.parse().ok().filter(is_allowed);
            let number = items.number_of(text).or_else(by_number);
            let number =
                number.ok_or_else(|| format!("{} has no value `{text}`", items.full_name()));
            number.map(Value::I32)
        }
        _ => scalar(field.item(), text),
    }
}

fn scalar(r#type: Option<ItemType>, text: &str) -> Result<Value, String> {
    match r#type {
        Some(ItemType::Double) => number(text, "a number").map(Value::F64),
        Some(ItemType::Float) => number(text, "a number").map(Value::F32),
        Some(ItemType::Int32 | ItemType::Sint32 | ItemType::Sfixed32) => {
            number(text, "a 32-bit integer").map(Value::I32)
        }
        Some(ItemType::Int64 | ItemType::Sint64 | ItemType::Sfixed64) => {
            number(text, "a 64-bit integer").map(Value::I64)
        }
        Some(ItemType::Uint32 | ItemType::Fixed32) => {
            number(text, "an unsigned 32-bit integer").map(Value::U32)
        }
        Some(ItemType::Uint64 | ItemType::Fixed64) => {
            number(text, "an unsigned 64-bit integer").map(Value::U64)
        }
        Some(ItemType::Bool) => number(text, "`true` or `false`").map(Value::Bool),
        Some(ItemType::String) => Ok(Value::String(text.to_owned())),
        Some(ItemType::Bytes) => bytes(text).map(Value::Bytes),
        Some(ItemType::Enum(_) | ItemType::Message(_) | ItemType::Group(_)) | None => {
            Err("expected a value of another type".to_owned())
        }
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
fn parse_message(message: &Message, text: &str) -> Result<DynamicMessage, String> {
    match message.form() {
        Some(WellKnown::Timestamp | WellKnown::Duration | WellKnown::FieldMask) => {
            json::parse_text(message, text)
        }
        Some(WellKnown::Wrapper) => {
            let mut wrapper = message.empty();
            let item = message.field(0).and_then(|field| field.item());
            if let Some(slot) = wrapper.slot(0) {
                scalar(item, text)?.put(slot);
            }
            Ok(wrapper)
        }
        _ => json::parse(message, text),
    }
}
