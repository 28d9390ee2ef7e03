//! ProtoJSON: messages as JSON.
//!
//! Source: <https://protobuf.dev/programming-guides/json/>.

mod enums;
mod error;
mod field_mask;
mod foreign;
mod number;
mod options;
mod path;
mod read;
mod syntax;
mod time;
mod unknown;
mod write;

pub use enums::{deserialize_enum, serialize_enum};
pub use error::{Error, ErrorKind};
pub use foreign::{deserialize, serialize};
pub use options::{ReadOptions, WriteOptions};
pub use serde;
pub use unknown::UnknownName;

use crate::reflect::Reflect;

/// Writes a message.
///
/// # Errors
/// If the message has a value without a form in JSON: a `Timestamp` or a `Duration` out of range, a `Value` without a kind or
/// with a number that is not finite, a path of a `FieldMask` that has no form in camel case, or an `Any` of an unknown type. Also
/// if the message in an `Any`, with those in it, takes more than 64 MiB and 16 times its size of memory.
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
/// If the text is not JSON, or not JSON of this message, or if the message exceeds its [budget](ReadOptions::budget) of memory.
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

impl WriteOptions<'_> {
    /// Writes a message.
    ///
    /// # Errors
    /// As [`to_string`].
    pub fn to_string(&self, message: &dyn Reflect) -> Result<String, Error> {
        let text = String::from_utf8(self.to_vec(message)?);
        text.map_err(|_| Error::new(ErrorKind::Data, "the text is not UTF-8"))
    }

    /// Writes a message.
    ///
    /// # Errors
    /// As [`to_string`].
    pub fn to_vec(&self, message: &dyn Reflect) -> Result<Vec<u8>, Error> {
        let mut output = write::Output::new(self);
        match output.message(message) {
            Ok(()) => Ok(output.into_text()),
            Err(fault) => Err(output.error(fault)),
        }
    }

    /// Writes the value of the field with an index: the default of its type if it is not set, and `null` for one with presence.
    ///
    /// # Errors
    /// As [`to_string`], and if the message has no such field.
    pub fn field_to_vec(&self, message: &dyn Reflect, index: usize) -> Result<Vec<u8>, Error> {
        let mut output = write::Output::new(self);
        match output.field(message, index) {
            Ok(()) => Ok(output.into_text()),
            Err(fault) => Err(output.error(fault)),
        }
    }
}

impl ReadOptions<'_> {
    /// Reads a message.
    ///
    /// # Errors
    /// As [`from_str`].
    pub fn from_str<M: Reflect + Default>(&self, text: &str) -> Result<M, Error> {
        let mut message = M::default();
        self.merge_str(&mut message, text)?;
        Ok(message)
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
    /// As [`merge_str`](Self::merge_str).
    pub fn merge_slice(&self, message: &mut dyn Reflect, text: &[u8]) -> Result<(), Error> {
        let text = str::from_utf8(text).map_err(|error| Error::not_utf8(text, error))?;
        self.merge_str(message, text)
    }

    /// Reads fields into a message.
    ///
    /// # Errors
    /// As [`from_str`]. The message can have some of the fields then.
    pub fn merge_str(&self, message: &mut dyn Reflect, text: &str) -> Result<(), Error> {
        read::Input::new(self, text).read(message)
    }

    /// Reads a value into the field with an index. `null` does not change the field, unless its
    /// type has this value.
    ///
    /// # Errors
    /// As [`from_str`], and if the message has no such field. The field can have a part of the value then.
    pub fn merge_field(
        &self,
        message: &mut dyn Reflect,
        index: usize,
        text: &[u8],
    ) -> Result<(), Error> {
        let text = str::from_utf8(text).map_err(|error| Error::not_utf8(text, error))?;
        read::Input::new(self, text).read_field(message, index)
    }
}
