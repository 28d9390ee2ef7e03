//! JSON values of a service config, each with its path and its place.
//!
//! serde_json checks the whole text first. Then each value is read from its slice of the text, when its key is looked up. So
//! each value has a place, and deep nesting of the text causes no deep recursion.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::codes::Codes;
use crate::code_names::CODE_NAMES;

/// An error, and the offset in bytes of the value that has it.
#[derive(Debug)]
pub(super) struct JsonError {
    pub(super) at: usize,
    pub(super) reason: String,
}

pub(super) type Parsed<T> = Result<T, JsonError>;

/// Returns the line and the column of an offset, both from 1; columns are in bytes.
pub(super) fn line_column(text: &str, at: usize) -> (u32, u32) {
    let before = &text.as_bytes()[..at.min(text.len())];
    let line_begin = before.iter().rposition(|byte| *byte == b'\n');
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = before.len() - line_begin.map_or(0, |newline| newline + 1) + 1;
    let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
    (number(line), number(column))
}

/// A value with its place.
pub(super) struct Json<'t> {
    /// The whole service config.
    text: &'t str,
    /// The offset of the value, in bytes.
    at: usize,
    path: String,
    kind: Kind<'t>,
}

/// The kind of a value, with the values directly in it.
enum Kind<'t> {
    String(String),
    List(Vec<&'t RawValue>),
    Object(Fields<'t>),
    /// A number, `true`, `false` or `null`, as in the text.
    Plain(&'t str),
}

impl<'t> Json<'t> {
    /// Parses a text.
    pub(super) fn parse(text: &'t str) -> Parsed<Self> {
        let root: &RawValue =
            serde_json::from_str(text).map_err(|error| malformed(text, 0, &error))?;
        Self::read_value(text, root, String::new())
    }

    fn read_value(text: &'t str, value: &'t RawValue, path: String) -> Parsed<Self> {
        let json = value.get();
        // The value is a slice of the text.
        let at = json.as_ptr().addr() - text.as_ptr().addr();
        let kind = match json.as_bytes().first() {
            Some(b'"') => serde_json::from_str(json).map(Kind::String),
            Some(b'[') => serde_json::from_str(json).map(Kind::List),
            Some(b'{') => serde_json::from_str(json).map(Kind::Object),
            _ => Ok(Kind::Plain(json)),
        };
        let kind = kind.map_err(|error| malformed(text, at, &error))?;
        Ok(Self {
            text,
            at,
            path,
            kind,
        })
    }

    /// Returns the line and the column where the value begins, both from 1; columns are in bytes.
    pub(super) fn line_column(&self) -> (u32, u32) {
        line_column(self.text, self.at)
    }

    pub(super) fn error(&self, what: &str) -> JsonError {
        let path = match self.path.as_str() {
            "" => "the service config",
            path => path,
        };
        // `what` starts with a verb, or quotes the value.
        let colon = if what.starts_with('`') { ": " } else { " " };
        JsonError {
            at: self.at,
            reason: format!("{path}{colon}{what}"),
        }
    }

    fn expected(&self, what: &str) -> JsonError {
        self.error(&format!("`{}` is not {what}", self.kind))
    }

    /// Rejects an object with other keys than these.
    pub(super) fn only(&self, keys: &[&str]) -> Parsed<()> {
        let Kind::Object(Fields(fields)) = &self.kind else {
            return Err(self.expected("an object"));
        };
        match fields.keys().find(|key| !keys.contains(&key.as_str())) {
            Some(key) => Err(self.error(&format!("has an unknown key `{key}`"))),
            None => Ok(()),
        }
    }

    pub(super) fn get(&self, key: &str) -> Parsed<Option<Self>> {
        let Kind::Object(Fields(fields)) = &self.kind else {
            return Ok(None);
        };
        let path = match self.path.as_str() {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        };
        let value = fields.get(key);
        value
            .map(|value| Self::read_value(self.text, value, path))
            .transpose()
    }

    /// Reads the value of a key; `None` if the key is missing.
    pub(super) fn read<T>(
        &self,
        key: &str,
        read: impl FnOnce(&Self) -> Parsed<T>,
    ) -> Parsed<Option<T>> {
        self.get(key)?.map(|value| read(&value)).transpose()
    }

    pub(super) fn required(&self, key: &str) -> Parsed<Self> {
        self.get(key)?
            .ok_or_else(|| self.error(&format!("has no `{key}`")))
    }

    pub(super) fn items(&self) -> Parsed<Vec<Self>> {
        let Kind::List(items) = &self.kind else {
            return Err(self.expected("a list"));
        };
        let item = |(index, value): (usize, &&'t RawValue)| {
            Self::read_value(self.text, value, format!("{}[{index}]", self.path))
        };
        items.iter().enumerate().map(item).collect()
    }

    /// The only key of an object that has one.
    pub(super) fn only_key(&self) -> Option<&str> {
        match &self.kind {
            Kind::Object(Fields(fields)) if fields.len() == 1 => {
                fields.keys().next().map(String::as_str)
            }
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Parsed<String> {
        match &self.kind {
            Kind::String(text) => Ok(text.clone()),
            _ => Err(self.expected("a string")),
        }
    }

    pub(super) fn bool(&self) -> Parsed<bool> {
        match self.kind {
            Kind::Plain("true") => Ok(true),
            Kind::Plain("false") => Ok(false),
            _ => Err(self.expected("true or false")),
        }
    }

    pub(super) fn number(&self) -> Parsed<f64> {
        let number = match self.kind {
            Kind::Plain(text) => text.parse::<f64>().ok(),
            _ => None,
        };
        let number = number.filter(|number| number.is_finite());
        number.ok_or_else(|| self.expected("a number"))
    }

    /// A whole number that is not negative. The JSON format of protobuf allows a string, too.
    pub(super) fn size(&self) -> Parsed<usize> {
        let number = match &self.kind {
            Kind::Plain(text) => text.parse().ok(),
            Kind::String(text) => text.parse().ok(),
            _ => None,
        };
        number.ok_or_else(|| self.expected("a whole number"))
    }

    /// A duration in the JSON format of protobuf: seconds with up to nine fractional digits.
    pub(super) fn duration(&self) -> Parsed<Duration> {
        let read = match &self.kind {
            Kind::String(text) => duration(text),
            _ => None,
        };
        read.ok_or_else(|| self.expected("a duration such as `1.5s`"))
    }

    pub(super) fn positive(&self) -> Parsed<Duration> {
        match self.duration()? {
            Duration::ZERO => Err(self.error("must be more than 0")),
            duration => Ok(duration),
        }
    }

    /// Status codes other than `OK`, each as its number or its name.
    pub(super) fn codes(&self) -> Parsed<Codes> {
        let mut codes = Codes::default();
        for item in self.items()? {
            let number = match &item.kind {
                Kind::Plain(text) => text.parse().ok(),
                Kind::String(name) => {
                    let name = name.to_uppercase();
                    CODE_NAMES.iter().position(|code| *code == name)
                }
                _ => None,
            };
            match number.filter(|number| *number < CODE_NAMES.len()) {
                Some(0) => return Err(item.error("is not an error code")),
                Some(number) => codes.insert(number),
                None => return Err(item.expected("a status code")),
            }
        }
        Ok(codes)
    }
}

/// The value, abbreviated.
impl fmt::Display for Kind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String(text) => f.write_str(text),
            Self::Plain(text) => f.write_str(text),
            Self::List(items) if items.is_empty() => f.write_str("[]"),
            Self::List(_) => f.write_str("[…]"),
            Self::Object(Fields(fields)) if fields.is_empty() => f.write_str("{}"),
            Self::Object(_) => f.write_str("{…}"),
        }
    }
}

/// The values of an object by key. Duplicate keys are an error.
struct Fields<'t>(BTreeMap<String, &'t RawValue>);

impl<'t> Deserialize<'t> for Fields<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor;

        impl<'t> Visitor<'t> for FieldsVisitor {
            type Value = Fields<'t>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Fields<'t>, A::Error> {
                let mut fields = BTreeMap::new();
                while let Some(key) = map.next_key::<String>()? {
                    if fields.contains_key(&key) {
                        let what = format!("the key `{key}` is given twice");
                        return Err(A::Error::custom(what));
                    }
                    let value = map.next_value()?;
                    fields.insert(key, value);
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(FieldsVisitor)
    }
}

/// Converts an error of serde_json in the value at an offset of the text.
fn malformed(text: &str, begin: usize, error: &serde_json::Error) -> JsonError {
    let (line, column) = (error.line(), error.column());
    let lines_before = text[begin..].split_inclusive('\n').map(str::len);
    let line_begin: usize = lines_before.take(line.saturating_sub(1)).sum();
    let reason = error.to_string();
    let place = format!(" at line {line} column {column}");
    let reason = reason.strip_suffix(&place).unwrap_or(&reason);
    JsonError {
        at: begin + line_begin + column.saturating_sub(1),
        reason: format!("the service config: {reason}"),
    }
}

fn duration(text: &str) -> Option<Duration> {
    let text = text.strip_suffix('s')?;
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(seconds) || fraction.len() > 9 || !digits(fraction) {
        return None;
    }
    // The range of google.protobuf.Duration.
    let seconds = seconds
        .parse()
        .ok()
        .filter(|number| *number <= 315_576_000_000)?;
    let nanos = format!("{fraction:0<9}").parse().ok()?;
    Some(Duration::new(seconds, nanos))
}

#[cfg(test)]
mod tests;
