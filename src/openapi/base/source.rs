//! JSON with the places of its values.
//!
//! serde_json reports malformed text. It keeps neither places, nor keys that occur twice, nor the digits of numbers.

use crate::openapi::node::{Node, Object};

/// A value, and the offset at which it begins.
#[derive(Clone, Debug)]
pub struct Value {
    pub at: usize,
    pub form: Form,
}

#[derive(Clone, Debug)]
pub enum Form {
    Null,
    Bool(bool),
    /// A number, with its digits in the text.
    Number(String),
    Text(String),
    List(Vec<Value>),
    Object(Vec<Entry>),
}

/// An entry of an object.
#[derive(Clone, Debug)]
pub struct Entry {
    pub key: String,
    /// The offset of the key.
    pub at: usize,
    pub value: Value,
}

impl Value {
    /// Reads JSON.
    ///
    /// # Errors
    /// If the text is malformed.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        // It also limits the depth.
        serde_json::from_str::<serde_json::Value>(text)?;
        let mut reader = Reader { text, at: 0 };
        // Correct JSON always has a value.
        Ok(reader.value().unwrap_or(Self {
            at: 0,
            form: Form::Null,
        }))
    }

    /// The entries of an object; none for other values.
    pub fn entries(&self) -> &[Entry] {
        match &self.form {
            Form::Object(entries) => entries,
            _ => &[],
        }
    }
}

impl From<&Value> for Node {
    fn from(value: &Value) -> Self {
        match &value.form {
            Form::Null => Self::Null,
            Form::Bool(value) => Self::Bool(*value),
            Form::Number(text) => Self::Number(text.clone()),
            Form::Text(text) => Self::Text(text.clone()),
            Form::List(values) => Self::List(values.iter().map(Self::from).collect()),
            Form::Object(entries) => {
                let entries = entries.iter();
                let entries = entries.map(|entry| (entry.key.clone(), Self::from(&entry.value)));
                Self::Object(Object(entries.collect()))
            }
        }
    }
}

/// Reads text that is correct JSON.
struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn value(&mut self) -> Option<Value> {
        let first = self.next()?;
        let at = self.at;
        let form = match first {
            b'{' => Form::Object(self.items(b'}', Self::entry)?),
            b'[' => Form::List(self.items(b']', Self::value)?),
            b'"' => Form::Text(self.string()?),
            _ => match self.word() {
                "null" => Form::Null,
                "true" => Form::Bool(true),
                "false" => Form::Bool(false),
                number => Form::Number(number.to_owned()),
            },
        };
        Some(Value { at, form })
    }

    fn entry(&mut self) -> Option<Entry> {
        self.next()?;
        let at = self.at;
        let key = self.string()?;
        self.skip(b':');
        let value = self.value()?;
        Some(Entry { key, at, value })
    }

    /// The items up to a closing bracket.
    fn items<T>(&mut self, close: u8, item: fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        self.at += 1;
        let mut items = Vec::new();
        while !self.skip(close) {
            items.push(item(self)?);
            self.skip(b',');
        }
        Some(items)
    }

    /// The next byte that is not space.
    fn next(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let space = rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        self.at += space;
        rest.get(space).copied()
    }

    /// Skips a byte, if it is the next. The end of the text counts as a match.
    fn skip(&mut self, byte: u8) -> bool {
        let is_next = self.next().is_none_or(|next| next == byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn string(&mut self) -> Option<String> {
        let start = self.at;
        let mut is_escaped = false;
        let rest = self.text.as_bytes().get(start + 1..)?;
        let length = rest.iter().position(|byte| {
            let is_end = *byte == b'"' && !is_escaped;
            is_escaped = *byte == b'\\' && !is_escaped;
            is_end
        })?;
        self.at = start + length + 2;
        serde_json::from_str(self.text.get(start..self.at)?).ok()
    }

    /// A number, or a name without quotes.
    fn word(&mut self) -> &str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let is_part = |char: char| char.is_ascii_alphanumeric() || "+-.".contains(char);
        let end = rest.find(|char| !is_part(char)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_text_and_their_places() {
        let text =
            r#" {"a\"\\": [1.0, -12345678901234567890123, 1e5 , true,null,{},[]],"b":"\u00e9"}"#;
        let value = Value::read(text).unwrap();
        assert_eq!(
            Node::from(&value).to_string(),
            r#"{"a\"\\":[1.0,-12345678901234567890123,1e5,true,null,{},[]],"b":"é"}"#
        );
        let [first, second] = value.entries() else {
            panic!("{value:?}");
        };
        assert_eq!((value.at, first.at, first.value.at), (1, 2, 11));
        assert_eq!(text.get(second.value.at..), Some(r#""\u00e9"}"#));
    }

    #[test]
    fn malformed_text_is_an_error() {
        for text in ["", "{", "[1,]", "{\"a\" 1}", "\"\\ud800\"", "01", "{} {}"] {
            assert!(Value::read(text).is_err(), "{text}");
        }
        let deep = "[".repeat(1_000) + &"]".repeat(1_000);
        assert!(Value::read(&deep).is_err());
    }
}
