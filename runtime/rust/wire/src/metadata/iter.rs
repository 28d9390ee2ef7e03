//! Iterators over metadata.

use std::marker::PhantomData;

use http::header::{self, HeaderName, HeaderValue};

use super::encoding::{Ascii, Binary, ValueEncoding};
use super::key::MetadataKey;
use super::value::MetadataValue;

/// A key with a value.
#[derive(Debug)]
pub enum KeyAndValueRef<'a> {
    /// A key with an ASCII value.
    Ascii(&'a MetadataKey<Ascii>, &'a MetadataValue<Ascii>),
    /// A key with a binary value.
    Binary(&'a MetadataKey<Binary>, &'a MetadataValue<Binary>),
}

/// A key with a value that can be changed.
#[derive(Debug)]
pub enum KeyAndMutValueRef<'a> {
    /// A key with an ASCII value.
    Ascii(&'a MetadataKey<Ascii>, &'a mut MetadataValue<Ascii>),
    /// A key with a binary value.
    Binary(&'a MetadataKey<Binary>, &'a mut MetadataValue<Binary>),
}

/// A key.
#[derive(Debug)]
pub enum KeyRef<'a> {
    /// A key of ASCII values.
    Ascii(&'a MetadataKey<Ascii>),
    /// A key of binary values.
    Binary(&'a MetadataKey<Binary>),
}

/// A value.
#[derive(Debug)]
pub enum ValueRef<'a> {
    /// An ASCII value.
    Ascii(&'a MetadataValue<Ascii>),
    /// A binary value.
    Binary(&'a MetadataValue<Binary>),
}

/// A value that can be changed.
#[derive(Debug)]
pub enum ValueRefMut<'a> {
    /// An ASCII value.
    Ascii(&'a mut MetadataValue<Ascii>),
    /// A binary value.
    Binary(&'a mut MetadataValue<Binary>),
}

fn is_binary(name: &HeaderName) -> bool {
    Binary::is_valid_key(name.as_str())
}

/// Makes an iterator from one over headers.
macro_rules! iterators {
    ($($(#[$doc:meta])* $name:ident($inner:ty) -> $item:ty, |$next:pat_param| $map:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<'a>(pub(super) $inner);

        impl<'a> Iterator for $name<'a> {
            type Item = $item;

            fn next(&mut self) -> Option<Self::Item> {
                let $next = self.0.next()?;
                Some($map)
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                self.0.size_hint()
            }
        }
    )*};
}

iterators! {
    /// The keys with their values.
    Iter(header::Iter<'a, HeaderValue>) -> KeyAndValueRef<'a>, |(name, value)| {
        if is_binary(name) {
            KeyAndValueRef::Binary(MetadataKey::of_ref(name), MetadataValue::of_ref(value))
        } else {
            KeyAndValueRef::Ascii(MetadataKey::of_ref(name), MetadataValue::of_ref(value))
        }
    };
    /// The keys with their values, to change the values.
    IterMut(header::IterMut<'a, HeaderValue>) -> KeyAndMutValueRef<'a>, |(name, value)| {
        if is_binary(name) {
            KeyAndMutValueRef::Binary(MetadataKey::of_ref(name), MetadataValue::of_mut(value))
        } else {
            KeyAndMutValueRef::Ascii(MetadataKey::of_ref(name), MetadataValue::of_mut(value))
        }
    };
    /// The keys.
    Keys(header::Keys<'a, HeaderValue>) -> KeyRef<'a>, |name| {
        if is_binary(name) {
            KeyRef::Binary(MetadataKey::of_ref(name))
        } else {
            KeyRef::Ascii(MetadataKey::of_ref(name))
        }
    };
    /// The values.
    Values(header::Iter<'a, HeaderValue>) -> ValueRef<'a>, |(name, value)| {
        if is_binary(name) {
            ValueRef::Binary(MetadataValue::of_ref(value))
        } else {
            ValueRef::Ascii(MetadataValue::of_ref(value))
        }
    };
    /// The values, to change them.
    ValuesMut(header::IterMut<'a, HeaderValue>) -> ValueRefMut<'a>, |(name, value)| {
        if is_binary(name) {
            ValueRefMut::Binary(MetadataValue::of_mut(value))
        } else {
            ValueRefMut::Ascii(MetadataValue::of_mut(value))
        }
    };
}

impl ExactSizeIterator for Keys<'_> {}

/// The values of a key.
#[derive(Debug)]
pub struct GetAll<'a, VE: ValueEncoding> {
    values: Option<header::GetAll<'a, HeaderValue>>,
    encoding: PhantomData<VE>,
}

impl<'a, VE: ValueEncoding> GetAll<'a, VE> {
    pub(super) fn new(values: Option<header::GetAll<'a, HeaderValue>>) -> Self {
        Self {
            values,
            encoding: PhantomData,
        }
    }

    /// The values, in the order in which they were added.
    pub fn iter(&self) -> ValueIter<'a, VE> {
        ValueIter {
            values: self.values.as_ref().map(header::GetAll::iter),
            encoding: PhantomData,
        }
    }
}

impl<VE: ValueEncoding> PartialEq for GetAll<'_, VE> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<'a, VE: ValueEncoding> IntoIterator for GetAll<'a, VE> {
    type Item = &'a MetadataValue<VE>;
    type IntoIter = ValueIter<'a, VE>;

    fn into_iter(self) -> ValueIter<'a, VE> {
        self.iter()
    }
}

impl<'a, VE: ValueEncoding> IntoIterator for &GetAll<'a, VE> {
    type Item = &'a MetadataValue<VE>;
    type IntoIter = ValueIter<'a, VE>;

    fn into_iter(self) -> ValueIter<'a, VE> {
        self.iter()
    }
}

/// An iterator over the values of a key.
#[derive(Debug)]
pub struct ValueIter<'a, VE: ValueEncoding> {
    pub(super) values: Option<header::ValueIter<'a, HeaderValue>>,
    pub(super) encoding: PhantomData<VE>,
}

impl<'a, VE: ValueEncoding> Iterator for ValueIter<'a, VE> {
    type Item = &'a MetadataValue<VE>;

    fn next(&mut self) -> Option<Self::Item> {
        self.values.as_mut()?.next().map(MetadataValue::of_ref)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let values = self.values.as_ref();
        values.map_or((0, Some(0)), Iterator::size_hint)
    }
}

impl<VE: ValueEncoding> DoubleEndedIterator for ValueIter<'_, VE> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.values.as_mut()?.next_back().map(MetadataValue::of_ref)
    }
}

/// An iterator over the values of a key, to change them.
#[derive(Debug)]
pub struct ValueIterMut<'a, VE: ValueEncoding> {
    pub(super) values: header::ValueIterMut<'a, HeaderValue>,
    pub(super) encoding: PhantomData<VE>,
}

impl<'a, VE: ValueEncoding> Iterator for ValueIterMut<'a, VE> {
    type Item = &'a mut MetadataValue<VE>;

    fn next(&mut self) -> Option<Self::Item> {
        self.values.next().map(MetadataValue::of_mut)
    }
}

impl<VE: ValueEncoding> DoubleEndedIterator for ValueIterMut<'_, VE> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.values.next_back().map(MetadataValue::of_mut)
    }
}
