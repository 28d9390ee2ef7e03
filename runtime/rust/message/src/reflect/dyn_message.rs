//! Messages of types that are chosen at run time.

use prost::{DecodeError, Message};

use super::Reflect;

/// A message of a type that is chosen at run time. All messages with [`Reflect`] are.
pub trait DynMessage: Reflect {
    /// Adds the fields of an encoded message.
    ///
    /// # Errors
    /// If the bytes are malformed.
    fn merge_bytes(&mut self, bytes: &[u8]) -> Result<(), DecodeError>;

    /// The encoded message.
    fn to_bytes(&self) -> Vec<u8>;
}

impl<M: Reflect + Message> DynMessage for M {
    fn merge_bytes(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        self.merge(bytes)
    }

    fn to_bytes(&self) -> Vec<u8> {
        self.encode_to_vec()
    }
}
