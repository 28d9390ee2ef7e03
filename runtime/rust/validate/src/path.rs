//! Where a check stands in a message: a list on the stack while checking, a [`FieldPath`](super::FieldPath) once
//! something is found there.

use super::field_path::{Element, FieldPath, Subscript};

/// The type of a field, by its number in `google.protobuf.FieldDescriptorProto.Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names of the types say all")]
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

/// What a path says of a field of the schema.
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
}

impl Field {
    /// Describes a field by its number, its name in the schema and the type of its value, or of one item of it.
    pub const fn new(number: u32, name: &'static str, kind: Kind) -> Self {
        Self {
            number,
            name,
            kind,
            map: None,
        }
    }

    /// Describes a map by the types of its keys and values.
    pub const fn map(number: u32, name: &'static str, key: Kind, value: Kind) -> Self {
        Self {
            number,
            name,
            kind: Kind::Message,
            map: Some((key, value)),
        }
    }

    /// The field's number.
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// The field's name in the schema; of an extension, its full name in brackets.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The type of the field's value, or of one item of it; [`Kind::Message`] for a map.
    pub const fn kind(&self) -> Kind {
        self.kind
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

/// A place in the message that is being checked.
///
/// Paths are a list on the stack, from a place to the message that [`validate`](super::Validate::validate) was called
/// with; making one allocates nothing. Only the last element decides whose rules are checked there: those of the field,
/// or those that `repeated.items`, `map.keys` or `map.values` hold for what is in it.
///
/// ```
/// use rpcsmith_runtime::validate::{Field, FieldPath, Kind, Path};
///
/// const ROLES: Field = Field::new(3, "roles", Kind::Message);
/// const NAME: Field = Field::new(1, "name", Kind::String);
///
/// let root = Path::root();
/// let role = root.index(&ROLES, 2);
/// assert_eq!(FieldPath::from(&role.field(&NAME)).to_string(), "roles[2].name");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Root,
    Field(&'static Field),
    Oneof(&'static str),
    Index(&'static Field, usize),
    Item(&'static Field, usize),
    Entry(&'static Field, Key<'a>),
    Key(&'static Field, Key<'a>),
    Value(&'static Field, Key<'a>),
}

/// Where the rules of a place are kept in the rules of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Field,
    Items,
    Keys,
    Values,
}

impl Path<'_> {
    /// The message that validation starts with.
    pub const fn root() -> Path<'static> {
        Path {
            parent: None,
            step: Step::Root,
        }
    }
}

impl<'p> Path<'p> {
    const fn step<'a>(&'a self, step: Step<'a>) -> Path<'a>
    where
        'p: 'a,
    {
        Path {
            parent: Some(self),
            step,
        }
    }

    /// A singular field of this message, or the whole of a repeated field or map.
    pub const fn field<'a>(&'a self, field: &'static Field) -> Path<'a>
    where
        'p: 'a,
    {
        self.step(Step::Field(field))
    }

    /// A oneof of this message, by its name in the schema.
    pub const fn oneof<'a>(&'a self, name: &'static str) -> Path<'a>
    where
        'p: 'a,
    {
        self.step(Step::Oneof(name))
    }

    /// An item of a repeated field, as a message with rules of its own.
    pub const fn index<'a>(&'a self, field: &'static Field, index: usize) -> Path<'a>
    where
        'p: 'a,
    {
        self.step(Step::Index(field, index))
    }

    /// An item of a repeated field, as what the rules in `repeated.items` are about.
    pub const fn item<'a>(&'a self, field: &'static Field, index: usize) -> Path<'a>
    where
        'p: 'a,
    {
        self.step(Step::Item(field, index))
    }

    /// The value of an entry of a map, as a message with rules of its own.
    pub fn entry<'a>(&'a self, field: &'static Field, key: impl Into<Key<'a>>) -> Path<'a>
    where
        'p: 'a,
    {
        self.step(Step::Entry(field, key.into()))
    }

    /// The key of an entry of a map, as what the rules in `map.keys` are about.
    pub fn key<'a>(&'a self, field: &'static Field, key: impl Into<Key<'a>>) -> Path<'a>
    where
        'p: 'a,
    {
        self.step(Step::Key(field, key.into()))
    }

    /// The value of an entry of a map, as what the rules in `map.values` are about.
    pub fn value<'a>(&'a self, field: &'static Field, key: impl Into<Key<'a>>) -> Path<'a>
    where
        'p: 'a,
    {
        self.step(Step::Value(field, key.into()))
    }

    /// The place that this one is in; `None` at the root.
    pub(super) const fn parent(&self) -> Option<&'p Path<'p>> {
        self.parent
    }

    /// The name of the last element; `None` at the root.
    pub(super) const fn name(&self) -> Option<&'static str> {
        match self.step {
            Step::Root => None,
            Step::Oneof(name) => Some(name),
            Step::Field(field)
            | Step::Index(field, _)
            | Step::Item(field, _)
            | Step::Entry(field, _)
            | Step::Key(field, _)
            | Step::Value(field, _) => Some(field.name),
        }
    }

    pub(super) const fn scope(&self) -> Scope {
        match self.step {
            Step::Item(..) => Scope::Items,
            Step::Key(..) => Scope::Keys,
            Step::Value(..) => Scope::Values,
            _ => Scope::Field,
        }
    }

    fn element(&self) -> Option<Element> {
        match self.step {
            Step::Root => None,
            Step::Oneof(name) => Some(Element::oneof(name)),
            Step::Field(field) => Some(Element::new(field, None)),
            Step::Index(field, index) | Step::Item(field, index) => {
                Some(Element::new(field, Some(Subscript::Index(index as u64))))
            }
            Step::Entry(field, key) | Step::Key(field, key) | Step::Value(field, key) => {
                Some(Element::new(field, Some(key.into())))
            }
        }
    }
}

impl From<&Path<'_>> for FieldPath {
    fn from(path: &Path<'_>) -> Self {
        let mut elements = Vec::new();
        let mut next = Some(path);
        while let Some(place) = next {
            elements.extend(place.element());
            next = place.parent;
        }
        elements.reverse();
        FieldPath::new(elements)
    }
}
