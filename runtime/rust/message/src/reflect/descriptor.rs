//! Types of messages, fields and enums.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::enums::EnumType;
use super::json_name::JsonName;
use super::well_known_type::WellKnown;

/// The type of a message.
#[derive(Debug)]
pub struct MessageDescriptor {
    full_name: Cow<'static, str>,
    fields: Cow<'static, [FieldDescriptor]>,
    well_known: Option<WellKnown>,
    /// Separated by spaces.
    reserved: Cow<'static, str>,
    /// The indices of many fields by their names in JSON and in the schema; built when it is first needed.
    names: OnceLock<HashMap<Box<str>, usize>>,
}

impl MessageDescriptor {
    /// A type of generated code.
    pub const fn new(full_name: &'static str, fields: &'static [FieldDescriptor]) -> Self {
        Self {
            full_name: Cow::Borrowed(full_name),
            fields: Cow::Borrowed(fields),
            well_known: None,
            reserved: Cow::Borrowed(""),
            names: OnceLock::new(),
        }
    }

    /// A type that is known only at run time.
    pub fn dynamic(full_name: String, fields: Vec<FieldDescriptor>) -> Self {
        Self {
            well_known: WellKnown::named(&full_name),
            reserved: Cow::Borrowed(""),
            full_name: Cow::Owned(full_name),
            fields: Cow::Owned(fields),
            names: OnceLock::new(),
        }
    }

    /// The same type with reserved names, which are separated by spaces.
    #[must_use]
    pub fn reserving(mut self, names: String) -> Self {
        self.reserved = Cow::Owned(names);
        self
    }

    /// A type of generated code with reserved names, which are separated by spaces.
    pub const fn with_reserved(
        full_name: &'static str,
        fields: &'static [FieldDescriptor],
        reserved: &'static str,
    ) -> Self {
        Self {
            well_known: None,
            reserved: Cow::Borrowed(reserved),
            full_name: Cow::Borrowed(full_name),
            fields: Cow::Borrowed(fields),
            names: OnceLock::new(),
        }
    }

    /// A well-known type of generated code, with a form of its own in JSON.
    pub const fn well_known(
        full_name: &'static str,
        fields: &'static [FieldDescriptor],
        form: WellKnown,
    ) -> Self {
        Self {
            well_known: Some(form),
            reserved: Cow::Borrowed(""),
            full_name: Cow::Borrowed(full_name),
            fields: Cow::Borrowed(fields),
            names: OnceLock::new(),
        }
    }

    /// The name with its package, without a leading dot: `user.v1.User`.
    pub fn full_name(&self) -> &str {
        &self.full_name
    }

    /// The fields, in the order of the schema. Members of oneofs are fields.
    pub fn fields(&self) -> &[FieldDescriptor] {
        &self.fields
    }

    /// The form of a well-known type, which differs from that of other messages in JSON.
    pub fn form(&self) -> Option<WellKnown> {
        self.well_known
    }

    /// Whether fields must not have a name again. The text format ignores fields with such a name.
    pub fn is_reserved(&self, name: &str) -> bool {
        self.reserved.split(' ').any(|reserved| reserved == name)
    }

    /// The index of the field with a name: `createdAt` or `created_at`.
    pub fn index_of(&self, name: &str) -> Option<usize> {
        /// The comparisons with the names of more fields take longer than the map.
        const FEW: usize = 16;

        // The JSON name of a field can be the name of another. JSON names count first, and the first of two fields, which only
        // `json_format = LEGACY_BEST_EFFORT` allows.
        if self.fields.len() <= FEW {
            let mut fields = self.fields.iter();
            let index = fields.position(|field| field.json_name() == name);
            return index.or_else(|| self.fields.iter().position(|field| field.name == name));
        }
        let names = self.names.get_or_init(|| {
            let mut names = HashMap::with_capacity(2 * self.fields.len());
            for (index, field) in self.fields.iter().enumerate() {
                names.entry(field.json_name().into()).or_insert(index);
            }
            for (index, field) in self.fields.iter().enumerate() {
                names.entry(field.name().into()).or_insert(index);
            }
            names
        });
        names.get(name).copied()
    }

    /// The index of the field with a number.
    pub fn index_of_number(&self, number: u32) -> Option<usize> {
        self.fields.iter().position(|field| field.number == number)
    }
}

/// A field of a message, or an extension.
#[derive(Clone, Debug)]
pub struct FieldDescriptor {
    number: u32,
    name: Cow<'static, str>,
    json_name: JsonName,
    kind: Kind,
    cardinality: Cardinality,
    oneof: Option<u16>,
    redacted: bool,
}

impl FieldDescriptor {
    /// A field of generated code.
    pub const fn new(
        number: u32,
        name: &'static str,
        json_name: &'static str,
        cardinality: Cardinality,
        kind: Kind,
    ) -> Self {
        Self {
            number,
            name: Cow::Borrowed(name),
            json_name: JsonName::new(json_name),
            kind,
            cardinality,
            oneof: None,
            redacted: false,
        }
    }

    /// A field that is known only at run time.
    pub fn dynamic(
        number: u32,
        name: String,
        json_name: String,
        cardinality: Cardinality,
        kind: Kind,
    ) -> Self {
        Self {
            number,
            name: Cow::Owned(name),
            json_name: JsonName::dynamic(json_name),
            kind,
            cardinality,
            oneof: None,
            redacted: false,
        }
    }

    /// The same field, as a member of the oneof with this index.
    #[must_use]
    pub const fn in_oneof(mut self, index: u16) -> Self {
        self.oneof = Some(index);
        self
    }

    /// The same field, with the option `debug_redact`.
    #[must_use]
    pub const fn redacted(mut self) -> Self {
        self.redacted = true;
        self
    }

    /// From 1 to 536,870,911.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The name in the schema: `created_at`; the full name of an extension.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name in JSON: `createdAt`.
    pub fn json_name(&self) -> &str {
        self.json_name.as_str()
    }

    /// The name in JSON, with what the reader compares first.
    #[cfg(feature = "json")]
    #[inline]
    pub(crate) fn as_json_name(&self) -> &JsonName {
        &self.json_name
    }

    /// The type of a value; of an element of a repeated field.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// How many values the field has.
    pub fn cardinality(&self) -> Cardinality {
        self.cardinality
    }

    /// The index of its oneof among those of the message.
    pub fn oneof(&self) -> Option<usize> {
        self.oneof.map(usize::from)
    }

    /// Whether the field has the option `debug_redact`, so that its value must not appear in logs.
    pub fn is_redacted(&self) -> bool {
        self.redacted
    }
}

/// How many values a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cardinality {
    /// One. The default value means that the field is not set.
    Implicit,
    /// None or one.
    Explicit,
    /// One, which is always written.
    Required,
    /// Elements.
    Repeated,
    /// Entries with keys.
    Map,
}

/// The type of a value. The kind of a map field is that of its values.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `double`.
    Double,
    /// `float`.
    Float,
    /// `int32`, `sint32` and `sfixed32`.
    Int32,
    /// `int64`, `sint64` and `sfixed64`.
    Int64,
    /// `uint32` and `fixed32`.
    Uint32,
    /// `uint64` and `fixed64`.
    Uint64,
    /// `bool`.
    Bool,
    /// `string`.
    String,
    /// `bytes`.
    Bytes,
    /// An enum.
    Enum(EnumType),
    /// A message.
    Message(MessageType),
    /// A message whose fields stand between a start and an end tag.
    Group(MessageType),
}

/// The message of a field.
#[derive(Clone)]
pub enum MessageType {
    /// Of generated code.
    Static(fn() -> &'static MessageDescriptor),
    /// Known only at run time.
    Dynamic(Arc<DynamicType>),
}

impl MessageType {
    /// The name with its package, without a leading dot.
    pub fn full_name(&self) -> &str {
        match self {
            Self::Static(descriptor) => descriptor().full_name(),
            Self::Dynamic(message) => &message.full_name,
        }
    }

    /// The form of a well-known type.
    pub fn form(&self) -> Option<WellKnown> {
        match self {
            Self::Static(descriptor) => descriptor().form(),
            Self::Dynamic(message) => message.form,
        }
    }
}

impl fmt::Debug for MessageType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.full_name())
    }
}

/// A message type that is known only at run time.
#[derive(Debug)]
pub struct DynamicType {
    index: usize,
    full_name: Box<str>,
    form: Option<WellKnown>,
}

impl DynamicType {
    /// The type with this index in its pool.
    pub fn new(index: usize, full_name: &str) -> Self {
        Self {
            index,
            form: WellKnown::named(full_name),
            full_name: full_name.into(),
        }
    }

    /// The index in its pool.
    pub fn index(&self) -> usize {
        self.index
    }
}
