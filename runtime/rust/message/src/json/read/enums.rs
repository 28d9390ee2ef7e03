//! Enums: by name or number.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};

use super::entries::inserted;
use super::key::KeySeed;
use super::{At, no_field, scalar};
use crate::reflect::{Cardinality, EnumDescriptor, List, Map, Reflect, Scalars, Slot};

/// Reads the value of a field, which is not set if its name is unknown and ignored.
pub(super) struct FieldSeed<'m, 'e, 'c> {
    pub(super) message: &'m mut dyn Reflect,
    pub(super) index: usize,
    pub(super) ty: &'e EnumDescriptor,
    pub(super) cardinality: Cardinality,
    pub(super) at: At<'c>,
}

impl<'de> DeserializeSeed<'de> for FieldSeed<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self {
            message,
            index,
            ty,
            cardinality,
            at,
        } = self;
        match cardinality {
            Cardinality::Repeated => match message.slot(index) {
                Some(Slot::List(list)) => deserializer.deserialize_seq(Elements { list, ty, at }),
                _ => Err(no_field()),
            },
            Cardinality::Map => match message.slot(index) {
                Some(Slot::Map(map)) => deserializer.deserialize_map(Entries { map, ty, at }),
                _ => Err(no_field()),
            },
            Cardinality::Implicit | Cardinality::Explicit | Cardinality::Required => {
                let number = EnumSeed { ty, at }.deserialize(deserializer)?;
                number.map_or(Ok(()), |number| set(message.slot(index), number))
            }
        }
    }
}

fn set<E: Error>(slot: Option<Slot<'_>>, number: i32) -> Result<(), E> {
    match slot {
        Some(Slot::I32(value)) => {
            *value = number;
            Ok(())
        }
        _ => Err(no_field()),
    }
}

/// Reads a number; `None` if the name is unknown and ignored.
#[derive(Clone, Copy)]
struct EnumSeed<'e, 'c> {
    ty: &'e EnumDescriptor,
    at: At<'c>,
}

impl EnumSeed<'_, '_> {
    fn number<E: Error>(self, number: Option<i128>) -> Result<Option<i32>, E> {
        let number = number.and_then(|number| i32::try_from(number).ok());
        match number {
            Some(number) if !self.ty.is_closed() || self.ty.name_of(number).is_some() => {
                Ok(Some(number))
            }
            Some(_) if self.at.context.ignore_unknown => Ok(None),
            Some(number) => Err(self.unknown(format_args!("number {number}"))),
            None => Err(E::custom("the number of an enum is out of range")),
        }
    }

    #[cold]
    fn unknown<E: Error>(self, value: fmt::Arguments<'_>) -> E {
        E::custom(format_args!(
            "the enum {} has no {value}",
            self.ty.full_name()
        ))
    }
}

impl<'de> DeserializeSeed<'de> for EnumSeed<'_, '_> {
    type Value = Option<i32>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<i32>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for EnumSeed<'_, '_> {
    type Value = Option<i32>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a name or a number of the enum {}", self.ty.full_name())
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Option<i32>, E> {
        match self.ty.number_of(name) {
            Some(number) => Ok(Some(number)),
            None if self.at.context.ignore_unknown => Ok(None),
            None => Err(self.unknown(format_args!("value {name:?}"))),
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Option<i32>, E> {
        self.number(Some(number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Option<i32>, E> {
        self.number(Some(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Option<i32>, E> {
        self.number(scalar::whole(number))
    }

    fn visit_unit<E: Error>(self) -> Result<Option<i32>, E> {
        match self.ty.is_null() {
            true => Ok(Some(0)),
            false => Err(E::invalid_type(Unexpected::Unit, &self)),
        }
    }
}

/// Reads the elements of a list.
struct Elements<'m, 'e, 'c> {
    list: &'m mut dyn List<Scalars>,
    ty: &'e EnumDescriptor,
    at: At<'c>,
}

impl<'de> Visitor<'de> for Elements<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        let Self { list, ty, at } = self;
        for index in 0.. {
            let element = array.next_element_seed(EnumSeed { ty, at });
            match at.at_index(element, index)? {
                Some(Some(number)) => set(Some(list.push().ok_or_else(|| at.exceeds())?), number)?,
                Some(None) => {}
                None => break,
            }
        }
        Ok(())
    }
}

/// Reads the entries of a map.
struct Entries<'m, 'e, 'c> {
    map: &'m mut dyn Map<Scalars>,
    ty: &'e EnumDescriptor,
    at: At<'c>,
}

impl<'de> Visitor<'de> for Entries<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let Self { map, ty, at } = self;
        while let Some(key) = object.next_key_seed(KeySeed)? {
            let value = object.next_value_seed(EnumSeed { ty, at });
            if let Some(number) = at.at_key(value, &key)? {
                set(Some(inserted(map.insert(&key), at)?), number)?;
            }
        }
        Ok(())
    }
}
