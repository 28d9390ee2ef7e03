//! `Any`: the fields of its message, beside the name of its type.

use serde::de::Error;

use super::{Input, no_field};
use crate::json::path::Step;
use crate::json::syntax::Fault;
use crate::json::unknown::{UnknownName, start_of};
use crate::reflect::{DynMessage, Reflect, Registry, Slot, WellKnown};

/// The key of the type.
const TYPE: &str = "@type";

/// The key of a well-known type, which is not an object with fields.
const VALUE: &str = "value";

impl Input<'_, '_> {
    /// Reads an `Any`.
    pub(super) fn any(&mut self, message: &mut dyn Reflect) -> Result<(), Fault> {
        if self.reader.peek_value()? != b'{' {
            return Err(self.reader.wrong_type(&"an object with a \"@type\""));
        }
        let start = self.reader.position();
        self.reader.take();
        let Some(url) = self.type_url()? else {
            return Ok(());
        };
        let mut inner = create(&url, self.registry)?;
        // The type can follow other entries.
        self.reader.rewind(start);
        match inner.descriptor().form() {
            None => self.fields(&mut *inner, Some(TYPE))?,
            Some(_) => {
                self.reader.take();
                self.only_value(&mut *inner)?;
            }
        }
        set(message, url, inner.to_bytes())
    }

    /// The type; `None` for an object without entries, which ends then.
    fn type_url(&mut self) -> Result<Option<String>, Fault> {
        let mut is_first = true;
        while self.reader.next_key(is_first)? {
            is_first = false;
            let is_type = *self.key()? == *TYPE;
            self.reader.colon()?;
            if is_type {
                let first = self.reader.peek_value()?;
                let url = self.string(first, &"a string")?;
                return Ok(Some(self.reader.text_of(url).to_owned()));
            }
            self.reader.skip()?;
        }
        match is_first {
            true => Ok(None),
            false => Err(Fault::custom("an Any has no \"@type\"")),
        }
    }

    /// Reads the only other entry, whose key is `value`.
    fn only_value(&mut self, message: &mut dyn Reflect) -> Result<(), Fault> {
        let (mut found, mut typed, mut is_first) = (false, false, true);
        while self.reader.next_key(is_first)? {
            is_first = false;
            let key = self.key()?;
            let is_known = match &*key {
                VALUE => !std::mem::replace(&mut found, true),
                TYPE => !std::mem::replace(&mut typed, true),
                _ if self.ignore_unknown => true,
                _ => {
                    return Err(Fault::custom(format_args!(
                        "an Any of a well-known type has no {key:?}"
                    )));
                }
            };
            if !is_known {
                return Err(Fault::custom(format_args!(
                    "the key {key:?} is there twice"
                )));
            }
            self.reader.colon()?;
            if key == VALUE {
                let read = self.message(message);
                self.failed.step(read, || Step::Field(VALUE.to_owned()))?;
            } else {
                self.reader.skip()?;
            }
        }
        // An empty message without a value is also in use.
        match found || message.descriptor().form() == Some(WellKnown::Empty) {
            true => Ok(()),
            false => Err(Fault::custom(
                "an Any of a well-known type has no \"value\"",
            )),
        }
    }
}

fn create(url: &str, registry: &Registry) -> Result<Box<dyn DynMessage>, Fault> {
    let Some((_, name)) = url.rsplit_once('/') else {
        return Err(Fault::custom(format_args!(
            "expected a type such as \"type.googleapis.com/user.v1.User\", found {url:?}"
        )));
    };
    let inner = registry.create(name);
    inner.ok_or_else(|| {
        Fault::unknown(UnknownName::Message {
            name: start_of(name),
        })
    })
}

fn set(message: &mut dyn Reflect, url: String, bytes: Vec<u8>) -> Result<(), Fault> {
    match message.slot(0) {
        Some(Slot::String(place)) => *place = url,
        _ => return Err(no_field()),
    }
    match message.slot(1) {
        Some(Slot::Bytes(place)) => place.set(bytes),
        _ => return Err(no_field()),
    }
    Ok(())
}
