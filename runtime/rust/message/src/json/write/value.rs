//! `Value`: any JSON.

use serde::ser::Error;

use super::Output;
use crate::json::syntax::Fault;
use crate::reflect::{Reflect, Value};

/// Whether the message has a value that JSON has.
pub(super) fn is_representable(message: &dyn Reflect) -> bool {
    let mut indices = 0..message.descriptor().fields().len();
    let value = indices.find_map(|index| message.get(index));
    value.is_some_and(|value| !matches!(value, Value::F64(number) if !number.is_finite()))
}

impl Output<'_> {
    /// Writes a `Value`.
    pub(super) fn any_value(&mut self, message: &dyn Reflect) -> Result<(), Fault> {
        let fields = message.descriptor().fields().iter().enumerate();
        let mut set = fields.filter_map(|(index, field)| Some((field, message.get(index)?)));
        match set.next() {
            Some((_, Value::F64(number))) if !number.is_finite() => {
                Err(Fault::custom("a Value has a number that is not finite"))
            }
            Some((field, value)) => self.value(field, value),
            None => Err(Fault::custom("a Value has no kind")),
        }
    }
}
