//! Values of a service config, each with its path, read as what they should be.

use std::time::Duration;

use super::codes::Codes;
use super::json::{Kind, Value};
use super::read::{Fault, Read};
use crate::code_names::CODE_NAMES;

/// A value and where it is.
pub(super) struct Json<'v> {
    value: &'v Value,
    path: String,
}

impl<'v> Json<'v> {
    pub(super) fn root(value: &'v Value) -> Self {
        let path = String::new();
        Self { value, path }
    }

    /// Where it begins, in bytes.
    pub(super) fn at(&self) -> usize {
        self.value.at
    }

    pub(super) fn error(&self, what: &str) -> Fault {
        let path = match self.path.as_str() {
            "" => "the service config",
            path => path,
        };
        // A sentence if it begins with a verb, else what is there instead.
        let colon = if what.starts_with('`') { ": " } else { " " };
        Fault {
            at: self.value.at,
            reason: format!("{path}{colon}{what}"),
        }
    }

    fn expected(&self, what: &str) -> Fault {
        self.error(&format!("`{}` is not {what}", self.value))
    }

    /// Refuses other keys than these.
    pub(super) fn only(&self, keys: &[&str]) -> Read<()> {
        let Kind::Object(fields) = &self.value.kind else {
            return Err(self.expected("an object"));
        };
        match fields.keys().find(|key| !keys.contains(&key.as_str())) {
            Some(key) => Err(self.error(&format!("has an unknown key `{key}`"))),
            None => Ok(()),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<Json<'v>> {
        let Kind::Object(fields) = &self.value.kind else {
            return None;
        };
        let path = match self.path.as_str() {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        };
        let value = fields.get(key)?;
        Some(Json { value, path })
    }

    /// What a key has, read; none if it is not there.
    pub(super) fn read<T>(
        &self,
        key: &str,
        read: impl FnOnce(&Json<'v>) -> Read<T>,
    ) -> Read<Option<T>> {
        self.get(key).map(|value| read(&value)).transpose()
    }

    pub(super) fn required(&self, key: &str) -> Read<Json<'v>> {
        self.get(key)
            .ok_or_else(|| self.error(&format!("has no `{key}`")))
    }

    pub(super) fn items(&self) -> Read<Vec<Json<'v>>> {
        let Kind::List(items) = &self.value.kind else {
            return Err(self.expected("a list"));
        };
        let item = |(index, value)| Json {
            value,
            path: format!("{}[{index}]", self.path),
        };
        Ok(items.iter().enumerate().map(item).collect())
    }

    /// The only key of an object that has one.
    pub(super) fn only_key(&self) -> Option<&'v str> {
        match &self.value.kind {
            Kind::Object(fields) if fields.len() == 1 => fields.keys().next().map(String::as_str),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Read<&'v str> {
        match &self.value.kind {
            Kind::Text(text) => Ok(text),
            _ => Err(self.expected("a text")),
        }
    }

    pub(super) fn bool(&self) -> Read<bool> {
        match self.value.kind {
            Kind::Bool(value) => Ok(value),
            _ => Err(self.expected("true or false")),
        }
    }

    pub(super) fn number(&self) -> Read<f64> {
        let number = match &self.value.kind {
            Kind::Number(text) => text.parse::<f64>().ok(),
            _ => None,
        };
        let number = number.filter(|number| number.is_finite());
        number.ok_or_else(|| self.expected("a number"))
    }

    /// A whole number that is not negative, which protobuf's JSON may write as a text.
    pub(super) fn size(&self) -> Read<usize> {
        let number = match &self.value.kind {
            Kind::Number(text) | Kind::Text(text) => text.parse().ok(),
            _ => None,
        };
        number.ok_or_else(|| self.expected("a whole number"))
    }

    /// A duration as protobuf's JSON writes it: seconds with up to nine digits after the point.
    pub(super) fn duration(&self) -> Read<Duration> {
        let Kind::Text(text) = &self.value.kind else {
            return Err(self.expected("a duration such as `1.5s`"));
        };
        duration(text).ok_or_else(|| self.expected("a duration such as `1.5s`"))
    }

    pub(super) fn positive(&self) -> Read<Duration> {
        match self.duration()? {
            Duration::ZERO => Err(self.error("has to be more than 0")),
            duration => Ok(duration),
        }
    }

    /// Codes of failures, each by its number or its name.
    pub(super) fn codes(&self) -> Read<Codes> {
        let mut codes = Codes::default();
        for item in self.items()? {
            let number = match &item.value.kind {
                Kind::Number(text) => text.parse().ok(),
                Kind::Text(name) => {
                    let name = name.to_uppercase();
                    CODE_NAMES.iter().position(|code| *code == name)
                }
                _ => None,
            };
            match number.filter(|number| *number < CODE_NAMES.len()) {
                Some(0) => return Err(item.error("is no failure")),
                Some(number) => codes.insert(number),
                None => return Err(item.expected("a status code")),
            }
        }
        Ok(codes)
    }
}

fn duration(text: &str) -> Option<Duration> {
    let text = text.strip_suffix('s')?;
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(seconds) || fraction.len() > 9 || !digits(fraction) {
        return None;
    }
    // What protobuf's durations hold.
    let seconds = seconds
        .parse()
        .ok()
        .filter(|number| *number <= 315_576_000_000)?;
    let nanos = format!("{fraction:0<9}").parse().ok()?;
    Some(Duration::new(seconds, nanos))
}
