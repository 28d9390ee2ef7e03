//! `Value`: any JSON.

use std::fmt;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};

use super::elements::Elements;
use super::entries::Entries;
use super::{At, no_field};
use crate::reflect::{Reflect, Slot};

// The numbers of the fields of `Value`.
const NULL: u32 = 1;
const NUMBER: u32 = 2;
const STRING: u32 = 3;
const BOOL: u32 = 4;
const STRUCT: u32 = 5;
const LIST: u32 = 6;

/// Reads a `Value`.
pub(super) struct ValueVisitor<'m, 'c> {
    pub(super) message: &'m mut dyn Reflect,
    pub(super) at: At<'c>,
}

/// Sets a `Value` to `null`.
pub(super) fn set_null<E: Error>(message: &mut dyn Reflect) -> Result<(), E> {
    match member(message, NULL)? {
        Slot::I32(number) => {
            *number = 0;
            Ok(())
        }
        _ => Err(no_field()),
    }
}

fn member<E: Error>(message: &mut dyn Reflect, number: u32) -> Result<Slot<'_>, E> {
    let index = message.descriptor().index_of_number(number);
    index
        .and_then(|index| message.slot(index))
        .ok_or_else(no_field)
}

/// The only field of the message in a field of `Value`.
fn nested<'m, E: Error>(message: &'m mut dyn Reflect, number: u32) -> Result<Slot<'m>, E> {
    match member(message, number)? {
        Slot::Message(message) => message.slot(0).ok_or_else(no_field),
        _ => Err(no_field()),
    }
}

impl<'de> Visitor<'de> for ValueVisitor<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        set_null(self.message)
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        set_null(self.message)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        match member(self.message, BOOL)? {
            Slot::Bool(place) => *place = value,
            _ => return Err(no_field()),
        }
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.visit_f64(number as f64)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.visit_f64(number as f64)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        match member(self.message, NUMBER)? {
            Slot::F64(place) => *place = number,
            _ => return Err(no_field()),
        }
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<(), E> {
        match member(self.message, STRING)? {
            Slot::String(place) => *place = text,
            _ => return Err(no_field()),
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<(), A::Error> {
        let at = self.at.deeper()?;
        match nested(self.message, LIST)? {
            Slot::Messages(list) => Elements { list, at }.visit_seq(array),
            _ => Err(no_field()),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<(), A::Error> {
        let at = self.at.deeper()?;
        match nested(self.message, STRUCT)? {
            Slot::MessageMap(map) => Entries { map, at }.visit_map(object),
            _ => Err(no_field()),
        }
    }
}
