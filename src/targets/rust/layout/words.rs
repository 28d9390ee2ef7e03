//! Pieces of code, joined only where they are printed.

/// Code without a place to break, in parts that need not be joined before it is known where they go.
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

    /// The column where it ends, if it starts at `column`; it may be of several lines.
    pub fn end(&self, column: usize) -> usize {
        let parts = self.0.iter();
        parts.fold(column, |column, part| {
            match memchr::memrchr(b'\n', part.as_bytes()) {
                Some(end) => part.len() - end - 1,
                None => column + part.len(),
            }
        })
    }

    /// Writes it.
    pub fn push_to(&self, out: &mut String) {
        push(out, &self.0);
    }
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

/// The indent of a line, in columns; no item is indented by more than 40 within its module.
pub fn blanks(columns: usize) -> &'static str {
    const BLANKS: &str = "                                        ";
    &BLANKS[..columns.min(BLANKS.len())]
}
