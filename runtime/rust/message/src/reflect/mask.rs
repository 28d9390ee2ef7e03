//! Applies a `google.protobuf.FieldMask` to messages.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use prost_types::FieldMask;

use super::{
    Cardinality, Described, FieldDescriptor, Kind, MessageDescriptor, MessageType, Reflect, Slot,
    copy,
};

/// The most names of a path, as the levels of a message.
const MAX_DEPTH: usize = 100;

/// The checked paths of a mask for messages of type `M`.
///
/// A path names fields as the schema does: `user.display_name`. It ends at a field of any type; before its end it names messages,
/// not repeated fields and maps.
///
/// ```
/// use prost_types::{FieldMask, Timestamp};
/// use rpcsmith_runtime::message::reflect::Mask;
///
/// let mask = FieldMask { paths: vec!["nanos".to_owned()] };
/// let mask = Mask::<Timestamp>::new(&mask)?;
/// let mut time = Timestamp { seconds: 1, nanos: 2 };
/// mask.merge(&Timestamp { seconds: 3, nanos: 4 }, &mut time);
/// assert_eq!(time, Timestamp { seconds: 1, nanos: 4 });
/// mask.clear(&mut time);
/// assert_eq!(time.nanos, 0);
///
/// let mask = FieldMask { paths: vec!["nano".to_owned()] };
/// let error = Mask::<Timestamp>::new(&mask).unwrap_err();
/// assert_eq!(error.to_string(), "the path `nano` is invalid: google.protobuf.Timestamp has no field `nano`");
/// # Ok::<_, rpcsmith_runtime::message::reflect::MaskError>(())
/// ```
///
/// Source: `google/protobuf/field_mask.proto`.
#[derive(Clone, Debug)]
pub struct Mask<M> {
    root: Node,
    replace_messages: bool,
    replace_repeated: bool,
    /// The type that dynamic messages must have.
    pub(crate) dynamic: Option<Arc<dyn HasType>>,
    message: PhantomData<fn(&M)>,
}

/// A type that is known only at run time.
pub(crate) trait HasType: fmt::Debug + Send + Sync {
    /// Whether a message has the type.
    fn has(&self, message: &dyn Reflect) -> bool;
}

/// The selected fields of a message.
#[derive(Clone, Debug, Default)]
struct Node {
    /// The indices of fields, in order, with what is selected of each.
    fields: Vec<(usize, Part)>,
}

#[derive(Clone, Debug)]
enum Part {
    Whole,
    Fields(Node),
}

impl<M: Described> Mask<M> {
    /// Checks the paths of a mask.
    ///
    /// # Errors
    /// For the first path that does not name a field of `M`.
    pub fn new(mask: &FieldMask) -> Result<Self, MaskError> {
        let find = |message: &MessageType| match message {
            MessageType::Static(message) => Some(message()),
            MessageType::Dynamic(_) => None,
        };
        Self::of_type(<M as Described>::descriptor(), &find, mask)
    }

    /// Selects the fields that are set in a message: those that an update without a mask changes.
    ///
    /// ```
    /// use prost_types::Timestamp;
    /// use rpcsmith_runtime::message::reflect::Mask;
    ///
    /// let update = Timestamp { seconds: 3, nanos: 0 };
    /// let mut time = Timestamp { seconds: 1, nanos: 2 };
    /// Mask::of_set_fields(&update).merge(&update, &mut time);
    /// assert_eq!(time, Timestamp { seconds: 3, nanos: 2 });
    /// ```
    ///
    /// Source: [AIP-134](https://google.aip.dev/134).
    pub fn of_set_fields(message: &M) -> Self {
        let indices = 0..<M as Described>::descriptor().fields().len();
        let set = indices.filter(|index| Reflect::get(message, *index).is_some());
        Self::of_root(Node {
            fields: set.map(|index| (index, Part::Whole)).collect(),
        })
    }
}

impl<M> Mask<M> {
    /// Checks the paths of a mask for a type. `find` returns the types of its fields.
    pub(crate) fn of_type<'d>(
        message: &'d MessageDescriptor,
        find: Find<'_, 'd>,
        mask: &FieldMask,
    ) -> Result<Self, MaskError> {
        let mut root = Node::default();
        for path in &mask.paths {
            let added = root.add(message, path, find);
            added.map_err(|fault| MaskError {
                path: path.clone(),
                fault,
            })?;
        }
        Ok(Self::of_root(root))
    }

    fn of_root(root: Node) -> Self {
        Self {
            root,
            replace_messages: false,
            replace_repeated: false,
            dynamic: None,
            message: PhantomData,
        }
    }

    /// Makes [`merge`](Self::merge) replace a message that a path ends at (default: it merges them).
    #[must_use]
    pub fn replace_messages(mut self) -> Self {
        self.replace_messages = true;
        self
    }

    /// Makes [`merge`](Self::merge) replace the elements of repeated fields and the entries of maps (default: it adds them).
    #[must_use]
    pub fn replace_repeated(mut self) -> Self {
        self.replace_repeated = true;
        self
    }
}

impl<M: Reflect> Mask<M> {
    /// Copies the selected fields. Those that are not set in `source` are cleared in `target`, except messages and repeated
    /// fields, unless they are replaced.
    pub fn merge(&self, source: &M, target: &mut M) {
        if self.fits(source) && self.fits(target) {
            self.merge_node(&self.root, source, target);
        }
    }

    /// Clears the selected fields.
    pub fn clear(&self, message: &mut M) {
        if self.fits(message) {
            clear(&self.root, message);
        }
    }

    /// Clears all fields that are not selected. Also clears [unknown fields](Reflect::unknown_fields) and extensions, except in
    /// messages that are selected as a whole.
    pub fn retain(&self, message: &mut M) {
        if self.fits(message) {
            retain(&self.root, message);
        }
    }

    /// Whether a message has the type of the mask, which `M` is unless it is dynamic.
    fn fits(&self, message: &dyn Reflect) -> bool {
        let dynamic = self.dynamic.as_ref();
        dynamic.is_none_or(|dynamic| dynamic.has(message))
    }

    fn merge_node(&self, node: &Node, source: &dyn Reflect, target: &mut dyn Reflect) {
        for (index, part) in &node.fields {
            match part {
                Part::Whole => self.merge_field(source, target, *index),
                Part::Fields(node) => {
                    if let Some(super::Value::Message(source)) = source.get(*index) {
                        if let Some(Slot::Message(target)) = target.slot(*index) {
                            self.merge_node(node, source, target);
                        }
                    } else if let Some(super::Value::Message(_)) = target.get(*index)
                        && let Some(Slot::Message(target)) = target.slot(*index)
                    {
                        clear(node, target);
                    }
                }
            }
        }
    }

    fn merge_field(&self, source: &dyn Reflect, target: &mut dyn Reflect, index: usize) {
        let field = source.descriptor().fields().get(index);
        let replace = field.is_none_or(|field| match (field.cardinality(), field.kind()) {
            (Cardinality::Repeated | Cardinality::Map, _) => self.replace_repeated,
            (_, Kind::Message(_) | Kind::Group(_)) => self.replace_messages,
            _ => true,
        });
        if replace {
            target.clear_field(index);
        }
        copy::merge_field(source, target, index);
    }
}

fn clear(node: &Node, message: &mut dyn Reflect) {
    for (index, part) in &node.fields {
        match part {
            Part::Whole => message.clear_field(*index),
            // An unset message must not become set.
            Part::Fields(node) if message.get(*index).is_some() => {
                if let Some(Slot::Message(message)) = message.slot(*index) {
                    clear(node, message);
                }
            }
            Part::Fields(_) => {}
        }
    }
}

fn retain(node: &Node, message: &mut dyn Reflect) {
    if let Some(unknown) = message.unknown_fields_mut() {
        unknown.clear();
    }
    for index in 0..message.descriptor().fields().len() {
        match node.part(index) {
            None => message.clear_field(index),
            Some(Part::Fields(node)) if message.get(index).is_some() => {
                if let Some(Slot::Message(message)) = message.slot(index) {
                    retain(node, message);
                }
            }
            Some(_) => {}
        }
    }
}

/// Returns the type of a field.
type Find<'f, 'd> = &'f dyn Fn(&'d MessageType) -> Option<&'d MessageDescriptor>;

impl Node {
    fn part(&self, index: usize) -> Option<&Part> {
        let found = self.fields.binary_search_by_key(&index, |field| field.0);
        let (_, part) = self.fields.get(found.ok()?)?;
        Some(part)
    }

    /// Adds a path below this node.
    fn add<'d>(
        &mut self,
        message: &'d MessageDescriptor,
        path: &str,
        find: Find<'_, 'd>,
    ) -> Result<(), Fault> {
        let (mut node, mut message) = (self, message);
        let mut names = path.split('.').enumerate().peekable();
        while let Some((depth, name)) = names.next() {
            if depth == MAX_DEPTH {
                return Err(Fault::Depth);
            }
            let fields = message.fields();
            let Some(index) = fields.iter().position(|field| field.name() == name) else {
                return Err(Fault::Field(
                    message.full_name().to_owned(),
                    name.to_owned(),
                ));
            };
            let position = node.fields.binary_search_by_key(&index, |field| field.0);
            if names.peek().is_none() {
                match position {
                    Ok(position) => node.fields[position].1 = Part::Whole,
                    Err(position) => node.fields.insert(position, (index, Part::Whole)),
                }
                return Ok(());
            }
            message = nested(&fields[index], find)
                .ok_or_else(|| Fault::NoMessage(message.full_name().to_owned(), name.to_owned()))?;
            let position = position.unwrap_or_else(|position| {
                node.fields
                    .insert(position, (index, Part::Fields(Self::default())));
                position
            });
            match &mut node.fields[position].1 {
                // The rest of the path is checked, although the field is selected already.
                Part::Whole => return Self::default().add(message, &rest(path, depth), find),
                Part::Fields(below) => node = below,
            }
        }
        Ok(())
    }
}

/// What follows the name at `depth` in a path.
fn rest(path: &str, depth: usize) -> String {
    let names: Vec<_> = path.split('.').skip(depth + 1).collect();
    names.join(".")
}

/// The message that a path can continue in.
fn nested<'d>(field: &'d FieldDescriptor, find: Find<'_, 'd>) -> Option<&'d MessageDescriptor> {
    match (field.cardinality(), field.kind()) {
        (Cardinality::Repeated | Cardinality::Map, _) => None,
        (_, Kind::Message(message) | Kind::Group(message)) => find(message),
        _ => None,
    }
}

/// A path of a mask that does not name a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskError {
    path: String,
    fault: Fault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    /// A message does not have a field.
    Field(String, String),
    /// A field before the end of the path is not a single message.
    NoMessage(String, String),
    Depth,
}

impl MaskError {
    /// The path.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for MaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path: String = self.path.chars().take(200).collect();
        write!(f, "the path `{}` is invalid: ", path.escape_debug())?;
        match &self.fault {
            Fault::Field(message, name) => {
                let name: String = name.chars().take(100).collect();
                write!(f, "{message} has no field `{}`", name.escape_debug())
            }
            Fault::NoMessage(message, name) => {
                write!(
                    f,
                    "the field `{name}` of {message} is not a single message, so a path must end there"
                )
            }
            Fault::Depth => write!(f, "it has more than {MAX_DEPTH} names"),
        }
    }
}

impl std::error::Error for MaskError {}
