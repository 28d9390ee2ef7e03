//! JSON with the place of each value, and without keys that are given twice.

use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use tonic::Code;

use super::config::ServiceConfigError;

type Read<T> = Result<T, ServiceConfigError>;

/// A value and where it is.
pub(super) struct Json<'v> {
    pub(super) value: &'v Value,
    path: String,
}

impl<'v> Json<'v> {
    pub(super) fn root(value: &'v Value) -> Self {
        let path = String::new();
        Self { value, path }
    }

    pub(super) fn error(&self, what: &str) -> ServiceConfigError {
        let path = match self.path.as_str() {
            "" => "the service config",
            path => path,
        };
        // A sentence if it begins with a verb, else what is there instead.
        let colon = if what.starts_with('`') { ": " } else { " " };
        ServiceConfigError(format!("{path}{colon}{what}"))
    }

    fn expected(&self, what: &str) -> ServiceConfigError {
        let text = match self.value {
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        self.error(&format!("`{text}` is not {what}"))
    }

    /// Refuses other keys than these.
    pub(super) fn only(&self, keys: &[&str]) -> Read<()> {
        let Value::Object(fields) = self.value else {
            return Err(self.expected("an object"));
        };
        match fields.keys().find(|key| !keys.contains(&key.as_str())) {
            Some(key) => Err(self.error(&format!("has an unknown key `{key}`"))),
            None => Ok(()),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<Json<'v>> {
        let value = self.value.get(key)?;
        let path = match self.path.as_str() {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        };
        Some(Json { value, path })
    }

    pub(super) fn required(&self, key: &str) -> Read<Json<'v>> {
        self.get(key)
            .ok_or_else(|| self.error(&format!("has no `{key}`")))
    }

    pub(super) fn items(&self) -> Read<Vec<Json<'v>>> {
        let Value::Array(items) = self.value else {
            return Err(self.expected("a list"));
        };
        let item = |(index, value)| Json {
            value,
            path: format!("{}[{index}]", self.path),
        };
        Ok(items.iter().enumerate().map(item).collect())
    }

    /// The number of keys.
    pub(super) fn len(&self) -> usize {
        self.value.as_object().map_or(0, Map::len)
    }

    pub(super) fn text(&self) -> Read<&'v str> {
        self.value.as_str().ok_or_else(|| self.expected("a text"))
    }

    pub(super) fn bool(&self) -> Read<bool> {
        self.value
            .as_bool()
            .ok_or_else(|| self.expected("true or false"))
    }

    pub(super) fn number(&self) -> Read<f64> {
        let number = self.value.as_f64().filter(|number| number.is_finite());
        number.ok_or_else(|| self.expected("a number"))
    }

    /// A whole number that is not negative, which protobuf's JSON may write as a text.
    pub(super) fn size(&self) -> Read<usize> {
        let number = match self.value {
            Value::String(text) => text.parse().ok(),
            value => value.as_u64(),
        };
        let size = number.and_then(|number| usize::try_from(number).ok());
        size.ok_or_else(|| self.expected("a whole number"))
    }

    /// A duration as protobuf's JSON writes it: seconds with up to nine digits after the point.
    pub(super) fn duration(&self) -> Read<Duration> {
        let read = || {
            let text = self.value.as_str()?.strip_suffix('s')?;
            let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            let whole = !seconds.is_empty() && digits(seconds);
            if !whole || fraction.is_empty() || fraction.len() > 9 || !digits(fraction) {
                return None;
            }
            // What protobuf's durations hold.
            let seconds = seconds
                .parse()
                .ok()
                .filter(|number| *number <= 315_576_000_000)?;
            Some(Duration::new(
                seconds,
                format!("{fraction:0<9}").parse().ok()?,
            ))
        };
        read().ok_or_else(|| self.expected("a duration such as `1.5s`"))
    }

    pub(super) fn positive(&self) -> Read<Duration> {
        match self.duration()? {
            Duration::ZERO => Err(self.error("has to be more than 0")),
            duration => Ok(duration),
        }
    }

    /// A code by its number or its name.
    pub(super) fn code(&self) -> Read<Code> {
        let index = match self.value {
            Value::Number(number) => number
                .as_u64()
                .and_then(|number| usize::try_from(number).ok()),
            Value::String(name) => {
                let name = name.to_uppercase();
                CODES.iter().position(|code| *code == name)
            }
            _ => None,
        };
        let code = index.filter(|index| *index < CODES.len());
        let code = code
            .and_then(|index| i32::try_from(index).ok())
            .map(Code::from_i32);
        code.ok_or_else(|| self.expected("a status code"))
    }
}

/// The codes by their numbers.
const CODES: [&str; 17] = [
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

/// A value in which no object has a key twice, which serde_json would let pass.
pub(super) struct Unique(pub(super) Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Values).map(Self)
    }
}

struct Values;

impl<'de> Visitor<'de> for Values {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Unique(value)) = items.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut values = Map::new();
        while let Some((key, Unique(value))) = fields.next_entry::<String, _>()? {
            if values.contains_key(&key) {
                return Err(A::Error::custom(format!("the key `{key}` is given twice")));
            }
            values.insert(key, value);
        }
        Ok(Value::Object(values))
    }
}
