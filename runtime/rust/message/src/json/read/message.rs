//! Messages as objects.

use serde::de::Error;

use super::seen::Seen;
use super::{Input, no_field};
use crate::json::syntax::Fault;
use crate::json::unknown::{UnknownName, start_of};
use crate::reflect::{DynMessage, FieldDescriptor, Kind, Reflect};

/// Which fields of a message were read.
#[derive(Default)]
struct Fields {
    fields: Seen,
    oneofs: Seen,
    /// The index of the field that is probably the next.
    next: usize,
    /// A key that is no field.
    skipped: Option<&'static str>,
    was_skipped: bool,
}

/// A field whose key was read.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub(super) index: usize,
    pub(super) oneof: Option<usize>,
    pub(super) is_enum: bool,
}

impl Found {
    /// What its descriptor says.
    #[inline]
    fn new(index: usize, field: &FieldDescriptor) -> Self {
        Self {
            index,
            oneof: field.oneof(),
            is_enum: matches!(field.kind(), Kind::Enum(_)),
        }
    }

    /// The field with an index.
    fn at(message: &dyn Reflect, index: usize) -> Result<Self, Fault> {
        let field = message.descriptor().fields().get(index);
        Ok(Self::new(index, field.ok_or_else(no_field)?))
    }
}

/// The first key of an object after its bracket.
const OPEN: [u8; 2] = *b"{\"";

/// Another key after its comma.
const COMMA: [u8; 2] = *b",\"";

impl Fields {
    /// Whether the key of a field is skipped.
    #[inline]
    fn skips(&self, message: &dyn Reflect, index: usize) -> bool {
        self.skipped.is_some_and(|key| key == name(message, index))
    }
}

impl Input<'_, '_> {
    /// Reads an object with the fields of a message.
    pub(super) fn object(&mut self, message: &mut dyn Reflect) -> Result<(), Fault> {
        if self.reader.peek_value()? != b'{' {
            let name = message.descriptor().full_name();
            let expected = format!("an object with the fields of {name}");
            return Err(self.reader.wrong_type(&expected.as_str()));
        }
        self.fields(message, None)
    }

    /// Reads an object from its bracket. `skipped` is a key that is no field.
    pub(super) fn fields(
        &mut self,
        message: &mut dyn Reflect,
        skipped: Option<&'static str>,
    ) -> Result<(), Fault> {
        let mut state = Fields {
            skipped,
            ..Fields::default()
        };
        let mut lead = OPEN;
        loop {
            if let Some((found, first)) = self.next_in_order(message, &mut state, lead) {
                lead = COMMA;
                let index = found.index;
                let read = self.field(message, found, first, &mut state.oneofs);
                if let Err(fault) = read {
                    return Err(self.failed_field(message, index, name(message, index), fault));
                }
                continue;
            }
            let is_first = lead == OPEN;
            lead = COMMA;
            if is_first {
                self.reader.take();
            }
            if !self.reader.next_key(is_first)? {
                return Ok(());
            }
            let found = match self.near(message, state.next) {
                Some(found) if state.skips(message, found.index) => {
                    self.skip_entry(&mut state)?;
                    None
                }
                Some(found) => Some(found),
                None => self.other(message, &mut state)?,
            };
            if let Some(found) = found {
                self.entry(message, found, &mut state)?;
            }
        }
    }

    /// Takes the key of the next field in the order of the schema, if the text has no whitespace. It returns the first byte of
    /// the value, too.
    #[inline(always)]
    fn next_in_order(
        &mut self,
        message: &dyn Reflect,
        state: &mut Fields,
        lead: [u8; 2],
    ) -> Option<(Found, u8)> {
        let index = state.next;
        let field = message.descriptor().fields().get(index)?;
        let (first, value) = self.reader.after_key(lead, field.as_json_name())?;
        if state.skipped.is_some() || !state.fields.insert(index) {
            return None;
        }
        state.next = index + 1;
        self.reader.continue_at(value);
        Some((Found::new(index, field), first))
    }

    /// Takes the key of a field, if fields are in the order of the schema.
    #[inline(never)]
    fn near(&mut self, message: &dyn Reflect, next: usize) -> Option<Found> {
        let fields = message.descriptor().fields().get(next..)?;
        let field = fields.first()?;
        if self.takes_key(field) {
            return Some(Found::new(next, field));
        }
        self.not_next(fields, next)
    }

    /// As [`near`](Self::near), for fields after the next one.
    #[inline(never)]
    fn not_next(&mut self, fields: &[FieldDescriptor], next: usize) -> Option<Found> {
        /// More comparisons take longer than to look the key up.
        const NEAR: usize = 8;

        let mut fields = (next..).zip(fields).take(NEAR).skip(1);
        let (index, field) = fields.find(|(_, field)| self.takes_key(field))?;
        Some(Found::new(index, field))
    }

    #[inline(always)]
    fn takes_key(&mut self, field: &FieldDescriptor) -> bool {
        self.reader.take_key(field.as_json_name())
    }

    /// Reads the value of a field after its key.
    #[inline(never)]
    fn entry(
        &mut self,
        message: &mut dyn Reflect,
        found: Found,
        state: &mut Fields,
    ) -> Result<(), Fault> {
        let index = found.index;
        if !state.fields.insert(index) {
            return Err(twice(name(message, index)));
        }
        state.next = index + 1;
        let read = match self.reader.colon() {
            Ok(()) => self.value(message, found, &mut state.oneofs),
            Err(fault) => Err(fault),
        };
        match read {
            Ok(()) => Ok(()),
            Err(fault) => Err(self.failed_field(message, index, name(message, index), fault)),
        }
    }

    /// Reads a value that is the whole text into a field.
    pub(super) fn only_field(
        &mut self,
        message: &mut dyn Reflect,
        index: usize,
    ) -> Result<(), Fault> {
        let found = Found::at(message, index)?;
        let read = self.value(message, found, &mut Seen::default());
        read.map_err(|fault| self.failed_field(message, index, name(message, index), fault))
    }

    /// Remembers the field whose value has an error.
    #[cold]
    fn failed_field(&self, message: &dyn Reflect, index: usize, name: &str, fault: Fault) -> Fault {
        match message.descriptor().fields().get(index) {
            Some(field) => self.failed.field(field, name, fault),
            None => fault,
        }
    }

    /// Reads a key that is not near. It also reads the value, unless the key is that of a field.
    #[inline(never)]
    fn other(
        &mut self,
        message: &mut dyn Reflect,
        state: &mut Fields,
    ) -> Result<Option<Found>, Fault> {
        let key = self.key()?;
        if state.skipped == Some(&*key) {
            self.skip_entry(state)?;
        } else if let Some(index) = message.descriptor().index_of(&key) {
            return Found::at(message, index).map(Some);
        } else if let Some(extension) = self.extension(message, &key, &mut state.fields)? {
            self.extension_value(message, extension, &key)?;
        } else {
            self.reader.colon()?;
            self.reader.skip()?;
        }
        Ok(None)
    }

    /// Reads the value of an extension after its key.
    fn extension_value(
        &mut self,
        message: &mut dyn Reflect,
        mut extension: Box<dyn DynMessage>,
        key: &str,
    ) -> Result<(), Fault> {
        let read = match self.reader.colon() {
            Ok(()) => Found::at(&*extension, 0)
                .and_then(|found| self.value(&mut *extension, found, &mut Seen::default())),
            Err(fault) => Err(fault),
        };
        match read {
            Ok(()) => store(message, &*extension),
            Err(fault) => Err(self.failed_field(&*extension, 0, key, fault)),
        }
    }

    /// Skips the entry whose key is no field, after its key.
    fn skip_entry(&mut self, state: &mut Fields) -> Result<(), Fault> {
        if std::mem::replace(&mut state.was_skipped, true) {
            let key = state.skipped.unwrap_or_default();
            return Err(Fault::custom(format_args!(
                "the key {key:?} is there twice"
            )));
        }
        self.reader.colon()?;
        self.reader.skip()
    }

    /// The holder of the extension of a key without a field; `None` if the key is ignored.
    fn extension(
        &mut self,
        message: &dyn Reflect,
        key: &str,
        fields: &mut Seen,
    ) -> Result<Option<Box<dyn DynMessage>>, Fault> {
        let descriptor = message.descriptor();
        let extendee = descriptor.full_name();
        let name = key.strip_prefix('[').and_then(|key| key.strip_suffix(']'));
        let extensions = self.registry.extensions(extendee);
        let position = extensions
            .iter()
            .position(|extension| Some(extension.name()) == name);
        let Some(position) = position else {
            return match self.ignore_unknown {
                true => Ok(None),
                false => Err(Fault::unknown(UnknownName::Field {
                    message: extendee.to_owned(),
                    name: start_of(key),
                })),
            };
        };
        // Extensions count after the fields.
        if !fields.insert(descriptor.fields().len() + position) {
            return Err(twice(key));
        }
        Ok(Some(extensions[position].holder()))
    }
}

fn name(message: &dyn Reflect, index: usize) -> &str {
    let field = message.descriptor().fields().get(index);
    field.map_or("", FieldDescriptor::json_name)
}

fn store(message: &mut dyn Reflect, extension: &dyn DynMessage) -> Result<(), Fault> {
    match message.unknown_fields_mut() {
        Some(unknown) => {
            unknown.push_encoded(&extension.to_bytes());
            Ok(())
        }
        None => Err(Fault::custom(format_args!(
            "{} keeps no extensions",
            message.descriptor().full_name()
        ))),
    }
}

#[cold]
fn twice(name: &str) -> Fault {
    Fault::custom(format_args!("the field {name:?} is set twice"))
}
