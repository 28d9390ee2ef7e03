//! Well-known types that are strings.

use serde::ser::{Error, Serializer};

use super::no_field;
use crate::json::{field_mask, time};
use crate::reflect::{Reflect, Value, WellKnown};

/// A `Timestamp`, a `Duration` or a `FieldMask`.
pub(super) fn serialize<S: Serializer>(
    message: &dyn Reflect,
    form: WellKnown,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if form == WellKnown::FieldMask {
        return serializer.serialize_str(&paths(message)?);
    }
    let seconds = match message.get(0) {
        Some(Value::I64(seconds)) => seconds,
        None => 0,
        Some(_) => return Err(no_field()),
    };
    let nanos = match message.get(1) {
        Some(Value::I32(nanos)) => nanos,
        None => 0,
        Some(_) => return Err(no_field()),
    };
    let text = match form {
        WellKnown::Timestamp => time::write_timestamp(seconds, nanos),
        _ => time::write_duration(seconds, nanos),
    };
    match text {
        Some(text) => serializer.serialize_str(text.as_str()),
        None => Err(out_of_range(form, seconds, nanos)),
    }
}

#[cold]
fn out_of_range<E: Error>(form: WellKnown, seconds: i64, nanos: i32) -> E {
    E::custom(format_args!(
        "a {form:?} of {seconds} seconds and {nanos} nanoseconds is out of range"
    ))
}

/// The paths of a `FieldMask`.
fn paths<E: Error>(message: &dyn Reflect) -> Result<String, E> {
    let mut text = String::new();
    let Some(Value::List(paths)) = message.get(0) else {
        return Ok(text);
    };
    for index in 0..paths.len() {
        let Some(Value::String(path)) = paths.get(index) else {
            return Err(no_field());
        };
        if index > 0 {
            text.push(',');
        }
        field_mask::push_camel_case(path, &mut text).ok_or_else(|| {
            E::custom(format_args!(
                "the path {path:?} of a field mask is not in snake case"
            ))
        })?;
    }
    Ok(text)
}
