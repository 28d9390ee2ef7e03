//! The well-known types with a form of their own in JSON.

use super::types::Types;
use crate::dynamic::field_type::{FieldType, ItemType};
use crate::reflect::{
    Cardinality, DynMessage, FieldDescriptor, Kind, MessageType, Registry, WellKnown,
};

/// A message of the type; `None` if it is not a well-known type.
fn message(full_name: &str) -> Option<Box<dyn DynMessage>> {
    WellKnown::named(full_name)?;
    Registry::well_known().create(full_name)
}

/// The full name of the oneof of a type that has one.
pub(super) fn oneofs(full_name: &str) -> Vec<Box<str>> {
    match WellKnown::named(full_name) {
        Some(WellKnown::Value) => vec!["kind".into()],
        _ => Vec::new(),
    }
}

/// The fields of a type that no file declares.
pub(super) fn fields(
    full_name: &str,
    types: &mut Types<'_>,
) -> Result<Vec<(FieldDescriptor, FieldType)>, String> {
    let message = message(full_name);
    let fields = message.iter().flat_map(|known| known.descriptor().fields());
    fields.map(|field| of_field(field, types)).collect()
}

fn of_field(
    known: &FieldDescriptor,
    types: &mut Types<'_>,
) -> Result<(FieldDescriptor, FieldType), String> {
    let (kind, item) = match known.kind() {
        Kind::Message(MessageType::Static(descriptor)) => {
            let message = types.find_message(descriptor().full_name())?;
            let index = message.index();
            (
                Kind::Message(MessageType::Dynamic(message)),
                ItemType::Message(index),
            )
        }
        Kind::Double => (Kind::Double, ItemType::Double),
        Kind::Float => (Kind::Float, ItemType::Float),
        Kind::Int32 => (Kind::Int32, ItemType::Int32),
        Kind::Int64 => (Kind::Int64, ItemType::Int64),
        Kind::Uint32 => (Kind::Uint32, ItemType::Uint32),
        Kind::Uint64 => (Kind::Uint64, ItemType::Uint64),
        Kind::Bool => (Kind::Bool, ItemType::Bool),
        Kind::String => (Kind::String, ItemType::String),
        Kind::Bytes => (Kind::Bytes, ItemType::Bytes),
        kind => (kind.clone(), ItemType::Enum(0)),
    };
    let mut field = FieldDescriptor::dynamic(
        known.number(),
        known.name().to_owned(),
        known.json_name().to_owned(),
        known.cardinality(),
        kind,
    );
    if known.oneof().is_some() {
        field = field.in_oneof(0);
    }
    let key = (known.cardinality() == Cardinality::Map).then_some(ItemType::String);
    let r#type = FieldType {
        item,
        key,
        packed: false,
    };
    Ok((field, r#type))
}

/// Whether a message of a file has the fields of the well-known type with its name, so that it has the form of that type.
pub(super) fn fits<'f>(
    full_name: &str,
    fields: impl ExactSizeIterator<Item = &'f FieldDescriptor>,
) -> bool {
    let Some(message) = message(full_name) else {
        return true;
    };
    let known = message.descriptor().fields();
    let is_repeated = |field: &FieldDescriptor| {
        let cardinality = field.cardinality();
        (
            cardinality == Cardinality::Repeated,
            cardinality == Cardinality::Map,
        )
    };
    let same = |(known, field): (&FieldDescriptor, &FieldDescriptor)| {
        known.number() == field.number()
            && std::mem::discriminant(known.kind()) == std::mem::discriminant(field.kind())
            && is_repeated(known) == is_repeated(field)
    };
    known.len() == fields.len() && known.iter().zip(fields).all(same)
}
