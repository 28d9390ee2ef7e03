//! Reads messages.

mod any;
mod bytes;
mod elements;
mod enums;
mod field;
mod message;
mod scalar;
mod seen;
mod text;
mod value;

use serde::de::{Error as _, Expected, Unexpected};

use super::path::FailedPath;
use super::syntax::{Fault, Reader, Text};
use super::{Error, ErrorKind, ReadOptions};
use crate::budget;
use crate::reflect::{Reflect, Registry, Slot, WellKnown};

/// A text that messages are read from.
pub(super) struct Input<'o, 't> {
    registry: &'o Registry,
    ignore_unknown: bool,
    /// How deep messages, lists and maps may nest.
    most: u32,
    /// How many of them are open.
    depth: u32,
    reader: Reader<'t>,
    text: &'t str,
    failed: FailedPath,
    /// The bytes of memory for the message.
    budget: usize,
}

impl<'o, 't> Input<'o, 't> {
    pub(super) fn new(options: &ReadOptions<'o>, text: &'t str) -> Self {
        Self {
            registry: options.registry.unwrap_or_else(|| Registry::well_known()),
            ignore_unknown: options.ignore_unknown,
            most: options.depth,
            depth: 0,
            reader: Reader::new(text),
            text,
            failed: FailedPath::default(),
            budget: options.budget_for(text),
        }
    }

    /// Reads the only value of the text into a message.
    pub(super) fn read(mut self, message: &mut dyn Reflect) -> Result<(), Error> {
        budget::within_rest(self.budget, || {
            let read = self.message(message).and_then(|()| self.reader.end());
            read.map_err(|fault| self.error(fault))
        })
    }

    /// Reads the only value of the text into a field.
    pub(super) fn read_field(
        mut self,
        message: &mut dyn Reflect,
        index: usize,
    ) -> Result<(), Error> {
        budget::within_rest(self.budget, || {
            let read = self.only_field(message, index);
            read.and_then(|()| self.reader.end())
                .map_err(|fault| self.error(fault))
        })
    }

    fn error(&self, fault: Fault) -> Error {
        let kind = match fault.syntax_end() {
            _ if budget::is_exceeded() => ErrorKind::Budget,
            Some(_) => ErrorKind::Syntax,
            None => ErrorKind::Data,
        };
        let end = fault.syntax_end().unwrap_or(self.reader.position());
        let text = self.text.as_bytes();
        let error = Error::in_value(kind, &self.failed, fault);
        error.after(text.get(..end).unwrap_or(text))
    }

    /// Reads into a message.
    fn message(&mut self, message: &mut dyn Reflect) -> Result<(), Fault> {
        self.enter()?;
        match message.descriptor().form() {
            None => self.object(message)?,
            Some(form) => self.well_known(message, form)?,
        }
        self.depth -= 1;
        Ok(())
    }

    fn well_known(&mut self, message: &mut dyn Reflect, form: WellKnown) -> Result<(), Fault> {
        match form {
            WellKnown::Empty => self.object(message),
            WellKnown::Any => self.any(message),
            WellKnown::Value => self.any_value(message),
            WellKnown::Struct | WellKnown::ListValue | WellKnown::Wrapper => {
                let first = self.reader.peek_value()?;
                let slot = message.slot(0).ok_or_else(no_field)?;
                self.slot(slot, first)
            }
            WellKnown::Duration | WellKnown::FieldMask | WellKnown::Timestamp => {
                self.text(message, form)
            }
        }
    }

    /// Counts a message, a list or a map within another. The caller counts down.
    #[inline]
    fn enter(&mut self) -> Result<(), Fault> {
        if self.depth > self.most {
            return Err(too_deep(self.most));
        }
        self.depth += 1;
        Ok(())
    }

    /// As [`slot`](Self::slot), without a second call for a string, which is the most frequent value.
    #[inline(always)]
    fn text_or_slot(&mut self, slot: Slot<'_>, first: u8) -> Result<(), Fault> {
        match slot {
            Slot::String(value) if first == b'"' => self.text_value(value),
            slot => self.slot(slot, first),
        }
    }

    /// Reads into the place of a value that is not an enum, from its first byte.
    fn slot(&mut self, slot: Slot<'_>, first: u8) -> Result<(), Fault> {
        match slot {
            Slot::String(value) => match first {
                b'"' => self.text_value(value)?,
                _ => *value = self.unescaped(first)?,
            },
            Slot::Bool(value) => *value = self.boolean(first)?,
            Slot::I32(value) => *value = self.integer(first, "a 32-bit integer")?,
            Slot::I64(value) => *value = self.integer(first, "a 64-bit integer")?,
            Slot::U32(value) => *value = self.integer(first, "an unsigned 32-bit integer")?,
            Slot::U64(value) => *value = self.integer(first, "an unsigned 64-bit integer")?,
            Slot::F32(value) => *value = self.float(first)?,
            Slot::F64(value) => *value = self.double(first)?,
            Slot::Bytes(value) => value.set(self.base64(first)?),
            Slot::Message(message) => return self.message(message),
            Slot::List(list) => return self.list(list),
            Slot::Messages(list) => return self.list(list),
            Slot::Map(map) => return self.map(map),
            Slot::MessageMap(map) => return self.map(map),
        }
        Ok(())
    }

    /// Reads a string from its first quote.
    #[inline]
    fn text_value(&mut self, value: &mut String) -> Result<(), Fault> {
        *value = match self.reader.plain_string() {
            Some(text) => text.to_owned(),
            None => self.unescaped(b'"')?,
        };
        Ok(())
    }

    /// Reads a string with escapes from its first byte.
    #[cold]
    fn unescaped(&mut self, first: u8) -> Result<String, Fault> {
        let text = self.string(first, &"a string")?;
        Ok(self.reader.text_of(text).to_owned())
    }

    /// Reads a string from its first byte.
    #[inline]
    fn string(&mut self, first: u8, expected: &dyn Expected) -> Result<Text<'t>, Fault> {
        match first {
            b'"' => self.reader.string(),
            _ => Err(self.reader.wrong_type(expected)),
        }
    }

    /// The error of a string that was read.
    #[cold]
    fn wrong_text(&self, text: Text<'t>, expected: &str) -> Fault {
        Fault::invalid_value(Unexpected::Str(self.reader.text_of(text)), &expected)
    }
}

#[cold]
fn too_deep(most: u32) -> Fault {
    Fault::without_value(format_args!("messages nest more than {most} deep"))
}

/// The error of a message without a place for a value: it exceeds its budget, or its descriptor has more fields than it.
#[cold]
fn no_field() -> Fault {
    match budget::is_exceeded() {
        true => Fault::without_value(budget::EXCEEDED),
        false => Fault::custom("the message does not have the fields of its descriptor"),
    }
}
