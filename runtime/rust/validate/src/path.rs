//! The current place of a check in a message: a linked list on the stack, which becomes a [`FieldPath`](super::FieldPath) in
//! a violation.

use super::field::{Field, Key};
use super::field_path::{Element, FieldPath, Subscript};

/// A place in the message that is being validated.
///
/// A path is a linked list on the stack, from a place up to the message that [`validate`](super::Validate::validate) was
/// called on. It allocates nothing. The last element decides which rules a violation names: those of the field, or those in
/// `repeated.items`, `map.keys` or `map.values`.
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

/// Which part of the rules of a field applies to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Field,
    Items,
    Keys,
    Values,
}

impl Path<'_> {
    /// The message that is validated.
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

    /// An item of a repeated field, for the rules of its message.
    pub const fn index<'a>(&'a self, field: &'static Field, index: usize) -> Path<'a>
    where
        'p: 'a,
    {
        self.step(Step::Index(field, index))
    }

    /// An item of a repeated field, for the rules in `repeated.items`.
    pub const fn item<'a>(&'a self, field: &'static Field, index: usize) -> Path<'a>
    where
        'p: 'a,
    {
        self.step(Step::Item(field, index))
    }

    /// The value of a map entry, for the rules of its message.
    pub fn entry<'a>(&'a self, field: &'static Field, key: impl Into<Key<'a>>) -> Path<'a>
    where
        'p: 'a,
    {
        self.step(Step::Entry(field, key.into()))
    }

    /// The key of a map entry, for the rules in `map.keys`.
    pub fn key<'a>(&'a self, field: &'static Field, key: impl Into<Key<'a>>) -> Path<'a>
    where
        'p: 'a,
    {
        self.step(Step::Key(field, key.into()))
    }

    /// The value of a map entry, for the rules in `map.values`.
    pub fn value<'a>(&'a self, field: &'static Field, key: impl Into<Key<'a>>) -> Path<'a>
    where
        'p: 'a,
    {
        self.step(Step::Value(field, key.into()))
    }

    /// The parent of this place; `None` at the root.
    pub(super) const fn parent(&self) -> Option<&'p Path<'p>> {
        self.parent
    }

    /// The name of the last element; `None` at the root.
    pub(super) const fn name(&self) -> Option<&'static str> {
        match self.step {
            Step::Oneof(name) => Some(name),
            _ => match self.last() {
                Some(field) => Some(field.name()),
                None => None,
            },
        }
    }

    /// Whether this place is in a field with the option `debug_redact`.
    pub(super) fn is_redacted(&self) -> bool {
        let mut next = Some(self);
        while let Some(place) = next {
            if place.last().is_some_and(Field::is_redacted) {
                return true;
            }
            next = place.parent;
        }
        false
    }

    /// The field of the last element; `None` at the root and for a oneof.
    const fn last(&self) -> Option<&'static Field> {
        match self.step {
            Step::Root | Step::Oneof(_) => None,
            Step::Field(field)
            | Step::Index(field, _)
            | Step::Item(field, _)
            | Step::Entry(field, _)
            | Step::Key(field, _)
            | Step::Value(field, _) => Some(field),
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

    /// The last element. `redacted` hides the key of an entry.
    fn element(&self, redacted: bool) -> Option<Element> {
        match self.step {
            Step::Root => None,
            Step::Oneof(name) => Some(Element::oneof(name)),
            Step::Field(field) => Some(Element::new(field, None)),
            Step::Index(field, index) | Step::Item(field, index) => {
                Some(Element::new(field, Some(Subscript::Index(index as u64))))
            }
            Step::Entry(field, key) | Step::Key(field, key) | Step::Value(field, key) => {
                let key = if redacted {
                    Subscript::Redacted
                } else {
                    key.into()
                };
                Some(Element::new(field, Some(key)))
            }
        }
    }
}

impl From<&Path<'_>> for FieldPath {
    fn from(path: &Path<'_>) -> Self {
        let mut places = Vec::new();
        let mut next = Some(path);
        while let Some(place) = next {
            places.push(place);
            next = place.parent;
        }
        // Keys within a redacted field are a part of its value.
        let mut redacted = false;
        let elements = places.iter().rev().filter_map(|place| {
            redacted |= place.last().is_some_and(Field::is_redacted);
            place.element(redacted)
        });
        FieldPath::new(elements.collect())
    }
}
