//! Lists as arrays, and maps as objects.

use std::borrow::Cow;

use super::{Input, no_field};
use crate::json::path::Step;
use crate::json::syntax::{Fault, Text};
use crate::reflect::{InsertError, List, Map};

impl<'t> Input<'_, 't> {
    /// Reads the elements of a list.
    pub(super) fn list<K>(&mut self, list: &mut dyn List<K>) -> Result<(), Fault> {
        self.array(|input| {
            let first = input.reader.peek_value()?;
            match list.push() {
                Some(slot) => input.text_or_slot(slot, first),
                None => Err(no_field()),
            }
        })
    }

    /// Reads an array, with a function for each element.
    #[inline]
    pub(super) fn array(
        &mut self,
        mut element: impl FnMut(&mut Self) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        if self.reader.peek_value()? != b'[' {
            return Err(self.reader.wrong_type(&"an array"));
        }
        self.reader.take();
        for index in 0.. {
            let read = match self.reader.next(b']', index == 0) {
                Ok(true) => element(self),
                Ok(false) => break,
                Err(fault) => Err(fault),
            };
            self.failed.step(read, || Step::Index(index))?;
        }
        Ok(())
    }

    /// Reads the entries of a map.
    pub(super) fn map<K>(&mut self, map: &mut dyn Map<K>) -> Result<(), Fault> {
        self.entries(|input, key| {
            let slot = map.insert(key).map_err(not_inserted)?;
            let first = input.reader.peek_value()?;
            input.text_or_slot(slot, first)
        })
    }

    /// Reads an object, with a function for each entry.
    #[inline]
    pub(super) fn entries(
        &mut self,
        mut entry: impl FnMut(&mut Self, &str) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        if self.reader.peek_value()? != b'{' {
            return Err(self.reader.wrong_type(&"an object"));
        }
        self.reader.take();
        let mut is_first = true;
        while self.reader.next_key(is_first)? {
            is_first = false;
            let key = self.key()?;
            self.reader.colon()?;
            let read = entry(self, &key);
            self.failed.step(read, || Step::Key(key.into_owned()))?;
        }
        Ok(())
    }

    /// Reads a key, from its first quote.
    #[inline]
    pub(super) fn key(&mut self) -> Result<Cow<'t, str>, Fault> {
        Ok(match self.reader.string()? {
            Text::Plain(key) => Cow::Borrowed(key),
            text @ Text::Unescaped => Cow::Owned(self.reader.text_of(text).to_owned()),
        })
    }
}

/// The error of a map that does not take an entry.
#[cold]
pub(super) fn not_inserted(error: InsertError) -> Fault {
    match error {
        InsertError::Key => {
            Fault::without_value("the key does not have the type of the map's keys")
        }
        InsertError::Duplicate => Fault::without_value("the key is there twice"),
        InsertError::Budget => no_field(),
    }
}
