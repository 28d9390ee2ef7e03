//! Writes messages.

mod any;
mod context;
mod field;
mod scalar;
mod text;
mod value;

use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};

pub(super) use context::{At, Context};

use crate::UnknownFields;
use crate::reflect::{Cardinality, FieldDescriptor, Reflect, Value, WellKnown};

/// A message as JSON.
pub(super) struct Message<'m, 'c> {
    pub(super) message: &'m dyn Reflect,
    pub(super) at: At<'c>,
}

impl Serialize for Message<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let message = self.message;
        let at = self.at.deeper()?;
        match message.descriptor().form() {
            None | Some(WellKnown::Empty) => {
                let mut map = serializer.serialize_map(None)?;
                fields(message, at, &mut map)?;
                map.end()
            }
            Some(WellKnown::Any) => any::serialize(message, at, serializer),
            Some(WellKnown::Value) => value::serialize(message, at, serializer),
            Some(WellKnown::Struct | WellKnown::ListValue | WellKnown::Wrapper) => {
                let field = message.descriptor().fields().first();
                let field = field.ok_or_else(no_field)?;
                let value = message.get(0);
                FieldValue { field, value, at }.serialize(serializer)
            }
            Some(form @ (WellKnown::Duration | WellKnown::FieldMask | WellKnown::Timestamp)) => {
                text::serialize(message, form, serializer)
            }
        }
    }
}

/// Writes the fields that are set; if asked for, also those that have no presence.
fn fields<M: SerializeMap>(message: &dyn Reflect, at: At<'_>, map: &mut M) -> Result<(), M::Error> {
    let options = at.context.options;
    for (index, field) in message.descriptor().fields().iter().enumerate() {
        let value = message.get(index);
        if value.is_none() && !(options.defaults && has_default(field)) {
            continue;
        }
        let name = match options.original_names {
            true => field.name(),
            false => field.json_name(),
        };
        let written = map.serialize_entry(name, &FieldValue { field, value, at });
        at.in_field(written, name)?;
    }
    match message.unknown_fields() {
        Some(unknown) if !unknown.is_empty() => extensions(message, unknown, at, map),
        _ => Ok(()),
    }
}

/// Writes the extensions that the registry has.
fn extensions<M: SerializeMap>(
    message: &dyn Reflect,
    unknown: &UnknownFields,
    at: At<'_>,
    map: &mut M,
) -> Result<(), M::Error> {
    let extendee = message.descriptor().full_name();
    for extension in at.context.registry.extensions(extendee) {
        let name = format!("[{}]", extension.name());
        let read = extension.read(unknown).map_err(M::Error::custom);
        let Some(holder) = at.in_field(read, &name)? else {
            continue;
        };
        if let (Some(field), Some(value)) = (holder.descriptor().fields().first(), holder.get(0)) {
            let written = map.serialize_entry(&name, &Single { field, value, at });
            at.in_field(written, &name)?;
        }
    }
    Ok(())
}

/// Whether a field that is not set has a value.
fn has_default(field: &FieldDescriptor) -> bool {
    match field.cardinality() {
        Cardinality::Implicit | Cardinality::Repeated | Cardinality::Map => true,
        Cardinality::Explicit | Cardinality::Required => false,
    }
}

/// The value of a field; its default value if it has none.
struct FieldValue<'m, 'c> {
    field: &'m FieldDescriptor,
    value: Option<Value<'m>>,
    at: At<'c>,
}

impl Serialize for FieldValue<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { field, value, at } = *self;
        match value {
            Some(value) => Single { field, value, at }.serialize(serializer),
            None if field.cardinality() == Cardinality::Repeated => {
                serializer.serialize_seq(Some(0))?.end()
            }
            None if field.cardinality() == Cardinality::Map => {
                serializer.serialize_map(Some(0))?.end()
            }
            None => {
                let value = scalar::default(field.kind()).ok_or_else(no_field)?;
                Single { field, value, at }.serialize(serializer)
            }
        }
    }
}

/// A value: of a field, or of an element or an entry of it.
#[derive(Clone, Copy)]
struct Single<'m, 'c> {
    field: &'m FieldDescriptor,
    value: Value<'m>,
    at: At<'c>,
}

impl Serialize for Single<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { field, value, at } = *self;
        match value {
            Value::Message(message) => Message { message, at }.serialize(serializer),
            Value::List(list) => field::list(field, list, at, serializer),
            Value::Messages(list) => field::list(field, list, at, serializer),
            Value::Map(map) => field::map(field, map, at, serializer),
            Value::MessageMap(map) => field::map(field, map, at, serializer),
            value => scalar::serialize(field.kind(), value, at, serializer),
        }
    }
}

/// The error of a message whose descriptor does not fit it.
#[cold]
fn no_field<E: Error>() -> E {
    E::custom("the message does not have the fields of its descriptor")
}
