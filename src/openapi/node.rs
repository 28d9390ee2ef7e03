//! The tree of a document, with the order of its keys.

use std::fmt::{self, Write};

/// A value of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Null,
    Bool(bool),
    Integer(i128),
    /// A finite number.
    Double(f64),
    /// A number of the user, as JSON writes it. It may have more digits than a number of a language.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Object(Object),
}

/// An object, whose keys have an order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object(pub Vec<(String, Node)>);

impl Object {
    /// Creates an object without keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a key, for chains.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Node>) -> Self {
        self.set(key, value);
        self
    }

    /// Sets the value of a key. A new key comes last.
    pub fn set(&mut self, key: &str, value: impl Into<Node>) {
        match self.get_mut(key) {
            Some(held) => *held = value.into(),
            None => self.0.push((key.to_owned(), value.into())),
        }
    }

    /// Adds a key that the object does not have. Unlike [`set`](Self::set), it takes the same time for large objects.
    pub fn push(&mut self, key: &str, value: impl Into<Node>) {
        self.0.push((key.to_owned(), value.into()));
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        let mut entries = self.0.iter();
        entries.find_map(|(held, value)| (held == key).then_some(value))
    }

    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let mut entries = self.0.iter_mut();
        entries.find_map(|(held, value)| (held == key).then_some(value))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds the keys of another object. Objects are merged; any other value of `other` replaces that of this object.
    pub fn merge(&mut self, other: Self) {
        for (key, value) in other.0 {
            match (self.get_mut(&key), value) {
                (Some(Node::Object(held)), Node::Object(added)) => held.merge(added),
                (_, value) => self.set(&key, value),
            }
        }
    }
}

impl From<bool> for Node {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Node {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Node {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<Object> for Node {
    fn from(value: Object) -> Self {
        Self::Object(value)
    }
}

impl<T: Into<Node>> From<Vec<T>> for Node {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl fmt::Display for Node {
    /// Writes JSON: in one line, or with `{:#}` in lines that are indented.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

impl Node {
    fn write(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Double(value) => f.write_str(&double(*value)),
            Self::Number(text) => f.write_str(text),
            Self::Text(value) => f.write_str(&quoted(value)),
            Self::List(values) => {
                let items = values.iter().map(|value| (None, value));
                write_all(f, depth, ['[', ']'], items)
            }
            Self::Object(object) => {
                let entries = object.0.iter();
                let entries = entries.map(|(key, value)| (Some(key.as_str()), value));
                write_all(f, depth, ['{', '}'], entries)
            }
        }
    }
}

/// Writes the values of a list or of an object.
fn write_all<'n>(
    f: &mut fmt::Formatter<'_>,
    depth: usize,
    [open, close]: [char; 2],
    values: impl ExactSizeIterator<Item = (Option<&'n str>, &'n Node)>,
) -> fmt::Result {
    f.write_char(open)?;
    let is_empty = values.len() == 0;
    for (index, (key, value)) in values.enumerate() {
        if index > 0 {
            f.write_char(',')?;
        }
        new_line(f, depth + 1)?;
        if let Some(key) = key {
            f.write_str(&quoted(key))?;
            f.write_str(if f.alternate() { ": " } else { ":" })?;
        }
        value.write(f, depth + 1)?;
    }
    if !is_empty {
        new_line(f, depth)?;
    }
    f.write_char(close)
}

fn new_line(f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
    if !f.alternate() {
        return Ok(());
    }
    f.write_char('\n')?;
    (0..depth).try_for_each(|_| f.write_str("  "))
}

/// A text in JSON.
pub fn quoted(text: &str) -> String {
    // A text has a form in JSON, so this does not fail.
    serde_json::to_string(text).unwrap_or_default()
}

/// A finite number in JSON: the shortest text that reads back as the same number.
pub fn double(value: f64) -> String {
    serde_json::to_string(&value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Object {
        let numbers = vec![
            Node::Integer(1),
            Node::Double(-2.5),
            Node::Number("1.0".to_owned()),
            Node::Null,
        ];
        let inner = Object::new()
            .with("z", true)
            .with("y\n", "\"é\"")
            .with("x", Object::new())
            .with("w", Node::List(Vec::new()));
        Object::new().with("b", numbers).with("a", inner)
    }

    #[test]
    fn json_has_the_order_of_keys() {
        let node = Node::from(sample());
        assert_eq!(
            node.to_string(),
            r#"{"b":[1,-2.5,1.0,null],"a":{"z":true,"y\n":"\"é\"","x":{},"w":[]}}"#
        );
        assert_eq!(
            format!("{node:#}"),
            r#"{
  "b": [
    1,
    -2.5,
    1.0,
    null
  ],
  "a": {
    "z": true,
    "y\n": "\"é\"",
    "x": {},
    "w": []
  }
}"#
        );
    }

    #[test]
    fn objects_merge_by_key() {
        let text = |title: &str| Object::new().with("title", title);
        let mut held = Object::new()
            .with("info", text("a").with("version", "1"))
            .with("tags", vec!["x"]);
        held.merge(
            Object::new()
                .with("servers", Object::new())
                .with("info", text("b"))
                .with("tags", Node::List(Vec::new())),
        );
        let expected = r#"{"info":{"title":"b","version":"1"},"tags":[],"servers":{}}"#;
        assert_eq!(Node::from(held).to_string(), expected);
    }
}
