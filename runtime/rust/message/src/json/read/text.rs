//! Well-known types that are strings.

use super::{Input, no_field};
use crate::json::syntax::{Fault, Text};
use crate::json::{field_mask, time};
use crate::reflect::{Reflect, Slot, WellKnown};

impl<'t> Input<'_, 't> {
    /// Reads a `Timestamp`, a `Duration` or a `FieldMask`.
    pub(super) fn text(&mut self, message: &mut dyn Reflect, form: WellKnown) -> Result<(), Fault> {
        let expected = expected(form);
        let first = self.reader.peek_value()?;
        let text = self.string(first, &expected)?;
        let parts = match form {
            WellKnown::Timestamp => time::read_timestamp(self.reader.text_of(text)),
            WellKnown::Duration => time::read_duration(self.reader.text_of(text)),
            _ => return self.paths(message, text),
        };
        let (seconds, nanos) = parts.ok_or_else(|| self.wrong_text(text, expected))?;
        match message.slot(0) {
            Some(Slot::I64(value)) => *value = seconds,
            _ => return Err(no_field()),
        }
        match message.slot(1) {
            Some(Slot::I32(value)) => *value = nanos,
            _ => return Err(no_field()),
        }
        Ok(())
    }

    /// Adds the paths of a `FieldMask`.
    fn paths(&mut self, message: &mut dyn Reflect, text: Text<'t>) -> Result<(), Fault> {
        let Some(Slot::List(paths)) = message.slot(0) else {
            return Err(no_field());
        };
        let names = self.reader.text_of(text);
        // No text is no path, not an empty one.
        for name in names.split(',').filter(|_| !names.is_empty()) {
            let path = field_mask::snake_case(name);
            let path = path.ok_or_else(|| self.wrong_text(text, expected(WellKnown::FieldMask)))?;
            match paths.push() {
                Some(Slot::String(place)) => *place = path,
                Some(_) => return Err(no_field()),
                None => return Err(no_field()),
            }
        }
        Ok(())
    }
}

fn expected(form: WellKnown) -> &'static str {
    match form {
        WellKnown::Timestamp => {
            "a timestamp such as \"1972-01-01T10:00:20.021Z\", from the year 0001 to 9999"
        }
        WellKnown::Duration => "a duration such as \"1.5s\", of at most 315576000000 seconds",
        _ => "paths in camel case such as \"user.displayName,photo\"",
    }
}
