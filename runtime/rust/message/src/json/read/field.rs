//! The values of fields.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

use super::seen::Seen;
use super::{At, SlotSeed, enums, no_field, value};
use crate::reflect::{Cardinality, FieldDescriptor, Kind, Reflect, Slot, WellKnown};

/// Reads the value of a field. `null` is no value, except of types that have it.
pub(super) struct FieldSeed<'m, 'c> {
    pub(super) message: &'m mut dyn Reflect,
    pub(super) index: usize,
    pub(super) oneofs: &'m mut Seen,
    pub(super) at: At<'c>,
}

impl<'de> DeserializeSeed<'de> for FieldSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for FieldSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.null()
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.null()
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(mut self, deserializer: D) -> Result<(), D::Error> {
        let field = self.descriptor()?;
        if let Some(oneof) = field.oneof() {
            self.set_oneof(oneof)?;
        }
        let field = self.descriptor()?;
        if let Kind::Enum(ty) = field.kind() {
            let (ty, cardinality) = (ty.clone(), field.cardinality());
            let seed = enums::FieldSeed {
                message: self.message,
                index: self.index,
                ty: ty.descriptor(),
                cardinality,
                at: self.at,
            };
            return seed.deserialize(deserializer);
        }
        let slot = self.message.slot(self.index).ok_or_else(no_field)?;
        SlotSeed { slot, at: self.at }.deserialize(deserializer)
    }
}

impl FieldSeed<'_, '_> {
    fn descriptor<E: Error>(&self) -> Result<&FieldDescriptor, E> {
        let fields = self.message.descriptor().fields();
        fields.get(self.index).ok_or_else(no_field)
    }

    fn set_oneof<E: Error>(&mut self, oneof: usize) -> Result<(), E> {
        match self.oneofs.insert(oneof) {
            true => Ok(()),
            false => Err(E::custom("another field of the same oneof is set")),
        }
    }

    fn null<E: Error>(mut self) -> Result<(), E> {
        let field = self.descriptor()?;
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
            self.set_oneof(oneof)?;
        }
        match self.message.slot(self.index).ok_or_else(no_field)? {
            Slot::I32(number) => *number = 0,
            Slot::Message(message) => value::set_null(message)?,
            _ => return Err(no_field()),
        }
        Ok(())
    }
}
