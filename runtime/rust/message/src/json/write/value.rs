//! `Value`: any JSON.

use serde::ser::Error;

use super::Output;
use crate::json::syntax::Fault;
use crate::reflect::{Reflect, Value};

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
