//! Places in a source, and their conversion to lines and columns.

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

    /// The range from the start of one span to the end of another.
    pub fn to(self, last: Self) -> Self {
        Self::new(self.start, last.end)
    }
}

/// The line and the column of an offset, both from 1. Columns count bytes.
pub(crate) fn line_and_column(text: &[u8], offset: u32) -> (u32, u32) {
    let before = &text[..text.len().min(offset as usize)];
    let line_start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let from_one = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1);
    let lines = memchr::memchr_iter(b'\n', before).count();
    (from_one(lines), from_one(before.len() - line_start))
}
