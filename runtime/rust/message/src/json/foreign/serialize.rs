//! Serializes the values of a text.

use std::cell::RefCell;

use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::json::syntax::{Fault, Number, Reader, Text};
use crate::reflect::Reflect;

/// Serializes a message with the default options: the implementation of serde for generated messages.
///
/// # Errors
/// As [`to_string`](crate::json::to_string), and those of the serializer.
pub fn serialize<S: Serializer>(message: &dyn Reflect, serializer: S) -> Result<S::Ok, S::Error> {
    let text = crate::json::to_string(message).map_err(S::Error::custom)?;
    Next(&RefCell::new(Reader::new(&text))).serialize(serializer)
}

/// The next value of a text.
struct Next<'r, 't>(&'r RefCell<Reader<'t>>);

impl<'t> Next<'_, 't> {
    fn read<T, E: Error>(
        &self,
        read: impl FnOnce(&mut Reader<'t>) -> Result<T, Fault>,
    ) -> Result<T, E> {
        read(&mut self.0.borrow_mut()).map_err(E::custom)
    }

    /// Reads a string that borrows from the text, or has been copied.
    fn string<E: Error>(&self) -> Result<std::borrow::Cow<'t, str>, E> {
        self.read(|reader| {
            Ok(match reader.string()? {
                Text::Plain(text) => text.into(),
                text @ Text::Unescaped => reader.text_of(text).to_owned().into(),
            })
        })
    }
}

impl Serialize for Next<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.read(Reader::peek_value)? {
            b'"' => serializer.serialize_str(&self.string()?),
            b'-' | b'0'..=b'9' => match self.read(Reader::number)? {
                Number::Unsigned(number) => serializer.serialize_u64(number),
                Number::Negative(number) => serializer.serialize_i64(number),
                Number::Float(number) => serializer.serialize_f64(number),
            },
            b't' => {
                self.read(|reader| reader.word("true"))?;
                serializer.serialize_bool(true)
            }
            b'f' => {
                self.read(|reader| reader.word("false"))?;
                serializer.serialize_bool(false)
            }
            b'[' => {
                self.0.borrow_mut().take();
                let mut array = serializer.serialize_seq(None)?;
                let mut is_first = true;
                while self.read(|reader| reader.next(b']', is_first))? {
                    is_first = false;
                    array.serialize_element(self)?;
                }
                array.end()
            }
            b'{' => {
                self.0.borrow_mut().take();
                let mut object = serializer.serialize_map(None)?;
                let mut is_first = true;
                while self.read(|reader| reader.next_key(is_first))? {
                    is_first = false;
                    object.serialize_key(&self.string::<S::Error>()?)?;
                    self.read(Reader::colon)?;
                    object.serialize_value(self)?;
                }
                object.end()
            }
            _ => {
                self.read(|reader| reader.word("null"))?;
                serializer.serialize_unit()
            }
        }
    }
}
