//! Well-known types that are strings.

use std::fmt;

use serde::de::{Error, Unexpected, Visitor};

use super::{At, no_field};
use crate::json::{field_mask, time};
use crate::reflect::{Reflect, Slot, WellKnown};

/// Reads a `Timestamp`, a `Duration` or a `FieldMask`.
pub(super) struct TextVisitor<'m, 'c> {
    pub(super) message: &'m mut dyn Reflect,
    pub(super) form: WellKnown,
    pub(super) at: At<'c>,
}

impl Visitor<'_> for TextVisitor<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.form {
            WellKnown::Timestamp => {
                "a timestamp such as \"1972-01-01T10:00:20.021Z\", from the year 0001 to 9999"
            }
            WellKnown::Duration => "a duration such as \"1.5s\", of at most 315576000000 seconds",
            _ => "paths in camel case such as \"user.displayName,photo\"",
        })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        let parts = match self.form {
            WellKnown::Timestamp => time::read_timestamp(text),
            WellKnown::Duration => time::read_duration(text),
            _ => return self.paths(text),
        };
        let parts = parts.ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self));
        let (seconds, nanos) = parts?;
        match self.message.slot(0) {
            Some(Slot::I64(value)) => *value = seconds,
            _ => return Err(no_field()),
        }
        match self.message.slot(1) {
            Some(Slot::I32(value)) => *value = nanos,
            _ => return Err(no_field()),
        }
        Ok(())
    }
}

impl TextVisitor<'_, '_> {
    fn paths<E: Error>(self, text: &str) -> Result<(), E> {
        if text.is_empty() {
            return Ok(());
        }
        for path in text.split(',') {
            let path = field_mask::snake_case(path);
            let path = path.ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))?;
            let Some(Slot::List(paths)) = self.message.slot(0) else {
                return Err(no_field());
            };
            match paths.push() {
                Some(Slot::String(place)) => *place = path,
                Some(_) => return Err(no_field()),
                None => return Err(self.at.exceeds()),
            }
        }
        Ok(())
    }
}
