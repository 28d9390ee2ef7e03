//! Enums as values of their own: the implementation of serde for generated enums.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Visitor};
use serde::{Deserializer, Serializer};

use crate::reflect::DescribedEnum;

/// Serializes an enum as the name of its value.
///
/// # Errors
/// Those of the serializer.
pub fn serialize_enum<E: DescribedEnum + Copy + Into<i32>, S: Serializer>(
    value: &E,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let (descriptor, number) = (E::descriptor(), (*value).into());
    if descriptor.is_null() {
        return serializer.serialize_unit();
    }
    match descriptor.name_of(number) {
        Some(name) => serializer.serialize_str(name),
        None => serializer.serialize_i32(number),
    }
}

/// Deserializes an enum from the name of a value, or from its number.
///
/// # Errors
/// If the enum has no such value, and those of the deserializer.
pub fn deserialize_enum<'de, E: DescribedEnum + TryFrom<i32>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<E, D::Error> {
    deserializer.deserialize_any(EnumVisitor(PhantomData))
}

/// The value of a number. A closed enum has only those of its schema, although a newtype can hold others.
fn value<E: DescribedEnum + TryFrom<i32>>(number: i64) -> Option<E> {
    let (descriptor, number) = (E::descriptor(), i32::try_from(number).ok()?);
    if descriptor.is_closed() && descriptor.name_of(number).is_none() {
        return None;
    }
    E::try_from(number).ok()
}

struct EnumVisitor<E>(PhantomData<E>);

impl<E: DescribedEnum + TryFrom<i32>> Visitor<'_> for EnumVisitor<E> {
    type Value = E;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a value of the enum `{}`", E::descriptor().full_name())
    }

    fn visit_str<R: de::Error>(self, name: &str) -> Result<E, R> {
        let number = E::descriptor().number_of(name);
        number
            .and_then(|number| E::try_from(number).ok())
            .ok_or_else(|| R::invalid_value(de::Unexpected::Str(name), &self))
    }

    fn visit_i64<R: de::Error>(self, number: i64) -> Result<E, R> {
        value(number).ok_or_else(|| R::invalid_value(de::Unexpected::Signed(number), &self))
    }

    fn visit_u64<R: de::Error>(self, number: u64) -> Result<E, R> {
        let known = i64::try_from(number).ok().and_then(value);
        known.ok_or_else(|| R::invalid_value(de::Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<R: de::Error>(self, number: f64) -> Result<E, R> {
        // `1.0` and `1e0` are the number 1 in JSON.
        if number.fract() == 0.0 && number.abs() < i64::MAX as f64 {
            return self.visit_i64(number as i64);
        }
        Err(R::invalid_value(de::Unexpected::Float(number), &self))
    }

    fn visit_unit<R: de::Error>(self) -> Result<E, R> {
        if E::descriptor().is_null() {
            return self.visit_i64(0);
        }
        Err(R::invalid_type(de::Unexpected::Unit, &self))
    }
}
