//! Options.

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
}

impl Default for ReadOptions<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'r> ReadOptions<'r> {
    /// The options of the specification: unknown fields are errors. Messages, lists and maps nest at most 100 deep.
    pub fn new() -> Self {
        Self {
            registry: None,
            ignore_unknown: false,
            depth: 100,
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
}
