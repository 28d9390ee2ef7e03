//! The messages that the descriptor sets describe.

use std::sync::{Arc, LazyLock};

use rpcsmith_message::dynamic::{DynamicMessage, ItemType, MessageType, Pool, PoolError};
use rpcsmith_message::reflect::{
    Cardinality, FieldDescriptor, MessageDescriptor, Reflect, Registry, WellKnown,
};
use rpcsmith_wire::proto::google::rpc::FILE_DESCRIPTOR_SET;

/// The types of a pool, also by name for JSON.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) pool: Arc<Pool>,
    pub(super) registry: Registry,
}

impl Schema {
    /// Reads descriptor sets, which may contain the same files.
    ///
    /// # Errors
    /// If a set cannot be decoded, or a file in it is invalid; the text names the file.
    pub(super) fn new<'a>(
        sets: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Arc<Self>, PoolError> {
        let pool = Arc::new(Pool::decode(sets)?);
        let registry = pool.registry();
        Ok(Arc::new(Self { pool, registry }))
    }

    /// The standard error details (`google.rpc.ErrorInfo` and others), which schemas rarely import.
    pub(super) fn error_details() -> Option<&'static Arc<Self>> {
        static DETAILS: LazyLock<Option<Arc<Schema>>> =
            LazyLock::new(|| Schema::new([FILE_DESCRIPTOR_SET]).ok());
        DETAILS.as_ref()
    }
}

/// A message type.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) schema: Arc<Schema>,
    index: usize,
    empty: DynamicMessage,
}

impl PartialEq for Message {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.schema, &other.schema) && self.index == other.index
    }
}

impl Message {
    /// The message with an index in the pool.
    pub(super) fn new(schema: &Arc<Schema>, index: usize) -> Option<Self> {
        Some(Self {
            schema: Arc::clone(schema),
            index,
            empty: DynamicMessage::new(&schema.pool, index)?,
        })
    }

    /// The message with a full name.
    pub(super) fn named(schema: &Arc<Schema>, full_name: &str) -> Option<Self> {
        Self::new(schema, schema.pool.index_of(full_name)?)
    }

    pub(super) fn descriptor(&self) -> &MessageDescriptor {
        self.empty.descriptor()
    }

    pub(super) fn full_name(&self) -> &str {
        self.descriptor().full_name()
    }

    /// The form of a well-known type, whose JSON is not an object of its fields.
    pub(super) fn form(&self) -> Option<WellKnown> {
        self.descriptor().form()
    }

    /// A message without fields.
    pub(super) fn empty(&self) -> DynamicMessage {
        self.empty.clone()
    }

    /// The fields, in the order of their numbers.
    pub(super) fn fields(&self) -> impl Iterator<Item = Field> {
        let indices = 0..self.descriptor().fields().len();
        indices.filter_map(|index| self.field(index))
    }

    /// The field at an index.
    pub(super) fn field(&self, index: usize) -> Option<Field> {
        Some(Field {
            descriptor: self.descriptor().fields().get(index)?.clone(),
            parent: self.clone(),
            index,
        })
    }

    fn r#type(&self) -> Option<&MessageType> {
        self.schema.pool.message(self.index)
    }
}

/// A field of a message.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) parent: Message,
    pub(super) index: usize,
    pub(super) descriptor: FieldDescriptor,
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.parent == other.parent && self.index == other.index
    }
}

impl Field {
    pub(super) fn is_list(&self) -> bool {
        self.descriptor.cardinality() == Cardinality::Repeated
    }

    pub(super) fn is_map(&self) -> bool {
        self.descriptor.cardinality() == Cardinality::Map
    }

    /// The type of a value; of an element or of the value of an entry.
    pub(super) fn item(&self) -> Option<ItemType> {
        let field = self.parent.r#type()?.field_type(self.index)?;
        Some(field.item)
    }

    /// The type of the keys of a map.
    pub(super) fn key(&self) -> Option<ItemType> {
        self.parent.r#type()?.field_type(self.index)?.key
    }

    /// The message type of a value.
    pub(super) fn message(&self) -> Option<Message> {
        Message::new(&self.parent.schema, self.item()?.message()?)
    }

    /// The default value in the schema.
    pub(super) fn default_value(&self) -> Option<&str> {
        self.parent.r#type()?.default_value(self.index)
    }

    /// The name of its oneof, and the indices of all members.
    pub(super) fn oneof(&self) -> Option<(&str, &[usize])> {
        let message = self.parent.r#type()?;
        let oneof = self.descriptor.oneof()?;
        Some((message.oneof_name(oneof)?, message.oneof_members(oneof)))
    }
}
