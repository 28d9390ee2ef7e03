//! Where a check stands in a message: a list on the stack while checking, a [`FieldPath`](super::FieldPath) once
//! something is found there.

use super::field::{Field, Key};
use super::field_path::{Element, FieldPath, Subscript};

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
            | Step::Value(field, _) => Some(field.name()),
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
