//! Reads and writes the fields of a message by their index in its [`MessageDescriptor`].
//!
//! Generated code implements [`Described`] for messages if it is asked for JSON or the text format. The code that converts
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

mod access;
mod copy;
mod descriptor;
// A field of prost-types is deprecated.
#[allow(deprecated)]
mod descriptors;
mod dyn_message;
mod enums;
pub mod extension;
pub mod field;
mod json_name;
mod key;
mod list;
mod map;
mod mask;
mod registry;
mod scalar;
pub mod slot;
pub mod value;
mod well_known;
mod well_known_type;

pub use access::{BytesField, InsertError, List, Map, Slot, Value};
pub use descriptor::{
    Cardinality, DynamicType, FieldDescriptor, Kind, MessageDescriptor, MessageType,
};
pub use dyn_message::DynMessage;
pub use enums::{EnumDescriptor, EnumType, EnumValueDescriptor};
pub use extension::Extension;
#[cfg(feature = "json")]
pub(crate) use json_name::JsonName;
pub use key::{Key, MapKey};
#[cfg(feature = "dynamic")]
pub(crate) use mask::HasType;
pub use mask::{Mask, MaskError};
pub use registry::{Registry, UnpackError};
pub use scalar::{OpenEnum, Scalar};
pub use well_known_type::WellKnown;

use std::any::Any;

use crate::UnknownFields;

/// A message whose fields can be read and written by index.
///
/// Indices are those of [`MessageDescriptor::fields`]. Generated messages implement [`Described`].
pub trait Reflect: Any + Send + Sync {
    /// The type of the message.
    fn descriptor(&self) -> &MessageDescriptor;

    /// The value of a field; `None` if the field is not set, or if it has no presence and its default value.
    fn get(&self, index: usize) -> Option<Value<'_>>;

    /// What [`slot`](Self::slot) and [`clear_field`](Self::clear_field) do, in one function.
    fn access(&mut self, index: usize, access: Access) -> Option<Slot<'_>>;

    /// The fields that the schema does not know, and the extensions; `None` if the message does not keep them.
    fn unknown_fields(&self) -> Option<&UnknownFields> {
        None
    }

    /// See [`unknown_fields`](Self::unknown_fields).
    fn unknown_fields_mut(&mut self) -> Option<&mut UnknownFields> {
        None
    }

    /// The place of a field's value. A field with presence, or a member of a oneof, becomes set, with its default value unless
    /// it was set before. `None` for an index without a field, and if the value exceeds the budget of the message.
    fn slot(&mut self, index: usize) -> Option<Slot<'_>> {
        self.access(index, Access::Set)
    }

    /// Removes the value of a field.
    fn clear_field(&mut self, index: usize) {
        self.access(index, Access::Clear);
    }
}

/// What to do with the place of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Set the field, and return its place.
    Set,
    /// Remove the value, and return nothing.
    Clear,
}

/// A message whose type is known when it is compiled. It implements [`Reflect`].
pub trait Described: prost::Message + Default + Any {
    /// The type of the message.
    fn descriptor() -> &'static MessageDescriptor;

    /// See [`Reflect::get`].
    fn field(&self, index: usize) -> Option<Value<'_>>;

    /// See [`Reflect::access`].
    fn field_mut(&mut self, index: usize, access: Access) -> Option<Slot<'_>>;

    /// See [`Reflect::unknown_fields`].
    fn unknown(&self) -> Option<&UnknownFields> {
        None
    }

    /// See [`Reflect::unknown_fields`].
    fn unknown_mut(&mut self) -> Option<&mut UnknownFields> {
        None
    }
}

impl<M: Described> Reflect for M {
    fn descriptor(&self) -> &MessageDescriptor {
        <M as Described>::descriptor()
    }

    fn get(&self, index: usize) -> Option<Value<'_>> {
        self.field(index)
    }

    fn access(&mut self, index: usize, access: Access) -> Option<Slot<'_>> {
        self.field_mut(index, access)
    }

    fn unknown_fields(&self) -> Option<&UnknownFields> {
        self.unknown()
    }

    fn unknown_fields_mut(&mut self) -> Option<&mut UnknownFields> {
        self.unknown_mut()
    }
}

/// An enum of a schema.
pub trait DescribedEnum {
    /// The type of the enum.
    fn descriptor() -> &'static EnumDescriptor;
}

/// A oneof. Generated messages forward their members to it, with [`value::oneof`] and [`slot::oneof`].
pub trait Oneof: Sized {
    /// The member for the field with this index, with its default value.
    fn new(index: usize) -> Option<Self>;

    /// The value of the field with this index; `None` if another member is set.
    fn member(&self, index: usize) -> Option<Value<'_>>;

    /// The place of the value.
    fn slot(&mut self) -> Slot<'_>;
}

/// A member of a oneof with its default value, for [`Oneof::new`].
#[inline]
pub fn variant<T: Default, O>(variant: fn(T) -> O) -> Option<O> {
    Some(variant(T::default()))
}

/// Scalars and enums, in a [`List`] or a [`Map`].
#[derive(Clone, Copy, Debug)]
pub struct Scalars;

/// Messages, in a [`List`] or a [`Map`].
///
/// `Vec<i64>` can be a list of numbers or of messages: prost uses Rust's types for `google.protobuf.Int64Value` and its like.
#[derive(Clone, Copy, Debug)]
pub struct Messages;
