//! Prints messages.

use std::fmt::{Result, Write};

use super::{URL_SIGNS, WriteOptions, escape};
use crate::debug::Redacted;
use crate::reflect::{Extension, FieldDescriptor, Key, Kind, Reflect, Registry, Value, WellKnown};
use crate::unknown::Records;
use crate::{UnknownFields, UnknownValue, budget};

/// The most levels of messages within unknown fields. Deeper ones are printed as strings.
const MAX_UNKNOWN: usize = 10;

/// The most levels around the message of an `Any`, and around an extension, whose levels the decoder does not count. A deeper
/// `Any` is printed with its bytes, and a deeper extension is an unknown field.
const MAX_DEPTH: usize = 100;

/// Prints a message.
pub(super) fn message(
    options: &WriteOptions<'_>,
    message: &dyn Reflect,
    out: &mut dyn Write,
) -> Result {
    let mut printer = Printer {
        options,
        registry: options.registry.unwrap_or(Registry::well_known()),
        out,
        depth: 0,
        is_start: true,
    };
    printer.message(message)
}

struct Printer<'p> {
    options: &'p WriteOptions<'p>,
    registry: &'p Registry,
    out: &'p mut dyn Write,
    depth: usize,
    /// Whether nothing is printed yet.
    is_start: bool,
}

impl Printer<'_> {
    fn message(&mut self, message: &dyn Reflect) -> Result {
        let descriptor = message.descriptor();
        if descriptor.form() == Some(WellKnown::Any) && self.any(message)? {
            return Ok(());
        }
        for (index, field) in descriptor.fields().iter().enumerate() {
            if let Some(value) = message.get(index) {
                self.field(field, field_name(field, value).as_deref(), value)?;
            }
        }
        let Some(unknown) = message.unknown_fields() else {
            return Ok(());
        };
        let extensions = match self.depth {
            0..MAX_DEPTH => self.registry.extensions(descriptor.full_name()),
            _ => &[],
        };
        let mut printed = Vec::new();
        let budget = budget::default_for(unknown.as_bytes().len());
        for extension in extensions {
            if budget::within_rest_for_now(budget, || self.extension(extension, unknown))? {
                printed.push(extension);
            }
        }
        if self.options.unknown {
            for (number, value) in unknown {
                if !printed
                    .iter()
                    .any(|extension| extension.matches(number, value))
                {
                    self.unknown(number, value, MAX_UNKNOWN)?;
                }
            }
        }
        Ok(())
    }

    /// Prints an extension; `false` if it is not set, malformed, or too large.
    fn extension(
        &mut self,
        extension: &Extension,
        unknown: &UnknownFields,
    ) -> std::result::Result<bool, std::fmt::Error> {
        // An extension in an extension has a copy of the fields around it.
        let read = budget::take(unknown.as_bytes().len()).and_then(|()| extension.read(unknown));
        let Ok(Some(holder)) = read else {
            return Ok(false);
        };
        if let Some(field) = holder.descriptor().fields().first()
            && let Some(value) = holder.get(0)
        {
            self.field(field, Some(&format!("[{}]", field.name())), value)?;
        }
        Ok(true)
    }

    /// Prints the message in an `Any`; `false` if its type is not known, if its URL cannot be parsed, or if it is too deep or too
    /// large.
    fn any(&mut self, any: &dyn Reflect) -> std::result::Result<bool, std::fmt::Error> {
        let (Some(Value::String(url)), value) = (any.get(0), any.get(1)) else {
            return Ok(false);
        };
        let name = url.rsplit('/').next().unwrap_or_default();
        let bytes = match value {
            Some(Value::Bytes(bytes)) => bytes,
            _ => &[],
        };
        if self.depth >= MAX_DEPTH || !is_url(url) {
            return Ok(false);
        }
        let Some(mut message) = self.registry.create(name) else {
            return Ok(false);
        };
        budget::within_rest_for_now(budget::default_for(bytes.len()), || {
            // Each `Any` in an `Any` has a copy of the bytes of those in it.
            let merged = budget::take(bytes.len()).and_then(|()| message.merge_bytes(bytes));
            if merged.is_ok() {
                self.nested(&format!("[{url}]"), &*message)?;
            }
            Ok(merged.is_ok())
        })
    }

    fn field(&mut self, field: &FieldDescriptor, name: Option<&str>, value: Value<'_>) -> Result {
        let name = name.unwrap_or(field.name());
        if self.options.redact && field.is_redacted() {
            self.start(name)?;
            return self.end(&format!(": {}", Redacted::TEXT));
        }
        match value {
            Value::List(list) => {
                let values = (0..list.len()).filter_map(|index| list.get(index));
                values
                    .into_iter()
                    .try_for_each(|value| self.scalar(field, name, value))
            }
            Value::Messages(list) => {
                let values = (0..list.len()).filter_map(|index| list.get(index));
                values
                    .into_iter()
                    .try_for_each(|value| self.scalar(field, name, value))
            }
            Value::Map(map) => {
                let entries = map.entries().into_iter();
                { entries }.try_for_each(|(key, value)| self.entry(field, name, key, value))
            }
            Value::MessageMap(map) => {
                let entries = map.entries().into_iter();
                { entries }.try_for_each(|(key, value)| self.entry(field, name, key, value))
            }
            _ => self.scalar(field, name, value),
        }
    }

    fn entry(
        &mut self,
        field: &FieldDescriptor,
        name: &str,
        key: Key<'_>,
        value: Value<'_>,
    ) -> Result {
        self.open(name)?;
        self.start("key")?;
        match key {
            Key::String(key) => {
                self.out.write_str(": ")?;
                escape::string(key, self.out)?;
                self.end("")?;
            }
            _ => self.end(&format!(": {key}"))?,
        }
        self.scalar(field, "value", value)?;
        self.close()
    }

    /// Prints one value.
    fn scalar(&mut self, field: &FieldDescriptor, name: &str, value: Value<'_>) -> Result {
        if let Value::Message(message) = value {
            return self.nested(name, message);
        }
        self.start(name)?;
        self.out.write_str(": ")?;
        match value {
            Value::Bool(value) => write!(self.out, "{value}")?,
            Value::I32(number) => match field.kind() {
                Kind::Enum(r#enum) => match r#enum.descriptor().name_of(number) {
                    Some(name) => self.out.write_str(name)?,
                    None => write!(self.out, "{number}")?,
                },
                _ => write!(self.out, "{number}")?,
            },
            Value::I64(value) => write!(self.out, "{value}")?,
            Value::U32(value) => write!(self.out, "{value}")?,
            Value::U64(value) => write!(self.out, "{value}")?,
            Value::F32(value) if value.is_nan() => self.out.write_str("nan")?,
            Value::F32(value) => write!(self.out, "{value:?}")?,
            Value::F64(value) if value.is_nan() => self.out.write_str("nan")?,
            Value::F64(value) => write!(self.out, "{value:?}")?,
            Value::String(text) => escape::string(text, self.out)?,
            Value::Bytes(bytes) => escape::bytes(bytes, self.out)?,
            _ => {}
        }
        self.end("")
    }

    fn nested(&mut self, name: &str, message: &dyn Reflect) -> Result {
        self.open(name)?;
        self.message(message)?;
        self.close()
    }

    fn unknown(&mut self, number: u32, value: UnknownValue<'_>, depth: usize) -> Result {
        let name = number.to_string();
        let fields = match value {
            UnknownValue::Group(fields) if depth > 0 => Some(fields),
            UnknownValue::LengthDelimited(bytes) if depth > 0 && is_message(bytes) => Some(bytes),
            _ => None,
        };
        if let Some(fields) = fields {
            self.open(&name)?;
            for (number, value) in Records::new(fields) {
                self.unknown(number, value, depth.saturating_sub(1))?;
            }
            return self.close();
        }
        self.start(&name)?;
        match value {
            UnknownValue::Varint(value) => self.end(&format!(": {value}")),
            UnknownValue::Fixed32(value) => self.end(&format!(": {value:#010x}")),
            UnknownValue::Fixed64(value) => self.end(&format!(": {value:#018x}")),
            UnknownValue::LengthDelimited(bytes) | UnknownValue::Group(bytes) => {
                self.out.write_str(": ")?;
                escape::bytes(bytes, self.out)?;
                self.end("")
            }
        }
    }

    fn open(&mut self, name: &str) -> Result {
        self.start(name)?;
        self.end(" {")?;
        self.depth += 1;
        Ok(())
    }

    fn close(&mut self) -> Result {
        self.depth = self.depth.saturating_sub(1);
        self.start("}")?;
        self.end("")
    }

    /// Prints the start of a line.
    fn start(&mut self, text: &str) -> Result {
        if self.options.lines {
            for _ in 0..self.depth {
                self.out.write_str("  ")?;
            }
        } else if !self.is_start {
            self.out.write_char(' ')?;
        }
        self.is_start = false;
        self.out.write_str(text)
    }

    /// Prints the end of a line.
    fn end(&mut self, text: &str) -> Result {
        self.out.write_str(text)?;
        if self.options.lines {
            self.out.write_char('\n')?;
        }
        Ok(())
    }
}

/// The name of a field, if it differs from that in the schema: a group has the name of its message.
fn field_name(field: &FieldDescriptor, value: Value<'_>) -> Option<String> {
    let Kind::Group(_) = field.kind() else {
        return None;
    };
    let message = match value {
        Value::Message(message) => message,
        Value::Messages(list) => match list.get(0)? {
            Value::Message(message) => message,
            _ => return None,
        },
        _ => return None,
    };
    let full_name = message.descriptor().full_name();
    group_name(field, full_name).map(str::to_owned)
}

/// The simple name of the message of a group, if the field has that name in small letters. A delimited field of an edition
/// keeps its own name.
pub(super) fn group_name<'n>(field: &FieldDescriptor, full_name: &'n str) -> Option<&'n str> {
    let name = full_name.rsplit('.').next()?;
    (name.to_ascii_lowercase() == field.name()).then_some(name)
}

/// Whether a type URL between brackets is parsed as the same URL.
fn is_url(text: &str) -> bool {
    let mut characters = text.chars();
    text.contains('/')
        && characters.all(|character| {
            matches!(character, 'a'..='z' | 'A'..='Z' | '0'..='9' | '_')
                || URL_SIGNS.contains(&character)
        })
}

/// Whether bytes can be the fields of a message.
fn is_message(bytes: &[u8]) -> bool {
    let mut records = Records::new(bytes);
    let has_fields = records.by_ref().count() > 0;
    has_fields && records.is_complete()
}
