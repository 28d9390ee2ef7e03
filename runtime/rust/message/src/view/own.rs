//! Makes messages of views.

use prost::bytes::Bytes;

/// Part of a view that has a form `T` in a message.
pub trait Own<T> {
    /// Copies the data into that form.
    fn own(&self) -> T;
}

/// Copies data into its form in a message.
#[inline]
pub fn own<T>(view: &impl Own<T>) -> T {
    view.own()
}

/// Copies a value that is the same in a message.
#[inline]
pub fn same<T: Clone>(value: &T) -> T {
    value.clone()
}

impl Own<String> for &str {
    fn own(&self) -> String {
        (*self).to_owned()
    }
}

impl Own<Vec<u8>> for &[u8] {
    fn own(&self) -> Vec<u8> {
        (*self).to_owned()
    }
}

impl Own<Bytes> for &[u8] {
    fn own(&self) -> Bytes {
        Bytes::copy_from_slice(self)
    }
}

impl<T, V: Own<T>> Own<Option<T>> for Option<V> {
    fn own(&self) -> Option<T> {
        self.as_ref().map(Own::own)
    }
}

impl<T, V: Own<T>> Own<Vec<T>> for Vec<V> {
    fn own(&self) -> Vec<T> {
        self.iter().map(Own::own).collect()
    }
}

impl<T, V: Own<T>> Own<Box<T>> for Box<V> {
    fn own(&self) -> Box<T> {
        Box::new((**self).own())
    }
}
