//! Skips values.

use super::{Fault, Reader};

impl Reader<'_> {
    /// Skips a value.
    pub(in crate::json) fn skip(&mut self) -> Result<(), Fault> {
        // The closing brackets of what is open.
        let mut open = Vec::new();
        loop {
            match self.peek_value()? {
                bracket @ (b'[' | b'{') => {
                    self.take();
                    let end = if bracket == b'[' { b']' } else { b'}' };
                    open.push(end);
                    if self.peek() != Some(end) {
                        self.key(end)?;
                        continue;
                    }
                }
                b'"' => self.skip_string()?,
                b'-' | b'0'..=b'9' => self.skip_number()?,
                b't' => self.word("true")?,
                b'f' => self.word("false")?,
                b'n' => self.word("null")?,
                _ => return Err(self.fault("expected value")),
            }
            // After a value, or at the end of an empty array or object.
            loop {
                let Some(end) = open.last().copied() else {
                    return Ok(());
                };
                match self.peek() {
                    Some(b',') => {
                        self.take();
                        self.key(end)?;
                        break;
                    }
                    Some(byte) if byte == end => {
                        self.take();
                        open.pop();
                    }
                    next => return Err(self.no_separator(end, next)),
                }
            }
        }
    }

    /// Skips a key and a colon, in an object.
    fn key(&mut self, end: u8) -> Result<(), Fault> {
        if end == b'}' {
            self.quote()?;
            self.skip_string()?;
            self.colon()?;
        }
        Ok(())
    }
}
