//! ProtoJSON: messages as JSON.
//!
//! Source: <https://protobuf.dev/programming-guides/json/>.

mod error;
mod options;

pub use error::{Error, ErrorKind};
pub use options::{ReadOptions, WriteOptions};
pub use serde;

use crate::reflect::Reflect;

/// Writes a message.
///
/// # Errors
/// If the message has a value without a form in JSON: a `Timestamp` or a `Duration` out of range, a `Value` without a kind or
/// with a number that is not finite, a path of a `FieldMask` that has no form in camel case, or an `Any` of an unknown type.
pub fn to_string(message: &dyn Reflect) -> Result<String, Error> {
    WriteOptions::new().to_string(message)
}

/// Writes a message.
///
/// # Errors
/// As [`to_string`].
pub fn to_vec(message: &dyn Reflect) -> Result<Vec<u8>, Error> {
    WriteOptions::new().to_vec(message)
}

/// Reads a message.
///
/// # Errors
/// If the text is not JSON, or not JSON of this message.
pub fn from_str<M: Reflect + Default>(text: &str) -> Result<M, Error> {
    ReadOptions::new().from_str(text)
}

/// Reads a message.
///
/// # Errors
/// As [`from_str`].
pub fn from_slice<M: Reflect + Default>(text: &[u8]) -> Result<M, Error> {
    ReadOptions::new().from_slice(text)
}

/// Serializes a message with the default options: the implementation of serde for generated messages.
///
/// # Errors
/// As [`to_string`], and those of the serializer.
pub fn serialize<S: serde::Serializer>(
    _message: &dyn Reflect,
    _serializer: S,
) -> Result<S::Ok, S::Error> {
    Err(serde::ser::Error::custom("not yet"))
}

/// Deserializes a message with the default options: the implementation of serde for generated messages.
///
/// # Errors
/// As [`from_str`], and those of the deserializer.
pub fn deserialize<'de, M: Reflect + Default, D: serde::Deserializer<'de>>(
    _deserializer: D,
) -> Result<M, D::Error> {
    Err(serde::de::Error::custom("not yet"))
}

impl WriteOptions<'_> {
    /// Writes a message.
    ///
    /// # Errors
    /// As [`to_string`].
    pub fn to_string(&self, message: &dyn Reflect) -> Result<String, Error> {
        let _ = message;
        Err(Error::new(ErrorKind::Data, "not yet"))
    }

    /// Writes a message.
    ///
    /// # Errors
    /// As [`to_string`].
    pub fn to_vec(&self, message: &dyn Reflect) -> Result<Vec<u8>, Error> {
        let _ = message;
        Err(Error::new(ErrorKind::Data, "not yet"))
    }
}

impl ReadOptions<'_> {
    /// Reads a message.
    ///
    /// # Errors
    /// As [`from_str`].
    pub fn from_str<M: Reflect + Default>(&self, text: &str) -> Result<M, Error> {
        self.from_slice(text.as_bytes())
    }

    /// Reads a message.
    ///
    /// # Errors
    /// As [`from_str`].
    pub fn from_slice<M: Reflect + Default>(&self, text: &[u8]) -> Result<M, Error> {
        let mut message = M::default();
        self.merge_slice(&mut message, text)?;
        Ok(message)
    }

    /// Reads fields into a message.
    ///
    /// # Errors
    /// As [`from_str`]. The message can have some of the fields then.
    pub fn merge_slice(&self, message: &mut dyn Reflect, text: &[u8]) -> Result<(), Error> {
        let _ = (message, text);
        Err(Error::new(ErrorKind::Data, "not yet").at(1, 1))
    }
}
