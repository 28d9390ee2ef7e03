//! Messages as objects.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::At;
use super::field::FieldSeed;
use super::key::{FieldKey, FieldKeySeed};
use super::seen::Seen;
use crate::reflect::{DynMessage, FieldDescriptor, Reflect};

/// Reads the fields of an object.
pub(super) struct MessageVisitor<'m, 'c> {
    pub(super) message: &'m mut dyn Reflect,
    pub(super) at: At<'c>,
}

impl<'de> Visitor<'de> for MessageVisitor<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "an object with the fields of {}",
            self.message.descriptor().full_name()
        )
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        Fields::new(self.message, self.at).read_all(map)
    }
}

/// The fields of a message while they are read.
pub(super) struct Fields<'m, 'c> {
    message: &'m mut dyn Reflect,
    at: At<'c>,
    fields: Seen,
    oneofs: Seen,
    next: usize,
    /// A key that was read before, outside of the fields.
    taken: Option<&'static str>,
}

impl<'m, 'c> Fields<'m, 'c> {
    pub(super) fn new(message: &'m mut dyn Reflect, at: At<'c>) -> Self {
        Self {
            message,
            at,
            fields: Seen::default(),
            oneofs: Seen::default(),
            next: 0,
            taken: None,
        }
    }

    /// Refuses a key, because it was read before.
    pub(super) fn without(mut self, key: &'static str) -> Self {
        self.taken = Some(key);
        self
    }

    /// Reads the rest of an object.
    pub(super) fn read_all<'de, A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(self.key())? {
            match key {
                FieldKey::Field(index) => {
                    let read = map.next_value_seed(self.field(index)?);
                    self.at.in_field(read, || self.name(index))?;
                }
                FieldKey::Other(name) if self.taken == Some(&name) => {
                    return Err(A::Error::custom(format_args!(
                        "the key {name:?} is there twice"
                    )));
                }
                FieldKey::Other(name) => match self.extension(&name)? {
                    Some(mut extension) => {
                        let read = map.next_value_seed(extension.seed(self.at));
                        self.at.in_field(read, || name.into())?;
                        self.store(&extension)?;
                    }
                    None => {
                        map.next_value::<IgnoredAny>()?;
                    }
                },
            }
        }
        Ok(())
    }

    /// Reads an entry that was read before.
    pub(super) fn read<'de, D: Deserializer<'de>>(
        &mut self,
        name: &str,
        value: D,
    ) -> Result<(), D::Error> {
        if let Some(index) = self.key().index(name) {
            let read = self.field(index)?.deserialize(value);
            return self.at.in_field(read, || self.name(index));
        }
        if let Some(mut extension) = self.extension(name)? {
            let read = extension.seed(self.at).deserialize(value);
            self.at.in_field(read, || name.to_owned())?;
            self.store(&extension)?;
        }
        Ok(())
    }

    fn key(&self) -> FieldKeySeed<'_> {
        FieldKeySeed {
            descriptor: self.message.descriptor(),
            next: self.next,
        }
    }

    fn name(&self, index: usize) -> String {
        let field = self.message.descriptor().fields().get(index);
        field.map_or("", FieldDescriptor::json_name).to_owned()
    }

    fn field<E: Error>(&mut self, index: usize) -> Result<FieldSeed<'_, 'c>, E> {
        if !self.fields.insert(index) {
            return Err(twice(&self.name(index)));
        }
        self.next = index + 1;
        Ok(FieldSeed {
            message: &mut *self.message,
            index,
            oneofs: &mut self.oneofs,
            at: self.at,
        })
    }

    /// The extension of a key without a field; `None` if the key is ignored.
    fn extension<E: Error>(&mut self, key: &str) -> Result<Option<ExtensionValue>, E> {
        let message = self.message.descriptor().full_name();
        let name = key.strip_prefix('[').and_then(|key| key.strip_suffix(']'));
        let extensions = self.at.context.registry.extensions(message);
        let position = extensions
            .iter()
            .position(|extension| Some(extension.name()) == name);
        let Some(position) = position else {
            return match self.at.context.ignore_unknown {
                true => Ok(None),
                false => Err(E::custom(format_args!("{message} has no field {key:?}"))),
            };
        };
        // Extensions count after the fields.
        if !self
            .fields
            .insert(self.message.descriptor().fields().len() + position)
        {
            return Err(twice(key));
        }
        Ok(Some(ExtensionValue {
            holder: extensions[position].holder(),
            oneofs: Seen::default(),
        }))
    }

    fn store<E: Error>(&mut self, extension: &ExtensionValue) -> Result<(), E> {
        match self.message.unknown_fields_mut() {
            Some(unknown) => {
                unknown.push_encoded(&extension.holder.to_bytes());
                Ok(())
            }
            None => Err(E::custom(format_args!(
                "{} keeps no extensions",
                self.message.descriptor().full_name()
            ))),
        }
    }
}

/// An extension while it is read.
struct ExtensionValue {
    holder: Box<dyn DynMessage>,
    oneofs: Seen,
}

impl ExtensionValue {
    fn seed<'c>(&mut self, at: At<'c>) -> FieldSeed<'_, 'c> {
        FieldSeed {
            message: &mut *self.holder,
            index: 0,
            oneofs: &mut self.oneofs,
            at,
        }
    }
}

#[cold]
fn twice<E: Error>(name: &str) -> E {
    E::custom(format_args!("the field {name:?} is set twice"))
}
