//! `Debug` of fields: enum fields with the names of their values, `Active` and not `1`, and nothing of fields to hide.

use std::collections::{BTreeMap, HashMap};
use std::fmt::{Debug, DebugStruct, Formatter, Result};
use std::marker::PhantomData;

use crate::unknown::UnknownFields;

/// Prints the value of a field with the names of the enum `E`. An unknown number is printed as a number.
pub fn enumeration<E>(value: &impl Named<E>) -> impl Debug {
    Shown(value, PhantomData)
}

/// The text for a field with the option `debug_redact`, also if it is not set.
#[derive(Clone, Copy)]
pub struct Redacted;

impl Redacted {
    /// What replaces the value.
    pub const TEXT: &str = "[REDACTED]";

    /// What replaces an error with the value.
    #[cfg(any(feature = "json", feature = "text"))]
    pub(crate) const ERROR: &str = "the value of a redacted field is not valid";
}

impl Debug for Redacted {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(Self::TEXT)
    }
}

/// Prints a variant of a oneof.
///
/// # Errors
/// If the formatter fails.
pub fn variant(f: &mut Formatter<'_>, name: &str, value: &dyn Debug) -> Result {
    f.debug_tuple(name).field(value).finish()
}

/// Adds the fields that the schema of a message does not have, which most messages lack.
pub fn unknown_fields(message: &mut DebugStruct<'_, '_>, fields: &UnknownFields) {
    if !fields.is_empty() {
        message.field("unknown_fields", fields);
    }
}

/// A field type that contains numbers of the enum `E`.
pub trait Named<E> {
    /// Prints the numbers as names.
    ///
    /// # Errors
    /// If the formatter fails.
    fn fmt(&self, f: &mut Formatter<'_>) -> Result;
}

struct Shown<'a, E, T>(&'a T, PhantomData<E>);

impl<E, T: Named<E>> Debug for Shown<'_, E, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.0.fmt(f)
    }
}

impl<E: TryFrom<i32> + Debug> Named<E> for i32 {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match E::try_from(*self) {
            Ok(value) => Debug::fmt(&value, f),
            Err(_) => Debug::fmt(self, f),
        }
    }
}

impl<E: TryFrom<i32> + Debug> Named<E> for Option<i32> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        Debug::fmt(&self.as_ref().map(enumeration::<E>), f)
    }
}

impl<E: TryFrom<i32> + Debug> Named<E> for Vec<i32> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_list()
            .entries(self.iter().map(enumeration::<E>))
            .finish()
    }
}

impl<E: TryFrom<i32> + Debug, K: Debug> Named<E> for HashMap<K, i32> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let entries = self
            .iter()
            .map(|(key, value)| (key, enumeration::<E>(value)));
        f.debug_map().entries(entries).finish()
    }
}

impl<E: TryFrom<i32> + Debug, K: Debug> Named<E> for BTreeMap<K, i32> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let entries = self
            .iter()
            .map(|(key, value)| (key, enumeration::<E>(value)));
        f.debug_map().entries(entries).finish()
    }
}
