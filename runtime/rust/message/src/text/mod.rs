//! The text format of protobuf: messages for people, in logs, tests and configuration files.
//!
//! ```
//! use prost_types::Timestamp;
//! use rpcsmith_runtime::message::text;
//!
//! let time: Timestamp = text::from_str("seconds: 5 # a comment")?;
//! assert_eq!(text::to_string(&time), "seconds: 5\n");
//!
//! let error = text::from_str::<Timestamp>("seconds: 5\nnano: 1").unwrap_err();
//! assert_eq!(error.to_string(), "google.protobuf.Timestamp has no field `nano` at line 2, column 1");
//! # Ok::<_, text::Error>(())
//! ```
//!
//! Source: <https://protobuf.dev/reference/protobuf/textformat-spec/>.

mod entry;
mod error;
mod escape;
mod lexer;
mod number;
mod parse;
mod print;
mod scalar;

pub use error::Error;

use std::fmt;

use crate::budget;
use crate::reflect::{Reflect, Registry};

/// The signs in the URL of a type, beside letters, digits and underscores.
const URL_SIGNS: [char; 15] = [
    '.', '/', '-', '%', '~', '!', '$', '&', '(', ')', '*', '+', ',', ';', '=',
];

/// Prints a message in lines.
pub fn to_string(message: &dyn Reflect) -> String {
    WriteOptions::new().to_string(message)
}

/// Parses a message.
///
/// # Errors
/// If the text is not in the text format, if it does not fit the message, or if the message exceeds its
/// [budget](ReadOptions::budget) of memory.
pub fn from_str<M: Reflect + Default>(text: &str) -> Result<M, Error> {
    ReadOptions::new().from_str(text)
}

/// Prints a message for logs, in one line; `{:#}` in several. Fields with the option `debug_redact` are hidden. Generated
/// implementations of `Display` call it.
///
/// # Errors
/// If the formatter fails.
pub fn fmt(message: &dyn Reflect, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let options = WriteOptions::new().lines(f.alternate()).redact(true);
    print::message(&options, message, f)
}

/// How messages are printed.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct WriteOptions<'r> {
    registry: Option<&'r Registry>,
    lines: bool,
    redact: bool,
    unknown: bool,
}

impl Default for WriteOptions<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'r> WriteOptions<'r> {
    /// Prints a line for each field. Nothing is hidden, and unknown fields are left out.
    pub fn new() -> Self {
        Self {
            registry: None,
            lines: true,
            redact: false,
            unknown: false,
        }
    }

    /// The types of messages in `google.protobuf.Any`, and extensions. By default, only the well-known types.
    pub fn registry(mut self, registry: &'r Registry) -> Self {
        self.registry = Some(registry);
        self
    }

    /// Prints a line for each field, indented by two spaces, or all in one line.
    pub fn lines(mut self, on: bool) -> Self {
        self.lines = on;
        self
    }

    /// Prints `[REDACTED]` for fields with the option `debug_redact`.
    pub fn redact(mut self, on: bool) -> Self {
        self.redact = on;
        self
    }

    /// Prints unknown fields with their numbers. Such a text cannot be parsed.
    pub fn unknown_fields(mut self, on: bool) -> Self {
        self.unknown = on;
        self
    }

    /// Prints a message.
    pub fn to_string(&self, message: &dyn Reflect) -> String {
        let mut text = String::new();
        // Writing to a `String` never fails.
        let _ = print::message(self, message, &mut text);
        text
    }
}

/// How messages are parsed.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct ReadOptions<'r> {
    registry: Option<&'r Registry>,
    depth: u32,
    budget: Option<usize>,
}

impl Default for ReadOptions<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'r> ReadOptions<'r> {
    /// Messages nest at most 100 deep, and have a [budget](Self::budget) of memory.
    pub fn new() -> Self {
        Self {
            registry: None,
            depth: 100,
            budget: None,
        }
    }

    /// The types of messages in `google.protobuf.Any`, and extensions. By default, only the well-known types.
    pub fn registry(mut self, registry: &'r Registry) -> Self {
        self.registry = Some(registry);
        self
    }

    /// How deep messages may nest.
    pub fn depth(mut self, depth: u32) -> Self {
        self.depth = depth;
        self
    }

    /// The most bytes of memory for nested messages, elements of lists and entries of maps: 16 times the size of the text by
    /// default, but at least 64 MiB. Texts in the message do not count.
    pub fn budget(mut self, bytes: usize) -> Self {
        self.budget = Some(bytes);
        self
    }

    /// Parses a message.
    ///
    /// # Errors
    /// As [`from_str`].
    pub fn from_str<M: Reflect + Default>(&self, text: &str) -> Result<M, Error> {
        let mut message = M::default();
        self.merge_str(&mut message, text)?;
        Ok(message)
    }

    /// Parses fields into a message.
    ///
    /// # Errors
    /// As [`from_str`]. The message can have some of the fields then.
    pub fn merge_str(&self, message: &mut dyn Reflect, text: &str) -> Result<(), Error> {
        let budget = self
            .budget
            .unwrap_or_else(|| budget::default_for(text.len()));
        budget::within_rest(budget, || parse::message(self, message, text))
    }
}
