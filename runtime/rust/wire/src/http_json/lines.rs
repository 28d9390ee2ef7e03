//! Lines of a body that arrives in pieces of any size.

use std::sync::Arc;

use bytes::BytesMut;

use crate::Status;
use crate::compression::Meter;
use crate::grpc::framing::too_large;

/// The lines of a body. Those without content do not count.
pub struct Lines {
    /// Data that has arrived and has no end of a line, followed by data that was not searched yet.
    data: BytesMut,
    searched: usize,
    /// The most bytes of a line.
    limit: usize,
    what: &'static str,
    /// Counts the bytes of an incomplete line.
    meter: Option<Arc<dyn Meter>>,
}

impl Lines {
    /// Lines of up to `limit` bytes; `what` names them in the status.
    pub fn new(limit: usize, what: &'static str, meter: Option<Arc<dyn Meter>>) -> Self {
        Self {
            data: BytesMut::new(),
            searched: 0,
            limit,
            what,
            meter,
        }
    }

    /// The next complete line.
    ///
    /// # Errors
    /// `RESOURCE_EXHAUSTED` if it is over the limit.
    pub fn next_line(&mut self) -> Result<Option<BytesMut>, Status> {
        loop {
            let rest = self.data.get(self.searched..).unwrap_or_default();
            let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
                self.searched = self.data.len();
                return Ok(None);
            };
            let line = self.data.split_to(self.searched + end + 1);
            self.searched = 0;
            if line.len() > self.limit {
                return Err(too_large(self.what, line.len(), self.limit));
            }
            if !line.trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
    }

    /// The line at the end of the body, if it has no end of its own.
    pub fn last_line(&mut self) -> Option<BytesMut> {
        let last = self.data.split();
        self.searched = 0;
        (!last.trim_ascii().is_empty()).then_some(last)
    }

    /// Adds data to the incomplete line.
    ///
    /// # Errors
    /// `RESOURCE_EXHAUSTED` if the line is over the limit.
    pub fn push(&mut self, data: &[u8]) -> Result<(), Status> {
        let size = self.data.len().saturating_add(data.len());
        let has_end = data.contains(&b'\n');
        if !has_end && size > self.limit {
            return Err(too_large(self.what, size, self.limit));
        }
        if let Some(meter) = &self.meter {
            meter.decompressed(size)?;
        }
        self.data.extend_from_slice(data);
        Ok(())
    }
}
