//! The tree of a document, with the order of its keys.

use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Null,
    Bool(bool),
    Integer(i128),
    /// A finite number.
    Double(f64),
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

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i128(*value),
            Self::Double(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(values) => {
                let mut list = serializer.serialize_seq(Some(values.len()))?;
                for value in values {
                    list.serialize_element(value)?;
                }
                list.end()
            }
            Self::Object(object) => {
                let mut map = serializer.serialize_map(Some(object.0.len()))?;
                for (key, value) in &object.0 {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Integer(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Integer(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Double(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Node::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut object = Object::new();
        while let Some((key, value)) = map.next_entry::<String, Node>()? {
            object.0.push((key, value));
        }
        Ok(Node::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &str) -> Object {
        match serde_json::from_str(text) {
            Ok(Node::Object(object)) => object,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_order_of_keys_is_kept() {
        let text = r#"{"b":[1,-2.5,null],"a":{"z":true,"y":"é"}}"#;
        assert_eq!(
            serde_json::to_string(&Node::Object(object(text))).unwrap(),
            text
        );
    }

    #[test]
    fn objects_merge_by_key() {
        let mut base = object(r#"{"info":{"title":"a","version":"1"},"tags":[1]}"#);
        base.merge(object(r#"{"servers":[],"info":{"title":"b"},"tags":[]}"#));
        let expected = r#"{"info":{"title":"b","version":"1"},"tags":[],"servers":[]}"#;
        assert_eq!(base, object(expected));
    }
}
