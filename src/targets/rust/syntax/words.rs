//! Represents text in pieces, which are joined only when they are printed.

use std::fmt;

/// Code without line breaks, in up to three parts. The parts are joined only when they are printed, so most names are
/// copied once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Word<'a>([&'a str; 3]);

impl<'a> From<&'a str> for Word<'a> {
    fn from(text: &'a str) -> Self {
        Self([text, "", ""])
    }
}

impl<'a> From<[&'a str; 2]> for Word<'a> {
    fn from([first, second]: [&'a str; 2]) -> Self {
        Self([first, second, ""])
    }
}

impl<'a> From<[&'a str; 3]> for Word<'a> {
    fn from(parts: [&'a str; 3]) -> Self {
        Self(parts)
    }
}

impl Word<'_> {
    /// Returns the number of columns. Names are ASCII.
    pub fn len(&self) -> usize {
        self.0.iter().map(|part| part.len()).sum()
    }

    /// Returns the column at its end if it starts at `column`. The text may have several lines.
    pub fn end(&self, column: usize) -> usize {
        let parts = self.0.iter();
        parts.fold(column, |column, part| {
            match memchr::memrchr(b'\n', part.as_bytes()) {
                Some(end) => part.len() - end - 1,
                None => column + part.len(),
            }
        })
    }

    /// Appends the text to `out`.
    pub fn push_to(&self, out: &mut String) {
        push(out, &self.0);
    }
}

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| f.write_str(part))
    }
}

/// Returns empty strings with capacity for `count` lines of typical length.
pub fn lines<const N: usize>(count: usize) -> [String; N] {
    const USUAL: usize = 72;
    [(); N].map(|()| String::with_capacity(count * USUAL))
}

/// Appends texts to `out`.
pub fn push(out: &mut String, texts: &[&str]) {
    texts.iter().for_each(|text| out.push_str(text));
}

/// Appends a number to `out`.
pub fn push_number(out: &mut String, number: u32) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// Returns the indent of a line with this number of columns. The maximum is the width of a whole line.
pub fn blanks(columns: usize) -> &'static str {
    const BLANKS: &str = "                                                                                                    ";
    &BLANKS[..columns.min(BLANKS.len())]
}
