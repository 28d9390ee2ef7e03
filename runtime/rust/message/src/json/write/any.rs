//! `Any`: the fields of its message, beside the name of its type.

use serde::ser::Error;

use super::{DEPTH, Output, no_field};
use crate::json::path::Step;
use crate::json::syntax::Fault;
use crate::reflect::{DynMessage, Reflect, Value, WellKnown};

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
        let inner = match self.unpack(url, bytes) {
            Err(_) if self.options.lenient => {
                self.encoded_any(url, bytes);
                return Ok(());
            }
            inner => inner?,
        };
        let message = &*inner;
        self.writer.open(b'{');
        self.writer.key("@type", true);
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
    fn unpack(&self, url: &str, bytes: &[u8]) -> Result<Box<dyn DynMessage>, Fault> {
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
        inner.merge_bytes(bytes).map_err(|error| {
            Fault::custom(format_args!(
                "the message {name} in an Any is malformed: {error}"
            ))
        })?;
        Ok(inner)
    }

    /// Writes an `Any` whose message has no form in JSON.
    fn encoded_any(&mut self, url: &str, bytes: &[u8]) {
        self.writer.open(b'{');
        self.writer.key("@type", true);
        self.writer.string(url);
        self.writer.key("value", false);
        self.writer.base64(bytes);
        self.writer.close(b'}', false);
    }
}
