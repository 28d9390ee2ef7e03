//! Places in a source, and their conversion to lines and columns.

use std::sync::Arc;

/// A range of bytes of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }
}

/// The lines of a source.
pub(crate) struct Lines<'t> {
    text: &'t [u8],
    /// The offset of the first byte of each line.
    starts: Vec<usize>,
    /// The line whose text was asked for last. A file in one long line can have many faults, which share its text.
    last: Option<(usize, Arc<str>)>,
}

impl<'t> Lines<'t> {
    pub fn new(text: &'t [u8]) -> Self {
        let after = memchr::memchr_iter(b'\n', text).map(|newline| newline + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(after).collect(),
            last: None,
        }
    }

    /// The line and the column of an offset, both from 1. Columns count bytes.
    pub fn line_and_column(&self, offset: u32) -> (u32, u32) {
        let (line, start) = self.line_of(offset);
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let column = self.text.len().min(offset as usize) - start;
        (number(line + 1), number(column + 1))
    }

    /// The line of an offset, without its line break. Invalid UTF-8 is replaced.
    pub fn text(&mut self, offset: u32) -> Arc<str> {
        let (line, start) = self.line_of(offset);
        if let Some((_, text)) = self.last.as_ref().filter(|(last, _)| *last == line) {
            return Arc::clone(text);
        }
        let end = self.starts.get(line + 1).copied();
        let bytes = &self.text[start..end.unwrap_or(self.text.len())];
        let text = String::from_utf8_lossy(bytes);
        let text: Arc<str> = text.trim_end_matches(['\r', '\n']).into();
        self.last = Some((line, Arc::clone(&text)));
        text
    }

    /// The index of the line of an offset, and where it starts.
    fn line_of(&self, offset: u32) -> (usize, usize) {
        let offset = self.text.len().min(offset as usize);
        let after = self.starts.partition_point(|&start| start <= offset);
        let line = after.saturating_sub(1);
        (line, self.starts[line])
    }
}
