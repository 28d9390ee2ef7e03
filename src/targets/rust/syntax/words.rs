//! Pieces of text, joined only where they are printed.

use std::fmt;

/// Code that has no place to break, in up to three parts. Joining them waits until their place is known, so that most
/// names are copied once.
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
    /// How many columns it takes: names are ASCII.
    pub fn len(&self) -> usize {
        self.0.iter().map(|part| part.len()).sum()
    }

    /// The column where it ends, if it starts at `column`. It may have several lines.
    pub fn end(&self, column: usize) -> usize {
        let parts = self.0.iter();
        parts.fold(column, |column, part| {
            match memchr::memrchr(b'\n', part.as_bytes()) {
                Some(end) => part.len() - end - 1,
                None => column + part.len(),
            }
        })
    }

    /// Writes it at the end of a text.
    pub fn push_to(&self, out: &mut String) {
        push(out, &self.0);
    }
}

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| f.write_str(part))
    }
}

/// Texts with room for `count` lines of usual length each.
pub fn lines<const N: usize>(count: usize) -> [String; N] {
    const USUAL: usize = 72;
    [(); N].map(|()| String::with_capacity(count * USUAL))
}

/// Writes some texts after each other.
pub fn push(out: &mut String, texts: &[&str]) {
    texts.iter().for_each(|text| out.push_str(text));
}

/// Writes a number.
pub fn push_number(out: &mut String, number: u32) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// The indent of a line, in columns. What is indented deeper than a whole line stays at its end.
pub fn blanks(columns: usize) -> &'static str {
    const BLANKS: &str = "                                                                                                    ";
    &BLANKS[..columns.min(BLANKS.len())]
}
