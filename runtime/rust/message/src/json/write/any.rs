//! `Any`: the fields of its message, beside the name of its type.

use serde::ser::{Error, SerializeMap, Serializer};

use super::{At, Message, fields, no_field};
use crate::reflect::{Reflect, Value, WellKnown};

/// An `Any`; an object without fields if it is empty.
pub(super) fn serialize<S: Serializer>(
    message: &dyn Reflect,
    at: At<'_>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let (url, bytes) = match (message.get(0), message.get(1)) {
        (None, None) => return serializer.serialize_map(Some(0))?.end(),
        (None, Some(_)) => return Err(S::Error::custom("an Any has no type")),
        (Some(Value::String(url)), None) => (url, &[][..]),
        (Some(Value::String(url)), Some(Value::Bytes(bytes))) => (url, bytes),
        _ => return Err(no_field()),
    };
    let name = url.rsplit_once('/').map_or(url, |(_, name)| name);
    let mut inner = at.context.registry.create(name).ok_or_else(|| {
        S::Error::custom(format_args!("the registry does not have the type {name:?}"))
    })?;
    inner.merge_bytes(bytes).map_err(|error| {
        S::Error::custom(format_args!(
            "the message {name} in an Any is malformed: {error}"
        ))
    })?;

    let message = &*inner;
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("@type", url)?;
    match message.descriptor().form() {
        None | Some(WellKnown::Empty) => fields(message, at, &mut map)?,
        Some(_) => {
            let written = map.serialize_entry("value", &Message { message, at });
            at.in_field(written, "value")?;
        }
    }
    map.end()
}
