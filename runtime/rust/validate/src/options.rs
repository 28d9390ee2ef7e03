//! How to validate.

use std::time::Instant;

use prost_types::FieldMask;

use super::cel;

/// How a message is validated.
///
/// ```
/// use rpcsmith_runtime::validate::{Options, cel};
///
/// let options = Options::new().first(true).now(cel::Timestamp::new(1_700_000_000, 0));
/// # let _ = options;
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    pub(super) first: bool,
    pub(super) now: Option<cel::Timestamp>,
    pub(super) mask: Option<&'a FieldMask>,
    pub(super) max_depth: u32,
    pub(super) max_violations: usize,
    pub(super) max_steps: u64,
    pub(super) deadline: Option<Instant>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a> Options<'a> {
    /// Finds all violations, by the system's clock, in the whole message.
    pub const fn new() -> Self {
        Self {
            first: false,
            now: None,
            mask: None,
            max_depth: 100,
            max_violations: 1000,
            max_steps: 10_000_000,
            deadline: None,
        }
    }

    /// Whether to stop at the first violation. By default all are found.
    ///
    /// Which is the first depends on the order of the fields in the schema; that of the entries of a map is any.
    #[must_use]
    pub const fn first(mut self, first: bool) -> Self {
        self.first = first;
        self
    }

    /// Sets what `now` is in rules, instead of the time of the system's clock when a rule first asks for it.
    #[must_use]
    pub const fn now(mut self, now: cel::Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    /// Tells only of violations in the fields that a mask selects.
    ///
    /// A path of the mask selects the field that it names and all that is in it, in each item and entry of repeated
    /// fields and maps. A rule of a whole message counts only if a path selects all of the message; so does one of a
    /// oneof, unless a path names the oneof. The path `*` selects everything, and a mask without paths nothing. Rules that
    /// are not selected are checked all the same; what they find, or fail with, is dropped.
    #[must_use]
    pub const fn mask(mut self, mask: &'a FieldMask) -> Self {
        self.mask = Some(mask);
        self
    }

    /// Sets how many messages may be nested in one another below the outermost: 100 by default, as many as prost
    /// decodes.
    ///
    /// The check of a message runs on the stack of the one around it, so that the stack bounds what is a good limit.
    #[must_use]
    pub const fn max_depth(mut self, levels: u32) -> Self {
        self.max_depth = levels;
        self
    }

    /// Sets how many violations are kept: 1000 by default. Validation stops at the next one, and
    /// [`Violations::is_truncated`](super::Violations::is_truncated) tells of it.
    ///
    /// It stops likewise once the kept violations own more than a mebibyte of text: of keys of maps, in paths, and of
    /// messages made up by a rule.
    #[must_use]
    pub const fn max_violations(mut self, violations: usize) -> Self {
        self.max_violations = violations;
        self
    }

    /// Sets how many [steps](super::Steps) rules may take whose loops nest, or which repeat other work: 10,000,000 by
    /// default, which takes some ten milliseconds. Past it, validation ends in
    /// [`ValidationError::TooManySteps`](super::ValidationError::TooManySteps).
    ///
    /// The default is enough to compare each of 3,000 items with each other.
    #[must_use]
    pub const fn max_steps(mut self, steps: u64) -> Self {
        self.max_steps = steps;
        self
    }

    /// Sets when validation has to be over, if a rule takes many [steps](super::Steps). Past it, validation ends in
    /// [`ValidationError::DeadlineExceeded`](super::ValidationError::DeadlineExceeded).
    ///
    /// Servers set the deadline of the call.
    #[must_use]
    pub const fn deadline(mut self, deadline: Instant) -> Self {
        self.deadline = Some(deadline);
        self
    }
}
