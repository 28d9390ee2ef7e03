//! Operators and macros whose operands can fail.
//!
//! `&&`, `||`, `all` and `exists` continue after an error: if another operand decides the result, the error is absorbed.

use super::{Error, Result};

/// `left && right`.
///
/// # Errors
/// If a side fails and the other is not false.
#[inline]
pub fn and(
    left: impl FnOnce() -> Result<bool>,
    right: impl FnOnce() -> Result<bool>,
) -> Result<bool> {
    match left() {
        Ok(true) => right(),
        Ok(false) => Ok(false),
        Err(error) => match right() {
            Ok(false) => Ok(false),
            _ => Err(error),
        },
    }
}

/// `left || right`.
///
/// # Errors
/// If a side fails and the other is not true.
#[inline]
pub fn or(
    left: impl FnOnce() -> Result<bool>,
    right: impl FnOnce() -> Result<bool>,
) -> Result<bool> {
    match left() {
        Ok(false) => right(),
        Ok(true) => Ok(true),
        Err(error) => match right() {
            Ok(true) => Ok(true),
            _ => Err(error),
        },
    }
}

/// `items.all(item, test)`.
///
/// # Errors
/// If a test fails and no other is false.
#[inline]
pub fn all<I: IntoIterator>(
    items: I,
    mut test: impl FnMut(I::Item) -> Result<bool>,
) -> Result<bool> {
    let mut result = Ok(true);
    for item in items {
        match test(item) {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(error) => result = result.and(Err(error)),
        }
    }
    result
}

/// `items.exists(item, test)`.
///
/// # Errors
/// If a test fails and no other is true.
#[inline]
pub fn exists<I: IntoIterator>(
    items: I,
    mut test: impl FnMut(I::Item) -> Result<bool>,
) -> Result<bool> {
    let mut result = Ok(false);
    for item in items {
        match test(item) {
            Ok(false) => {}
            Ok(true) => return Ok(true),
            Err(error) => result = result.and(Err(error)),
        }
    }
    result
}

/// `items.exists_one(item, test)`.
///
/// # Errors
/// If a test fails.
#[inline]
pub fn exists_one<I: IntoIterator>(
    items: I,
    mut test: impl FnMut(I::Item) -> Result<bool>,
) -> Result<bool> {
    let mut count = 0_usize;
    for item in items {
        count += usize::from(test(item)?);
    }
    Ok(count == 1)
}

/// `items.filter(item, test)`.
///
/// # Errors
/// If a test fails.
#[inline]
pub fn filter<I: IntoIterator<Item: Copy>>(
    items: I,
    mut test: impl FnMut(I::Item) -> Result<bool>,
) -> Result<Vec<I::Item>> {
    let mut kept = Vec::new();
    for item in items {
        if test(item)? {
            kept.push(item);
        }
    }
    Ok(kept)
}

/// `items.map(item, value)`.
///
/// # Errors
/// If a value fails.
#[inline]
pub fn map<I: IntoIterator, T>(
    items: I,
    value: impl FnMut(I::Item) -> Result<T>,
) -> Result<Vec<T>> {
    items.into_iter().map(value).collect()
}

/// `items.map(item, test, value)`.
///
/// # Errors
/// If a test or a value fails.
#[inline]
pub fn filter_map<I: IntoIterator<Item: Copy>, T>(
    items: I,
    test: impl FnMut(I::Item) -> Result<bool>,
    value: impl FnMut(I::Item) -> Result<T>,
) -> Result<Vec<T>> {
    map(filter(items, test)?, value)
}

/// The map of a message that an expression constructs, with computed keys.
///
/// # Errors
/// If two of the keys are the same.
pub fn distinct<K: PartialEq, V, M: FromIterator<(K, V)>, const N: usize>(
    entries: [(K, V); N],
) -> Result<M> {
    let is_repeated = |at: usize| entries[..at].iter().any(|(key, _)| *key == entries[at].0);
    if (0..N).any(is_repeated) {
        return Err(Error::RepeatedKey);
    }
    Ok(entries.into_iter().collect())
}

/// `a == b` of messages. An unset message has default values in all fields.
#[inline]
pub fn same<M: PartialEq + Default>(a: Option<&M>, b: Option<&M>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a == b,
        (None, None) => true,
        (Some(message), None) | (None, Some(message)) => *message == M::default(),
    }
}

/// Whether all fields of a message have default values.
#[inline]
pub fn is_default<M: PartialEq + Default>(message: &M) -> bool {
    *message == M::default()
}
