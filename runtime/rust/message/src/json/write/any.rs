//! `Any`: the fields of its message, beside the name of its type.

use serde::ser::Error;

use super::{DEPTH, Output, no_field};
use crate::budget;
use crate::json::path::Step;
use crate::json::syntax::Fault;
use crate::reflect::{DynMessage, Reflect, Value, WellKnown};

/// The key of the type.
const TYPE: &str = "@type";

impl Output<'_> {
    /// Writes an `Any`; an object without fields if it is empty.
    pub(super) fn any(&mut self, message: &dyn Reflect) -> Result<(), Fault> {
        let (url, bytes) = match (message.get(0), message.get(1)) {
            (None, None) => {
                self.writer.raw("{}");
                return Ok(());
            }
            (None, Some(Value::Bytes(bytes))) => ("", bytes),
            (Some(Value::String(url)), None) => (url, &[][..]),
            (Some(Value::String(url)), Some(Value::Bytes(bytes))) => (url, bytes),
            _ => return Err(no_field()),
        };
        let budget = budget::default_for(bytes.len());
        budget::within_rest_for_now(budget, || self.packed(url, bytes))
    }

    /// Writes an `Any` with a type, or with bytes.
    fn packed(&mut self, url: &str, bytes: &[u8]) -> Result<(), Fault> {
        let inner = match self.unpack(url, bytes) {
            Err(_) if self.options.lenient => {
                self.exceeded = false;
                self.encoded_any(url, bytes);
                return Ok(());
            }
            inner => inner?,
        };
        let message = &*inner;
        self.writer.open(b'{');
        self.writer.key(TYPE, true);
        self.writer.string(url);
        match message.descriptor().form() {
            None | Some(WellKnown::Empty) => {
                self.fields(message, false)?;
            }
            Some(_) => {
                self.writer.key("value", false);
                let written = self.message(message);
                let step = || Step::Field("value".to_owned());
                self.failed.step(written, step)?;
            }
        }
        self.writer.close(b'}', false);
        Ok(())
    }

    /// The message of an `Any`.
    fn unpack(&mut self, url: &str, bytes: &[u8]) -> Result<Box<dyn DynMessage>, Fault> {
        if url.is_empty() {
            return Err(Fault::custom("an Any has no type"));
        }
        if self.options.lenient && self.depth > DEPTH {
            return Err(Fault::custom("an Any is too deep"));
        }
        let name = url.rsplit_once('/').map_or(url, |(_, name)| name);
        let mut inner = self.registry.create(name).ok_or_else(|| {
            Fault::custom(format_args!("the registry does not have the type {name:?}"))
        })?;
        // Each `Any` in an `Any` has a copy of the bytes of those in it.
        let merged = budget::take(bytes.len()).and_then(|()| inner.merge_bytes(bytes));
        match merged {
            Ok(()) => {
                self.check_keys(&*inner)?;
                Ok(inner)
            }
            Err(error) => {
                Err(self.not_decoded(error, format_args!("the message {name} in an Any")))
            }
        }
    }

    /// Checks that no field has the key of the type.
    fn check_keys(&self, message: &dyn Reflect) -> Result<(), Fault> {
        let mut fields = message.descriptor().fields().iter().enumerate();
        let field = fields.find(|(_, field)| self.name(field) == TYPE);
        match field {
            Some((index, field)) if self.is_written(field, message.get(index)) => {
                Err(Fault::without_value(format_args!(
                    "the field {:?} has the name {TYPE:?} in JSON, which is the key of the type in an Any",
                    field.name()
                )))
            }
            _ => Ok(()),
        }
    }

    /// Writes an `Any` whose message has no form in JSON.
    fn encoded_any(&mut self, url: &str, bytes: &[u8]) {
        self.writer.open(b'{');
        self.writer.key(TYPE, true);
        self.writer.string(url);
        self.writer.key("value", false);
        self.writer.base64(bytes);
        self.writer.close(b'}', false);
    }
}
