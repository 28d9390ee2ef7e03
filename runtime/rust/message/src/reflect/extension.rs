//! Extensions whose type is chosen at run time: in JSON and in the text format, by name.
//!
//! The functions here are for the constants of generated code. Each takes the function of [`field`](super::field) that describes
//! the type.

use std::fmt;

use prost::DecodeError;

use super::{
    Access, Described, DynMessage, FieldDescriptor, MessageDescriptor, Reflect, Scalar, Slot,
    Value, slot, value,
};
use crate::unknown::{self, UnknownFields, UnknownValue};

/// A function of [`field`](super::field).
type Describe = fn(u32, &'static str, &'static str) -> FieldDescriptor;

/// Creates a message whose only field is the extension, and redacted if the argument is `true`.
type Create = Box<dyn Fn(bool) -> Box<dyn DynMessage> + Send + Sync>;

/// An extension of a message.
pub struct Extension {
    name: Box<str>,
    number: u32,
    in_message_set: bool,
    redacted: bool,
    create: Create,
}

impl Extension {
    /// An extension that is known only at run time. `create` returns a message whose only field is the extension: it has the
    /// number of the extension, and its full name.
    pub fn dynamic(
        create: impl Fn() -> Box<dyn DynMessage> + Send + Sync + 'static,
    ) -> Option<Self> {
        let holder = create();
        let field = holder.descriptor().fields().first()?;
        Some(Self {
            name: field.name().into(),
            number: field.number(),
            in_message_set: false,
            redacted: false,
            create: Box::new(move |_| create()),
        })
    }

    /// The same extension, whose values are in items of a message set if `on` is set.
    #[cfg(feature = "dynamic")]
    pub(crate) fn stored_in_items(mut self, on: bool) -> Self {
        self.in_message_set = on;
        self
    }

    /// The full name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of the field.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// A message whose only field is the extension. Its encoded form is what messages store.
    pub fn holder(&self) -> Box<dyn DynMessage> {
        (self.create)(self.redacted)
    }

    /// Whether a stored field is a value of the extension.
    pub fn matches(&self, number: u32, value: UnknownValue<'_>) -> bool {
        number == self.number
            || self.in_message_set && unknown::item_number(number, value) == Some(self.number)
    }

    /// A message whose only field is the extension, with its value; `None` if the extension is not set.
    ///
    /// # Errors
    /// If the value is malformed, or not of the type of the extension.
    pub fn read(&self, fields: &UnknownFields) -> Result<Option<Box<dyn DynMessage>>, DecodeError> {
        if !fields
            .iter()
            .any(|(number, value)| self.matches(number, value))
        {
            return Ok(None);
        }
        let mut holder = self.holder();
        holder.merge_bytes(fields.as_bytes())?;
        Ok(Some(holder))
    }
}

impl fmt::Debug for Extension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.name)
    }
}

/// An extension with the option `debug_redact`.
pub fn redacted(mut extension: Extension) -> Extension {
    extension.redacted = true;
    extension
}

/// An extension with a scalar or an enum.
pub fn scalar<M, T: Scalar>(extension: unknown::Extension<M, T>, describe: Describe) -> Extension {
    new(extension, describe, value::optional, slot::optional)
}

/// An extension with scalars or enums.
pub fn scalars<M, T: Scalar>(
    extension: unknown::Extension<M, Vec<T>>,
    describe: Describe,
) -> Extension {
    new(
        extension,
        describe,
        |values| values.as_ref().and_then(value::repeated),
        |values, access| slot::repeated(values.get_or_insert_default(), access),
    )
}

/// An extension with a message.
pub fn message<M, T: Described>(
    extension: unknown::Extension<M, T>,
    describe: Describe,
) -> Extension {
    let value = value::message::optional;
    new(extension, describe, value, slot::message::optional)
}

/// An extension with messages.
pub fn messages<M, T: Described>(
    extension: unknown::Extension<M, Vec<T>>,
    describe: Describe,
) -> Extension {
    new(
        extension,
        describe,
        |messages| messages.as_ref().and_then(value::message::repeated),
        |messages, access| slot::message::repeated(messages.get_or_insert_default(), access),
    )
}

fn new<M, T: Send + Sync + 'static>(
    extension: unknown::Extension<M, T>,
    describe: Describe,
    value: fn(&Option<T>) -> Option<Value<'_>>,
    slot: fn(&mut Option<T>, Access) -> Option<Slot<'_>>,
) -> Extension {
    let (number, name, codec) = (extension.number(), extension.name(), extension.codec());
    let create = move |is_redacted| -> Box<dyn DynMessage> {
        let field = describe(number, name, name);
        let field = if is_redacted { field.redacted() } else { field };
        Box::new(Holder {
            descriptor: MessageDescriptor::dynamic(String::new(), vec![field]),
            number,
            codec,
            value,
            slot,
            held: None,
        })
    };
    Extension {
        name: name.into(),
        number,
        in_message_set: codec.in_message_set,
        redacted: false,
        create: Box::new(create),
    }
}

/// A message whose only field is an extension.
struct Holder<T> {
    descriptor: MessageDescriptor,
    number: u32,
    codec: unknown::Codec<T>,
    value: fn(&Option<T>) -> Option<Value<'_>>,
    slot: fn(&mut Option<T>, Access) -> Option<Slot<'_>>,
    held: Option<T>,
}

impl<T: Send + Sync + 'static> Reflect for Holder<T> {
    fn descriptor(&self) -> &MessageDescriptor {
        &self.descriptor
    }

    fn get(&self, index: usize) -> Option<Value<'_>> {
        (index == 0).then(|| (self.value)(&self.held))?
    }

    fn access(&mut self, index: usize, access: Access) -> Option<Slot<'_>> {
        (index == 0).then(|| (self.slot)(&mut self.held, access))?
    }
}

impl<T: Send + Sync + 'static> DynMessage for Holder<T> {
    fn merge_bytes(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        let mut fields = UnknownFields::new();
        if let Some(held) = &self.held {
            (self.codec.write)(&mut fields, self.number, held);
        }
        fields.push_encoded(bytes);
        self.held = (self.codec.read)(&fields, self.number)?;
        Ok(())
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut fields = UnknownFields::new();
        if let Some(held) = &self.held {
            (self.codec.write)(&mut fields, self.number, held);
        }
        fields.as_bytes().to_vec()
    }
}
