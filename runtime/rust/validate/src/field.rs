//! Fields of the schema, as validators describe them, and keys of maps.

/// The type of a field, by its number in `google.protobuf.FieldDescriptorProto.Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names are those of the protobuf types")]
pub enum Kind {
    Double = 1,
    Float = 2,
    Int64 = 3,
    Uint64 = 4,
    Int32 = 5,
    Fixed64 = 6,
    Fixed32 = 7,
    Bool = 8,
    String = 9,
    Group = 10,
    Message = 11,
    Bytes = 12,
    Uint32 = 13,
    Enum = 14,
    Sfixed32 = 15,
    Sfixed64 = 16,
    Sint32 = 17,
    Sint64 = 18,
}

/// A field of the schema.
///
/// ```
/// use rpcsmith_runtime::validate::{Field, Kind};
///
/// const NAME: Field = Field::new(1, "name", Kind::String);
/// const LABELS: Field = Field::map(4, "labels", Kind::String, Kind::Int64);
/// assert_eq!(NAME.kind(), Kind::String);
/// assert_eq!(LABELS.map_kinds(), Some((Kind::String, Kind::Int64)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    number: u32,
    name: &'static str,
    kind: Kind,
    map: Option<(Kind, Kind)>,
    redacted: bool,
}

impl Field {
    /// Describes a field by its number, its name in the schema, and the type of its value, or of its items.
    pub const fn new(number: u32, name: &'static str, kind: Kind) -> Self {
        Self {
            number,
            name,
            kind,
            map: None,
            redacted: false,
        }
    }

    /// Describes a map by the types of its keys and values.
    pub const fn map(number: u32, name: &'static str, key: Kind, value: Kind) -> Self {
        Self {
            number,
            name,
            kind: Kind::Message,
            map: Some((key, value)),
            redacted: false,
        }
    }

    /// The same field, with the option `debug_redact`: violations do not show its keys, nor messages computed from its value.
    #[must_use]
    pub const fn redacted(mut self) -> Self {
        self.redacted = true;
        self
    }

    /// The field's number.
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// The field's name in the schema; for an extension, its full name in brackets.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The type of the field's value, or of its items; [`Kind::Message`] for a map.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether the field has the option `debug_redact`.
    pub const fn is_redacted(&self) -> bool {
        self.redacted
    }

    /// The types of the keys and values, if the field is a map.
    pub const fn map_kinds(&self) -> Option<(Kind, Kind)> {
        self.map
    }
}

/// A key of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key<'a> {
    /// A key of type `bool`.
    Bool(bool),
    /// A key of a signed type.
    Int(i64),
    /// A key of an unsigned type.
    Uint(u64),
    /// A key of type `string`.
    String(&'a str),
}

macro_rules! key_from {
    ($($ty:ty => $variant:ident as $wide:ty,)*) => {$(
        impl From<$ty> for Key<'_> {
            fn from(key: $ty) -> Self {
                Key::$variant(<$wide>::from(key))
            }
        }

        impl From<&$ty> for Key<'_> {
            fn from(key: &$ty) -> Self {
                Key::$variant(<$wide>::from(*key))
            }
        }
    )*};
}

key_from! {
    bool => Bool as bool,
    i32 => Int as i64,
    i64 => Int as i64,
    u32 => Uint as u64,
    u64 => Uint as u64,
}

impl<'a> From<&'a str> for Key<'a> {
    fn from(key: &'a str) -> Self {
        Key::String(key)
    }
}

impl<'a> From<&'a String> for Key<'a> {
    fn from(key: &'a String) -> Self {
        Key::String(key)
    }
}
