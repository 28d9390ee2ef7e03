//! `Any`: the fields of its message, beside the name of its type.

use std::fmt;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::buffer::BufferSeed;
use super::message::Fields;
use super::{At, MessageSeed, no_field};
use crate::budget;
use crate::reflect::{DynMessage, Reflect, Slot, WellKnown};

/// The key of the type.
const TYPE: &str = "@type";

/// The key of a well-known type, which is not an object with fields.
const VALUE: &str = "value";

/// Reads an `Any`.
pub(super) struct AnyVisitor<'m, 'c> {
    pub(super) message: &'m mut dyn Reflect,
    pub(super) at: At<'c>,
}

impl<'de> Visitor<'de> for AnyVisitor<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a \"@type\"")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { message, at } = self;
        let mut before = Vec::new();
        let url = loop {
            match map.next_key::<String>()? {
                Some(key) if key == TYPE => break map.next_value::<String>()?,
                Some(key) => {
                    budget::added::<(String, Value)>().map_err(|_| at.exceeds())?;
                    before.push((key, map.next_value_seed(BufferSeed::new(at))?));
                }
                None if before.is_empty() => return Ok(()),
                None => return Err(A::Error::custom("an Any has no \"@type\"")),
            }
        };
        let mut inner = create(&url, at)?;
        match inner.descriptor().form() {
            None => {
                let mut fields = Fields::new(&mut *inner, at).without(TYPE);
                for (key, value) in before {
                    fields.read(&key, value).map_err(A::Error::custom)?;
                }
                fields.read_all(map)?;
            }
            Some(_) => read_value(&mut *inner, before, map, at)?,
        }
        set(message, url, inner.to_bytes())
    }
}

fn create<E: Error>(url: &str, at: At<'_>) -> Result<Box<dyn DynMessage>, E> {
    let Some((_, name)) = url.rsplit_once('/') else {
        return Err(E::custom(format_args!(
            "expected a type such as \"type.googleapis.com/user.v1.User\", found {url:?}"
        )));
    };
    let inner = at.context.registry.create(name);
    inner.ok_or_else(|| E::custom(format_args!("the registry does not have the type {name:?}")))
}

/// Reads the only other entry, whose key is `value`.
fn read_value<'de, A: MapAccess<'de>>(
    message: &mut dyn Reflect,
    before: Vec<(String, Value)>,
    mut map: A,
    at: At<'_>,
) -> Result<(), A::Error> {
    let mut found = false;
    let mut check = |key: &str| match key {
        VALUE if !found => {
            found = true;
            Ok(true)
        }
        VALUE | TYPE => Err(A::Error::custom(format_args!(
            "the key {key:?} is there twice"
        ))),
        _ if at.context.ignore_unknown => Ok(false),
        _ => Err(A::Error::custom(format_args!(
            "an Any of a well-known type has no {key:?}"
        ))),
    };
    let in_value = |read| at.in_field(read, || VALUE.to_owned());
    for (key, value) in before {
        if check(&key)? {
            let read = MessageSeed { message, at }.deserialize(value);
            in_value(read.map_err(A::Error::custom))?;
        }
    }
    while let Some(key) = map.next_key::<String>()? {
        if check(&key)? {
            in_value(map.next_value_seed(MessageSeed { message, at }))?;
        } else {
            map.next_value::<IgnoredAny>()?;
        }
    }
    // An empty message without a value is also in use.
    match found || message.descriptor().form() == Some(WellKnown::Empty) {
        true => Ok(()),
        false => Err(A::Error::custom(
            "an Any of a well-known type has no \"value\"",
        )),
    }
}

fn set<E: Error>(message: &mut dyn Reflect, url: String, bytes: Vec<u8>) -> Result<(), E> {
    match message.slot(0) {
        Some(Slot::String(place)) => *place = url,
        _ => return Err(no_field()),
    }
    match message.slot(1) {
        Some(Slot::Bytes(place)) => place.set(bytes),
        _ => return Err(no_field()),
    }
    Ok(())
}
