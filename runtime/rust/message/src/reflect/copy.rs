//! Copies values from message to message.

use super::{Reflect, Slot, Value};

/// Sets the fields of `target` that are set in `source`. Messages are merged, and elements are added to those of repeated fields,
/// as when the encoded `source` is read into `target`. Both have the same type.
pub(super) fn merge(source: &dyn Reflect, target: &mut dyn Reflect) {
    for index in 0..source.descriptor().fields().len() {
        merge_field(source, target, index);
    }
    if let Some(unknown) = source.unknown_fields()
        && let Some(target) = target.unknown_fields_mut()
    {
        target.extend(unknown);
    }
}

/// Sets a field of `target` if it is set in `source`; see [`merge`].
pub(super) fn merge_field(source: &dyn Reflect, target: &mut dyn Reflect, index: usize) {
    if let Some(value) = source.get(index)
        && let Some(slot) = target.slot(index)
    {
        copy(value, slot);
    }
}

/// Copies a value to a place of the same type.
fn copy(value: Value<'_>, slot: Slot<'_>) {
    match (value, slot) {
        (Value::Bool(value), Slot::Bool(place)) => *place = value,
        (Value::I32(value), Slot::I32(place)) => *place = value,
        (Value::I64(value), Slot::I64(place)) => *place = value,
        (Value::U32(value), Slot::U32(place)) => *place = value,
        (Value::U64(value), Slot::U64(place)) => *place = value,
        (Value::F32(value), Slot::F32(place)) => *place = value,
        (Value::F64(value), Slot::F64(place)) => *place = value,
        (Value::String(value), Slot::String(place)) => value.clone_into(place),
        (Value::Bytes(value), Slot::Bytes(place)) => place.set(value.to_vec()),
        (Value::Message(message), Slot::Message(place)) => merge(message, place),
        (Value::List(list), Slot::List(place)) => {
            let values = (0..list.len()).filter_map(|index| list.get(index));
            values.for_each(|value| copy_into(value, place.push()));
        }
        (Value::Messages(list), Slot::Messages(place)) => {
            let values = (0..list.len()).filter_map(|index| list.get(index));
            values.for_each(|value| copy_into(value, place.push()));
        }
        (Value::Map(map), Slot::Map(place)) => {
            for (key, value) in map.entries() {
                let key = key.to_string();
                place.remove(&key);
                copy_into(value, place.insert(&key).ok());
            }
        }
        (Value::MessageMap(map), Slot::MessageMap(place)) => {
            for (key, value) in map.entries() {
                let key = key.to_string();
                place.remove(&key);
                copy_into(value, place.insert(&key).ok());
            }
        }
        // The types differ.
        _ => {}
    }
}

fn copy_into(value: Value<'_>, slot: Option<Slot<'_>>) {
    if let Some(slot) = slot {
        copy(value, slot);
    }
}
