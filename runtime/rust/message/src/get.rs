//! Getters and setters of generated messages.

use std::borrow::Borrow;
use std::hash::Hash;
use std::iter::{Cloned, FilterMap};
use std::slice::Iter;

use super::map::Map;
use super::view;

/// The value of a field with presence, or its default.
#[inline]
pub fn value<T: Copy>(value: Option<T>, default: T) -> T {
    value.unwrap_or(default)
}

/// The string of a field with presence, or its default.
#[inline]
pub fn text<'a>(value: &'a Option<String>, default: &'a str) -> &'a str {
    value.as_deref().unwrap_or(default)
}

/// The bytes of a field with presence, or their default.
#[inline]
pub fn bytes<'a>(value: &'a Option<impl AsRef<[u8]>>, default: &'a [u8]) -> &'a [u8] {
    value.as_ref().map_or(default, AsRef::as_ref)
}

/// The enum value of a field, or its default if the number is unknown.
#[inline]
pub fn enumeration<E: TryFrom<i32>>(number: i32, default: E) -> E {
    E::try_from(number).unwrap_or(default)
}

/// The enum value of a field with presence, or its default if the field is unset or the number is unknown.
#[inline]
pub fn optional<E: TryFrom<i32>>(number: Option<i32>, default: E) -> E {
    number.and_then(known).unwrap_or(default)
}

/// The enum values of known numbers.
pub type Known<'a, E> = FilterMap<Cloned<Iter<'a, i32>>, fn(i32) -> Option<E>>;

/// The enum values of a repeated field, without unknown numbers.
#[inline]
pub fn repeated<E: TryFrom<i32>>(numbers: &[i32]) -> Known<'_, E> {
    numbers.iter().cloned().filter_map(known)
}

/// The enum value of a key; `None` if there is no entry, or its number is unknown.
#[inline]
pub fn entry<K: Borrow<Q>, Q: Hash + Ord + ?Sized, E: TryFrom<i32>>(
    map: &impl Map<K, i32>,
    key: &Q,
) -> Option<E> {
    map.get(key).copied().and_then(known)
}

/// The enum value of a key of a view; `None` if there is no entry, or its number is unknown.
#[inline]
pub fn view_entry<K: Borrow<Q>, Q: Eq + ?Sized, E: TryFrom<i32>>(
    map: &view::Map<K, i32>,
    key: &Q,
) -> Option<E> {
    map.get(key).copied().and_then(known)
}

/// Sets the enum value of a key, and returns the old one if its number is known.
#[inline]
pub fn insert<K, E: TryFrom<i32>>(map: &mut impl Map<K, i32>, key: K, number: i32) -> Option<E> {
    map.insert(key, number).and_then(known)
}

fn known<E: TryFrom<i32>>(number: i32) -> Option<E> {
    E::try_from(number).ok()
}
