//! The values of fields.

use serde::de::Error;

use super::message::Found;
use super::seen::Seen;
use super::{Input, no_field, value};
use crate::json::syntax::Fault;
use crate::reflect::{Cardinality, FieldDescriptor, Kind, Reflect, Slot, WellKnown};

impl Input<'_, '_> {
    /// As [`field`](Self::field), before the first byte of the value.
    pub(super) fn value(
        &mut self,
        message: &mut dyn Reflect,
        found: Found,
        oneofs: &mut Seen,
    ) -> Result<(), Fault> {
        let first = self.reader.peek_value()?;
        self.field(message, found, first, oneofs)
    }

    /// Reads the value of a field, from its first byte. `null` is no value, except of types that have it.
    #[inline(always)]
    pub(super) fn field(
        &mut self,
        message: &mut dyn Reflect,
        found: Found,
        first: u8,
        oneofs: &mut Seen,
    ) -> Result<(), Fault> {
        if first == b'n' {
            self.reader.word("null")?;
            return null(message, found.index, oneofs);
        }
        if let Some(oneof) = found.oneof {
            set_oneof(message, oneofs, oneof)?;
        }
        if found.is_enum {
            return self.enum_field(message, found.index);
        }
        match message.slot(found.index) {
            Some(slot) => self.text_or_slot(slot, first),
            None => Err(no_field()),
        }
    }
}

pub(super) fn descriptor(message: &dyn Reflect, index: usize) -> Result<&FieldDescriptor, Fault> {
    let fields = message.descriptor().fields();
    fields.get(index).ok_or_else(no_field)
}

fn set_oneof(message: &dyn Reflect, oneofs: &mut Seen, oneof: usize) -> Result<(), Fault> {
    match oneofs.insert(oneof) {
        true => Ok(()),
        false => Err(oneof_is_set(message, oneof)),
    }
}

#[cold]
fn oneof_is_set(message: &dyn Reflect, oneof: usize) -> Fault {
    let mut fields = message.descriptor().fields().iter().enumerate();
    let other =
        fields.find(|(index, field)| field.oneof() == Some(oneof) && message.get(*index).is_some());
    match other {
        Some((_, field)) => Fault::custom(format_args!(
            "another field of the same oneof is set: {:?}",
            field.json_name()
        )),
        None => Fault::custom("another field of the same oneof is set"),
    }
}

#[cold]
fn null(message: &mut dyn Reflect, index: usize, oneofs: &mut Seen) -> Result<(), Fault> {
    let field = descriptor(message, index)?;
    let singular = !matches!(
        field.cardinality(),
        Cardinality::Repeated | Cardinality::Map
    );
    let has_null = singular
        && match field.kind() {
            Kind::Enum(ty) => ty.descriptor().is_null(),
            Kind::Message(ty) => ty.form() == Some(WellKnown::Value),
            _ => false,
        };
    if !has_null {
        return Ok(());
    }
    if let Some(oneof) = field.oneof() {
        set_oneof(message, oneofs, oneof)?;
    }
    match message.slot(index).ok_or_else(no_field)? {
        Slot::I32(number) => *number = 0,
        Slot::Message(message) => value::set_null(message)?,
        _ => return Err(no_field()),
    }
    Ok(())
}
