//! `Value`: any JSON.

use super::{Input, no_field};
use crate::json::syntax::Fault;
use crate::reflect::{Reflect, Slot};

// The numbers of the fields of `Value`.
const NULL: u32 = 1;
const NUMBER: u32 = 2;
const STRING: u32 = 3;
const BOOL: u32 = 4;
const STRUCT: u32 = 5;
const LIST: u32 = 6;

/// Sets a `Value` to `null`.
pub(super) fn set_null(message: &mut dyn Reflect) -> Result<(), Fault> {
    match member(message, NULL)? {
        Slot::I32(number) => {
            *number = 0;
            Ok(())
        }
        _ => Err(no_field()),
    }
}

fn member(message: &mut dyn Reflect, number: u32) -> Result<Slot<'_>, Fault> {
    let index = message.descriptor().index_of_number(number);
    index
        .and_then(|index| message.slot(index))
        .ok_or_else(no_field)
}

/// The only field of the message in a field of `Value`.
fn nested(message: &mut dyn Reflect, number: u32) -> Result<Slot<'_>, Fault> {
    match member(message, number)? {
        Slot::Message(message) => message.slot(0).ok_or_else(no_field),
        _ => Err(no_field()),
    }
}

impl Input<'_, '_> {
    /// Reads a `Value`.
    pub(super) fn any_value(&mut self, message: &mut dyn Reflect) -> Result<(), Fault> {
        let first = self.reader.peek_value()?;
        let slot = match first {
            b'n' => {
                self.reader.word("null")?;
                return set_null(message);
            }
            b'"' => member(message, STRING)?,
            b't' | b'f' => member(message, BOOL)?,
            b'-' | b'0'..=b'9' => member(message, NUMBER)?,
            b'[' | b'{' => {
                self.enter()?;
                let number = if first == b'[' { LIST } else { STRUCT };
                self.slot(nested(message, number)?, first)?;
                self.depth -= 1;
                return Ok(());
            }
            _ => return Err(self.reader.fault("expected value")),
        };
        self.slot(slot, first)
    }
}
