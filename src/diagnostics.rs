//! Errors and warnings with their places. A stage accumulates them, so that one run reports all errors of a stage.

use std::fmt;
use std::ops::Range;

/// The severity of a [`Diagnostic`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// No code is generated.
    Error,
    /// Code is generated all the same.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// The line and the column of an offset in a text, both from 1. Columns count bytes.
#[must_use]
pub fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    let before = &text.as_bytes()[..offset.min(text.len())];
    let line_start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let from_one = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1);
    let lines = memchr::memchr_iter(b'\n', before).count();
    (from_one(lines), from_one(before.len() - line_start))
}

/// A place in an input file, in protoc's terms: the file's import path and the text it spans.
///
/// Lines and columns count from 1, as in editors; columns count bytes. Line 0 means the whole file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The path as `import` names it, for example `user/v1/user.proto`.
    pub file: String,
    /// First line, from 1; 0 for the whole file.
    pub line: u32,
    /// First column, from 1; 0 for the whole file.
    pub column: u32,
    /// Line and column just past the end, from 1.
    pub end: (u32, u32),
}

impl Place {
    /// The place of a whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: 0,
            column: 0,
            end: (0, 0),
        }
    }

    /// A span of bytes of the file's text. A span past the end of the text ends there.
    pub fn of_span(file: impl Into<String>, text: &str, span: Range<usize>) -> Self {
        let (line, column) = line_and_column(text, span.start);
        Self {
            file: file.into(),
            line,
            column,
            end: line_and_column(text, span.end),
        }
    }

    /// A single point; `line` and `column` count from 1.
    pub fn point(file: impl Into<String>, line: u32, column: u32) -> Self {
        Self {
            file: file.into(),
            line,
            column,
            end: (line, column + 1),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.file),
            line => write!(f, "{}:{line}:{}", self.file, self.column),
        }
    }
}

/// The maximum length of the shown part of a line, in characters.
const MAX_SHOWN: usize = 200;

/// The number of characters before the mark that are shown of a longer line.
const BEFORE_MARKED: usize = 60;

/// A line of text with a marked part.
///
/// If the line is longer than 200 characters, this shows the part around the mark, with `…` for the rest.
///
/// ```
/// use rpcsmith::diagnostics::Excerpt;
///
/// let excerpt = Excerpt::new("this.startWith('a')", &(5..14));
/// assert_eq!(excerpt.to_string(), "    this.startWith('a')\n         ^^^^^^^^^");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    line: String,
    /// The start of the marked part and its length, in characters.
    marked: (usize, usize),
}

impl Excerpt {
    /// The line of `text` in which a range of bytes begins. The mark ends with the line.
    pub fn new(text: &str, marked: &Range<usize>) -> Self {
        let at = |wanted: usize| {
            let mut at = wanted.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let (start, end) = (at(marked.start), at(marked.end));
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[start..]
            .find('\n')
            .map_or(text.len(), |length| start + length);
        let count = |range: Range<usize>| text[range].chars().count();
        let length = count(start..end.clamp(start, line_end));
        let line = text[line_start..line_end].chars();
        let line = line.map(|c| if c.is_control() { ' ' } else { c }).collect();
        Self::around(line, count(line_start..start), length.max(1))
    }

    /// The shown part of a line with a marked part, both in characters.
    fn around(line: Vec<char>, start: usize, length: usize) -> Self {
        if line.len() <= MAX_SHOWN {
            let (line, marked) = (line.into_iter().collect(), (start, length));
            return Self { line, marked };
        }
        let first = start.saturating_sub(BEFORE_MARKED);
        let last = line.len().min(first + MAX_SHOWN);
        let (before, after) = match (first, last) {
            (0, _) => ("", "…"),
            (_, last) if last == line.len() => ("…", ""),
            _ => ("…", "…"),
        };
        let shown: String = line[first..last].iter().collect();
        Self {
            line: format!("{before}{shown}{after}"),
            marked: (
                start - first + before.chars().count(),
                length.min(last - start).max(1),
            ),
        }
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, length) = self.marked;
        writeln!(f, "    {}", self.line)?;
        write!(f, "    {}{}", " ".repeat(start), "^".repeat(length))
    }
}

/// An error or a warning.
///
/// Prints as compilers do, so that editors can jump to it:
///
/// ```
/// use rpcsmith::diagnostics::{Diagnostic, Place};
///
/// let fault = Diagnostic::error("message `User` and message `user` are both `User` in Rust")
///     .at(Place::point("user.proto", 7, 9))
///     .note(Place::point("user.proto", 3, 9), "the first is here")
///     .help("rename one of them");
/// assert_eq!(
///     fault.to_string(),
///     "user.proto:7:9: error: message `User` and message `user` are both `User` in Rust\n\
///      user.proto:3:9: note: the first is here\n  \
///      help: rename one of them"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// The place, if the diagnostic is about a part of the input.
    pub place: Option<Place>,
    /// The message: one line without a full stop.
    pub message: String,
    /// The expression that it is about, if it has one.
    pub excerpt: Option<Box<Excerpt>>,
    /// Related places.
    pub notes: Vec<(Place, String)>,
    /// How to fix it.
    pub help: Option<Box<str>>,
}

impl Diagnostic {
    /// An error.
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Severity::Error, message.into())
    }

    /// A warning.
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, message.into())
    }

    fn new(severity: Severity, message: String) -> Self {
        Self {
            severity,
            place: None,
            message,
            excerpt: None,
            notes: Vec::new(),
            help: None,
        }
    }

    /// Sets the place.
    #[must_use]
    pub fn at(mut self, place: impl Into<Option<Place>>) -> Self {
        self.place = place.into();
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn note(mut self, place: Place, text: impl Into<String>) -> Self {
        self.notes.push((place, text.into()));
        self
    }

    /// Sets the remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into().into_boxed_str());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write!(f, "{}: {}", self.severity, self.message)?;
        if let Some(excerpt) = &self.excerpt {
            write!(f, "\n{excerpt}")?;
        }
        for (place, text) in &self.notes {
            write!(f, "\n{place}: note: {text}")?;
        }
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

/// The diagnostics of a stage. A stage continues after an error, to find the next.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// The number of diagnostics.
    pub(crate) fn len(&self) -> usize {
        self.found.len()
    }

    /// Adds diagnostics of another stage.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.found.extend(diagnostics);
    }

    /// Ends a stage. Without an error, the warnings stay in the list.
    ///
    /// # Errors
    /// If there is an error: all errors and warnings, sorted by place.
    pub fn end_stage(&mut self) -> Result<(), Vec<Diagnostic>> {
        self.found.sort_by(|a, b| {
            (&a.place, a.severity, &a.message).cmp(&(&b.place, b.severity, &b.message))
        });
        self.found.dedup();
        if self.found.iter().any(|d| d.severity == Severity::Error) {
            return Err(std::mem::take(&mut self.found));
        }
        Ok(())
    }

    /// The warnings of a run without errors.
    pub fn into_warnings(self) -> Vec<Diagnostic> {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_bytes_from_one() {
        let place = Place::of_span("a.proto", "ä\n\tb c\n", 4..7);
        assert_eq!((place.line, place.column, place.end), (2, 2, (2, 5)));
    }

    /// A width in a format string must be less than 65,536, so a column must not be used as one.
    #[test]
    fn excerpts_of_long_lines_show_the_part_around_the_mark() {
        let long = "ä".repeat(70_000);
        let text = format!("{long}wrong{long}");
        let start = long.len();
        let excerpt = Excerpt::new(&text, &(start..start + 5)).to_string();
        let (line, mark) = excerpt.split_once('\n').expect("two lines");
        let (before, after) = ("ä".repeat(BEFORE_MARKED), "ä".repeat(135));
        assert_eq!(line, format!("    …{before}wrong{after}…"));
        assert_eq!(mark, format!("     {}^^^^^", " ".repeat(BEFORE_MARKED)));

        // A mark longer than the shown part, at the end of a line and past it.
        let excerpt = Excerpt::new(&long, &(0..long.len())).to_string();
        assert_eq!(
            excerpt,
            format!(
                "    {}…\n    {}",
                "ä".repeat(MAX_SHOWN),
                "^".repeat(MAX_SHOWN)
            )
        );
        let excerpt = Excerpt::new(&long, &(long.len()..long.len())).to_string();
        assert_eq!(
            excerpt,
            format!(
                "    …{}\n     {}^",
                "ä".repeat(BEFORE_MARKED),
                " ".repeat(BEFORE_MARKED)
            )
        );
    }
}
