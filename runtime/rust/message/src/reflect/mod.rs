//! Reads and writes the fields of a message by their index in its [`MessageDescriptor`].
//!
//! Generated code implements [`Reflect`] for messages if it is asked for JSON or the text format. The code that converts
//! messages takes a `&dyn Reflect`, so it compiles once, not again for each message.
//!
//! ```
//! use rpcsmith_runtime::message::reflect::{Reflect, Value};
//!
//! /// The names of the fields that are set.
//! fn set_fields(message: &dyn Reflect) -> Vec<&str> {
//!     let fields = message.descriptor().fields().iter().enumerate();
//!     let set = fields.filter(|(index, _)| message.get(*index).is_some());
//!     set.map(|(_, field)| field.name()).collect()
//! }
//!
//! let timestamp = prost_types::Timestamp { seconds: 1, nanos: 0 };
//! assert_eq!(set_fields(&timestamp), ["seconds"]);
//! assert!(matches!(timestamp.get(0), Some(Value::I64(1))));
//! ```

mod descriptor;
mod key;
mod list;
mod map;
mod registry;
mod scalar;
pub mod slot;
pub mod value;
mod well_known;

pub use descriptor::{
    Cardinality, EnumDescriptor, EnumType, EnumValueDescriptor, FieldDescriptor, Kind,
    MessageDescriptor, MessageType, WellKnown,
};
pub use key::{Key, MapKey};
pub use list::List;
pub use map::{InsertError, Map};
pub use registry::{DynMessage, Extension, Registry};
pub use scalar::{BytesField, Scalar};
pub use slot::Slot;
pub use value::Value;

use std::any::Any;

/// A message whose fields can be read and written by index.
///
/// Indices are those of [`MessageDescriptor::fields`].
pub trait Reflect: Any + Send + Sync {
    /// The type of the message.
    fn descriptor(&self) -> &MessageDescriptor;

    /// The value of a field; `None` if the field is not set, or if it has no presence and its default value.
    fn get(&self, index: usize) -> Option<Value<'_>>;

    /// The place of a field's value. A field with presence, or a member of a oneof, becomes set, with its default value unless
    /// it was set before. `None` for an index without a field.
    fn slot(&mut self, index: usize) -> Option<Slot<'_>>;

    /// Removes the value of a field.
    fn clear_field(&mut self, index: usize);
}

/// A message whose type is known when it is compiled.
pub trait Described: Reflect + prost::Message + Default {
    /// The type of the message.
    fn descriptor() -> &'static MessageDescriptor;
}

/// An enum of a schema.
pub trait DescribedEnum {
    /// The type of the enum.
    fn descriptor() -> &'static EnumDescriptor;
}

/// A oneof. Generated messages forward their members to it.
pub trait Oneof: Sized {
    /// The value of the field with this index; `None` if another member is set.
    fn get(&self, index: usize) -> Option<Value<'_>>;

    /// The place of the value of the field with this index. Another member that is set is replaced.
    fn slot(oneof: &mut Option<Self>, index: usize) -> Option<Slot<'_>>;
}

/// Scalars and enums, in a [`List`] or a [`Map`].
#[derive(Clone, Copy, Debug)]
pub struct Scalars;

/// Messages, in a [`List`] or a [`Map`].
///
/// `Vec<i64>` can be a list of numbers or of messages: prost uses Rust's types for `google.protobuf.Int64Value` and its like.
#[derive(Clone, Copy, Debug)]
pub struct Messages;
