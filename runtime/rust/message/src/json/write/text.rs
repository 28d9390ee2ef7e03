//! Well-known types that are strings.

use serde::ser::Error;

use super::{Output, no_field};
use crate::json::syntax::Fault;
use crate::json::{field_mask, time};
use crate::reflect::{Reflect, Value, WellKnown};

impl Output<'_> {
    /// Writes a `Timestamp`, a `Duration` or a `FieldMask`.
    pub(super) fn text(&mut self, message: &dyn Reflect, form: WellKnown) -> Result<(), Fault> {
        if form == WellKnown::FieldMask {
            self.writer.string(&paths(message)?);
            return Ok(());
        }
        self.writer.quoted(time_text(message, form)?.as_bytes());
        Ok(())
    }
}

/// Whether the message has a text.
pub(super) fn is_representable(message: &dyn Reflect, form: WellKnown) -> bool {
    match form {
        WellKnown::FieldMask => paths(message).is_ok(),
        _ => time_text(message, form).is_ok(),
    }
}

/// The text of a `Timestamp` or a `Duration`.
fn time_text(message: &dyn Reflect, form: WellKnown) -> Result<time::Text, Fault> {
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
    text.ok_or_else(|| out_of_range(form, seconds, nanos))
}

#[cold]
fn out_of_range(form: WellKnown, seconds: i64, nanos: i32) -> Fault {
    Fault::custom(format_args!(
        "a {form:?} of {seconds} seconds and {nanos} nanoseconds is out of range"
    ))
}

/// The paths of a `FieldMask`.
fn paths(message: &dyn Reflect) -> Result<String, Fault> {
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
            Fault::custom(format_args!(
                "the path {path:?} of a field mask is not in snake case"
            ))
        })?;
    }
    Ok(text)
}
