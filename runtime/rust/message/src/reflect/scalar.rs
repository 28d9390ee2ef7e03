//! The Rust types of scalars.

use prost::bytes::Bytes;

use super::{BytesField, Slot, Value};
use crate::default::Scalar as HasDefault;

/// The Rust type of a scalar or an enum.
pub trait Scalar: Default + Send + Sync + 'static {
    /// Whether the value is the default of a field without presence. `-0.0` is not.
    fn is_default(&self) -> bool;

    /// The value.
    fn value(&self) -> Value<'_>;

    /// The place of the value.
    fn slot(&mut self) -> Slot<'_>;
}

/// An enum that is a newtype of its number, by the option `enums=open`.
pub trait OpenEnum: Default + Copy + Into<i32> + Send + Sync + 'static {
    /// The number.
    fn number_mut(&mut self) -> &mut i32;
}

impl<E: OpenEnum> Scalar for E {
    #[inline]
    fn is_default(&self) -> bool {
        (*self).into() == 0
    }

    #[inline]
    fn value(&self) -> Value<'_> {
        Value::I32((*self).into())
    }

    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::I32(self.number_mut())
    }
}

macro_rules! numbers {
    ($($ty:ty, $variant:ident;)*) => {$(
        impl Scalar for $ty {
            #[inline]
            fn is_default(&self) -> bool {
                HasDefault::is_default(self)
            }

            #[inline]
            fn value(&self) -> Value<'_> {
                Value::$variant(*self)
            }

            #[inline]
            fn slot(&mut self) -> Slot<'_> {
                Slot::$variant(self)
            }
        }
    )*};
}

numbers! {
    bool, Bool;
    i32, I32;
    i64, I64;
    u32, U32;
    u64, U64;
    f32, F32;
    f64, F64;
}

impl Scalar for String {
    #[inline]
    fn is_default(&self) -> bool {
        self.is_empty()
    }

    #[inline]
    fn value(&self) -> Value<'_> {
        Value::String(self)
    }

    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::String(self)
    }
}

macro_rules! bytes {
    ($($ty:ty),*) => {$(
        impl BytesField for $ty {
            fn set(&mut self, bytes: Vec<u8>) {
                *self = bytes.into();
            }
        }

        impl Scalar for $ty {
            #[inline]
            fn is_default(&self) -> bool {
                self.is_empty()
            }

            #[inline]
            fn value(&self) -> Value<'_> {
                Value::Bytes(self)
            }

            #[inline]
            fn slot(&mut self) -> Slot<'_> {
                Slot::Bytes(self)
            }
        }
    )*};
}

bytes!(Vec<u8>, Bytes);
