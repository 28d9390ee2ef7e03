//! The path to a field, or to a rule, in a violation.

use core::fmt;

use super::field::{Field, Key, Kind};

/// A path to a field of a message, or to a rule in `buf.validate.FieldRules`.
///
/// Its text has the names, separated by dots, with subscripts in brackets: `roles[2].name`, `labels["a"]`. An empty path is
/// the message itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldPath {
    elements: Vec<Element>,
}

impl FieldPath {
    pub(super) const fn new(elements: Vec<Element>) -> Self {
        Self { elements }
    }

    /// The elements, the outermost first.
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// Whether the path is that of the message itself.
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// Bytes of the message that were copied into the path.
    pub(super) fn copied(&self) -> usize {
        let keys = self
            .elements
            .iter()
            .map(|element| match &element.subscript {
                Some(Subscript::String(key)) => key.len(),
                _ => 0,
            });
        keys.sum()
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, element) in self.elements.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            element.fmt(f)?;
        }
        Ok(())
    }
}

/// One field of a [`FieldPath`], with the index or key of an item or entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    name: Name,
    subscript: Option<Subscript>,
}

/// A oneof has no number and no type.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Name {
    Field(Field),
    Oneof(&'static str),
}

impl Element {
    pub(super) const fn new(field: &Field, subscript: Option<Subscript>) -> Self {
        Self {
            name: Name::Field(*field),
            subscript,
        }
    }

    pub(super) const fn oneof(name: &'static str) -> Self {
        Self {
            name: Name::Oneof(name),
            subscript: None,
        }
    }

    const fn field(&self) -> Option<&Field> {
        match &self.name {
            Name::Field(field) => Some(field),
            Name::Oneof(_) => None,
        }
    }

    /// The name of the field or oneof in the schema; for an extension, its full name in brackets.
    pub const fn name(&self) -> &'static str {
        match &self.name {
            Name::Field(field) => field.name(),
            Name::Oneof(name) => name,
        }
    }

    /// The field's number; `None` for a oneof.
    pub fn number(&self) -> Option<u32> {
        self.field().map(Field::number)
    }

    /// The type of the field's value, or of its items; `None` for a oneof.
    pub fn kind(&self) -> Option<Kind> {
        self.field().map(Field::kind)
    }

    /// The types of the keys and values, for an entry of a map.
    pub fn map_kinds(&self) -> Option<(Kind, Kind)> {
        self.subscript.as_ref()?;
        self.field()?.map_kinds()
    }

    /// The index or key of an item or entry; `None` for the whole field.
    pub const fn subscript(&self) -> Option<&Subscript> {
        self.subscript.as_ref()
    }

    pub(super) fn is_same_field(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match &self.subscript {
            None => Ok(()),
            Some(Subscript::Index(index)) => write!(f, "[{index}]"),
            Some(Subscript::Bool(key)) => write!(f, "[{key}]"),
            Some(Subscript::Int(key)) => write!(f, "[{key}]"),
            Some(Subscript::Uint(key)) => write!(f, "[{key}]"),
            Some(Subscript::String(key)) => write!(f, "[{key:?}]"),
            Some(Subscript::Redacted) => f.write_str("[REDACTED]"),
        }
    }
}

/// An item of a repeated field, or an entry of a map.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subscript {
    /// An item, counted from 0.
    Index(u64),
    /// An entry by a key of type `bool`.
    Bool(bool),
    /// An entry by a key of a signed type.
    Int(i64),
    /// An entry by a key of an unsigned type.
    Uint(u64),
    /// An entry by a key of type `string`.
    String(String),
    /// An entry of a field with the option `debug_redact`, or of a map in such a field. Its key is not kept.
    Redacted,
}

impl From<Key<'_>> for Subscript {
    fn from(key: Key<'_>) -> Self {
        match key {
            Key::Bool(key) => Self::Bool(key),
            Key::Int(key) => Self::Int(key),
            Key::Uint(key) => Self::Uint(key),
            Key::String(key) => Self::String(key.to_owned()),
        }
    }
}
