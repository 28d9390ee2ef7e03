//! ProtoJSON: messages as JSON.
//!
//! Source: <https://protobuf.dev/programming-guides/json/>.

mod enums;
mod error;
mod field_mask;
mod number;
mod options;
mod path;
mod read;
mod time;
mod write;

pub use enums::{deserialize_enum, serialize_enum};
pub use error::{Error, ErrorKind};
pub use options::{ReadOptions, WriteOptions};
pub use serde;

use serde::de::DeserializeSeed;
use serde::ser::Serialize;

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
    message: &dyn Reflect,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let context = write::Context::new(&WriteOptions::new());
    let at = context.root();
    let written = write::Message { message, at }.serialize(serializer);
    written.map_err(|error| serde::ser::Error::custom(context.failed.describe(error)))
}

/// Deserializes a message with the default options: the implementation of serde for generated messages.
///
/// # Errors
/// As [`from_str`], and those of the deserializer.
pub fn deserialize<'de, M: Reflect + Default, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<M, D::Error> {
    let mut message = M::default();
    merge(&mut message, deserializer)?;
    Ok(message)
}

/// Compiles once for a deserializer, not again for each message.
fn merge<'de, D: serde::Deserializer<'de>>(
    message: &mut dyn Reflect,
    deserializer: D,
) -> Result<(), D::Error> {
    let context = read::Context::new(&ReadOptions::new());
    let at = context.root();
    let read = read::MessageSeed { message, at }.deserialize(deserializer);
    read.map_err(|error| serde::de::Error::custom(context.failed.describe(error)))
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
        let context = write::Context::new(self);
        let at = context.root();
        let message = write::Message { message, at };
        let mut text = Vec::with_capacity(128);
        let written = match self.pretty {
            true => message.serialize(&mut serde_json::Serializer::pretty(&mut text)),
            false => message.serialize(&mut serde_json::Serializer::new(&mut text)),
        };
        match written {
            Ok(()) => Ok(text),
            Err(error) => Err(Error::new(ErrorKind::Data, context.failed.describe(error))),
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
        let context = read::Context::new(self);
        let at = context.root();
        let mut json = serde_json::Deserializer::from_str(text);
        // The messages are counted.
        json.disable_recursion_limit();
        let read = read::MessageSeed { message, at }.deserialize(&mut json);
        let read = read.and_then(|()| json.end());
        read.map_err(|error| Error::reading(&error, &context))
    }
}
