//! Prints messages as JSON. The output is deterministic: fields are sorted by number, entries of maps by key.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use prost_reflect::{DynamicMessage, Kind, MapKey, ReflectMessage, SerializeOptions, Value};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::WRAPPERS;

/// The depth below which the content of an `Any` is printed as bytes, since `Any` can be nested without limit.
const MAX_DEPTH: usize = 100;

/// How messages are printed.
#[derive(Clone, Copy, Debug, Default)]
pub(in super::super) struct Style {
    /// Indented, with each field on its own line.
    pub(in super::super) pretty: bool,
    /// Fields by their names in the proto file.
    pub(in super::super) proto_names: bool,
    /// Also fields without presence that have their default value.
    pub(in super::super) defaults: bool,
}

impl Style {
    /// Prints a message, without a line break at the end.
    pub(in super::super) fn print(&self, message: &DynamicMessage) -> Result<Vec<u8>, String> {
        let shown = Shown {
            value: message,
            style: self,
            depth: 0,
        };
        let text = if self.pretty {
            serde_json::to_vec_pretty(&shown)
        } else {
            serde_json::to_vec(&shown)
        };
        text.map_err(|error| error.to_string())
    }
}

struct Shown<'a, T: ?Sized> {
    value: &'a T,
    style: &'a Style,
    depth: usize,
}

impl<T: ?Sized> Shown<'_, T> {
    fn show<'b, U: ?Sized>(&'b self, value: &'b U) -> Shown<'b, U> {
        Shown {
            value,
            style: self.style,
            depth: self.depth,
        }
    }
}

impl Serialize for Shown<'_, DynamicMessage> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let descriptor = self.value.descriptor();
        let name = descriptor.full_name();
        if name == "google.protobuf.Any" {
            return self.serialize_any(serializer);
        }
        if WRAPPERS.contains(&name)
            && let Some(field) = descriptor.get_field(1)
        {
            let value = self.value.get_field(&field);
            return self.show(&(&*value, field.kind())).serialize(serializer);
        }
        // Values without a JSON form, such as a time in the year 20000, are printed field by field.
        if super::is_special(name)
            && let Some(json) = self.special()
        {
            return json.serialize(serializer);
        }
        let mut map = serializer.serialize_map(None)?;
        self.serialize_fields(&mut map)?;
        map.end()
    }
}

impl Shown<'_, DynamicMessage> {
    fn special(&self) -> Option<serde_json::Value> {
        let options = SerializeOptions::new();
        let json = self
            .value
            .serialize_with_options(serde_json::value::Serializer, &options);
        json.ok()
    }

    fn serialize_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let shown = Shown {
            value: self.value,
            style: self.style,
            depth: self.depth + 1,
        };
        for field in self.value.descriptor().fields() {
            let empty = self.style.defaults && !field.supports_presence();
            if !empty && !self.value.has_field(&field) {
                continue;
            }
            let name = if self.style.proto_names {
                field.name()
            } else {
                field.json_name()
            };
            let value = self.value.get_field(&field);
            map.serialize_entry(name, &shown.show(&(&*value, field.kind())))?;
        }
        for (extension, value) in self.value.extensions() {
            map.serialize_entry(
                extension.json_name(),
                &shown.show(&(value, extension.kind())),
            )?;
        }
        Ok(())
    }

    /// Prints an `Any` with the fields of its content if the type is known, else with its bytes.
    fn serialize_any<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let field = |number| self.value.get_field_by_number(number);
        let (url, bytes) = (field(1), field(2));
        let url = url
            .as_ref()
            .and_then(|url| url.as_str())
            .unwrap_or_default();
        let bytes = bytes
            .as_ref()
            .and_then(|bytes| bytes.as_bytes())
            .cloned()
            .unwrap_or_default();
        let mut map = serializer.serialize_map(None)?;
        if url.is_empty() && bytes.is_empty() {
            return map.end();
        }
        map.serialize_entry("@type", url)?;
        let name = url.rsplit('/').next().unwrap_or_default();
        let known = self
            .value
            .descriptor()
            .parent_pool()
            .get_message_by_name(name);
        let content = known
            .filter(|_| self.depth < MAX_DEPTH)
            .and_then(|known| DynamicMessage::decode(known, bytes.clone()).ok());
        match &content {
            Some(content) if super::is_special(name) => {
                let shown = Shown {
                    value: content,
                    style: self.style,
                    depth: self.depth + 1,
                };
                map.serialize_entry("value", &shown)?;
            }
            Some(content) => self.show(content).serialize_fields(&mut map)?,
            None => map.serialize_entry("value", &BASE64_STANDARD.encode(&bytes))?,
        }
        map.end()
    }
}

/// Prints the value of a field of the given kind.
impl Serialize for Shown<'_, (&Value, Kind)> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (value, kind) = self.value;
        match value {
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::I32(value) => serializer.serialize_i32(*value),
            Value::U32(value) => serializer.serialize_u32(*value),
            // 64-bit integers are strings, because not all JSON readers can represent them as numbers.
            Value::I64(value) => serializer.collect_str(value),
            Value::U64(value) => serializer.collect_str(value),
            Value::F32(value) if value.is_finite() => serializer.serialize_f32(*value),
            Value::F32(value) => serializer.serialize_str(not_finite(f64::from(*value))),
            Value::F64(value) if value.is_finite() => serializer.serialize_f64(*value),
            Value::F64(value) => serializer.serialize_str(not_finite(*value)),
            Value::String(value) => serializer.serialize_str(value),
            Value::Bytes(value) => serializer.serialize_str(&BASE64_STANDARD.encode(value)),
            Value::EnumNumber(number) => match kind {
                Kind::Enum(items) if items.full_name() == "google.protobuf.NullValue" => {
                    serializer.serialize_unit()
                }
                Kind::Enum(items) if items.get_value(*number).is_some() => {
                    let item = items.get_value(*number);
                    serializer.serialize_str(item.as_ref().map_or("", |item| item.name()))
                }
                _ => serializer.serialize_i32(*number),
            },
            Value::Message(message) => self.show(message).serialize(serializer),
            Value::List(values) => {
                let mut list = serializer.serialize_seq(Some(values.len()))?;
                for value in values {
                    list.serialize_element(&self.show(&(value, kind.clone())))?;
                }
                list.end()
            }
            Value::Map(entries) => {
                let kind = match kind {
                    Kind::Message(entry) => entry.map_entry_value_field().kind(),
                    kind => kind.clone(),
                };
                let mut entries: Vec<_> = entries.iter().collect();
                entries.sort_by_key(|(key, _)| *key);
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(&text(key), &self.show(&(value, kind.clone())))?;
                }
                map.end()
            }
        }
    }
}

fn not_finite(value: f64) -> &'static str {
    match value {
        f64::INFINITY => "Infinity",
        f64::NEG_INFINITY => "-Infinity",
        _ => "NaN",
    }
}

fn text(key: &MapKey) -> String {
    match key {
        MapKey::Bool(key) => key.to_string(),
        MapKey::I32(key) => key.to_string(),
        MapKey::I64(key) => key.to_string(),
        MapKey::U32(key) => key.to_string(),
        MapKey::U64(key) => key.to_string(),
        MapKey::String(key) => key.clone(),
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;
    use prost_reflect::DescriptorPool;
    use prost_types::{Any, ListValue, Timestamp, value};

    use super::*;

    fn shown(name: &str, message: &impl Message) -> String {
        let descriptor = DescriptorPool::global().get_message_by_name(name).unwrap();
        let mut shown = DynamicMessage::new(descriptor);
        shown.transcode_from(message).unwrap();
        String::from_utf8(Style::default().print(&shown).unwrap()).unwrap()
    }

    #[test]
    fn values_without_a_json_form() {
        let late = Timestamp {
            seconds: 1 << 40,
            nanos: 0,
        };
        assert_eq!(
            shown("google.protobuf.Timestamp", &late),
            r#"{"seconds":"1099511627776"}"#
        );
        let number = |number| prost_types::Value {
            kind: Some(value::Kind::NumberValue(number)),
        };
        let list = ListValue {
            values: vec![number(1.0), number(f64::NAN)],
        };
        assert_eq!(
            shown("google.protobuf.ListValue", &list),
            r#"{"values":[1.0,{"numberValue":"NaN"}]}"#
        );
        assert_eq!(shown("google.protobuf.Any", &Any::default()), "{}");
        let unknown = Any {
            type_url: "x/a.B".to_owned(),
            value: vec![1, 2],
        };
        assert_eq!(
            shown("google.protobuf.Any", &unknown),
            r#"{"@type":"x/a.B","value":"AQI="}"#
        );
    }

    #[test]
    fn nesting_has_a_limit() {
        let mut any = Any::default();
        for _ in 0..10_000 {
            any = Any {
                type_url: "google.protobuf.Any".to_owned(),
                value: any.encode_to_vec(),
            };
        }
        let shown = shown("google.protobuf.Any", &any);
        assert_eq!(shown.matches("@type").count(), MAX_DEPTH + 1);
    }
}
