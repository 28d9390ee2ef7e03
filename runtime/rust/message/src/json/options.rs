//! Options.

use crate::budget;
use crate::reflect::Registry;

/// How messages are written.
#[derive(Clone, Copy, Debug, Default)]
#[must_use]
pub struct WriteOptions<'r> {
    pub(super) registry: Option<&'r Registry>,
    pub(super) original_names: bool,
    pub(super) defaults: bool,
    pub(super) enum_numbers: bool,
    pub(super) pretty: bool,
    pub(super) redact: bool,
    pub(super) lenient: bool,
}

impl<'r> WriteOptions<'r> {
    /// The options of the specification: names in `lowerCamelCase`, no fields with default values, enums by name.
    pub fn new() -> Self {
        Self::default()
    }

    /// The types of messages in `google.protobuf.Any`, and extensions. By default, only the well-known types.
    pub fn registry(mut self, registry: &'r Registry) -> Self {
        self.registry = Some(registry);
        self
    }

    /// Writes the names of fields as in the schema: `created_at`.
    pub fn original_names(mut self, on: bool) -> Self {
        self.original_names = on;
        self
    }

    /// Also writes fields without presence that have their default value, empty lists and empty maps.
    pub fn defaults(mut self, on: bool) -> Self {
        self.defaults = on;
        self
    }

    /// Writes enums as numbers.
    pub fn enum_numbers(mut self, on: bool) -> Self {
        self.enum_numbers = on;
        self
    }

    /// Writes `"[REDACTED]"` for fields with the option `debug_redact`, for logs and for people.
    pub fn redact(mut self, on: bool) -> Self {
        self.redact = on;
        self
    }

    /// Writes values that have no form in JSON, for people: the fields of a `Timestamp`, `Duration`, `FieldMask` or `Value`, and
    /// the bytes of an `Any` whose type is unknown, whose message is malformed, or that is too deep. The text cannot be read
    /// again then. Without it, they are errors.
    pub fn lenient(mut self, on: bool) -> Self {
        self.lenient = on;
        self
    }

    /// Writes lines, indented by two spaces.
    pub fn pretty(mut self, on: bool) -> Self {
        self.pretty = on;
        self
    }
}

/// How messages are read.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct ReadOptions<'r> {
    pub(super) registry: Option<&'r Registry>,
    pub(super) ignore_unknown: bool,
    pub(super) depth: u32,
    budget: Option<usize>,
}

impl Default for ReadOptions<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'r> ReadOptions<'r> {
    /// The options of the specification: unknown fields are errors. Messages, lists and maps nest at most 100 deep, and have a
    /// [budget](Self::budget) of memory.
    pub fn new() -> Self {
        Self {
            registry: None,
            ignore_unknown: false,
            depth: 100,
            budget: None,
        }
    }

    /// The types of messages in `google.protobuf.Any`, and extensions. By default, only the well-known types.
    pub fn registry(mut self, registry: &'r Registry) -> Self {
        self.registry = Some(registry);
        self
    }

    /// Ignores fields that the message does not have, and unknown names of enum values.
    pub fn ignore_unknown(mut self, on: bool) -> Self {
        self.ignore_unknown = on;
        self
    }

    /// How deep messages, lists and maps may nest.
    pub fn depth(mut self, depth: u32) -> Self {
        self.depth = depth;
        self
    }

    /// The most bytes of memory for nested messages, elements of lists and entries of maps: 16 times the size of the text by
    /// default, but at least 64 MiB. Texts in the message do not count.
    ///
    /// An empty message takes three bytes of a text, and its whole struct in memory.
    ///
    /// ```
    /// use prost_types::ListValue;
    /// use rpcsmith_runtime::message::json::{ErrorKind, ReadOptions};
    ///
    /// let options = ReadOptions::new().budget(1_000);
    /// assert!(options.from_str::<ListValue>("[1]").is_ok());
    /// let error = options.from_str::<ListValue>(&format!("[{}1]", "1,".repeat(1_000))).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Budget);
    /// ```
    pub fn budget(mut self, bytes: usize) -> Self {
        self.budget = Some(bytes);
        self
    }

    /// The budget for a text.
    pub(super) fn budget_for(&self, text: &str) -> usize {
        self.budget
            .unwrap_or_else(|| budget::default_for(text.len()))
    }
}
