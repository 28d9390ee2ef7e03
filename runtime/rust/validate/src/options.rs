//! Options of a validation.

use std::time::Instant;

use super::cel;

/// Options of a validation.
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
    /// The paths of the mask.
    pub(super) mask: Option<&'a [String]>,
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
    /// The defaults: find all violations in the whole message, with the time of the system clock.
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

    /// Sets whether to stop at the first violation. Default: no.
    ///
    /// The order of the fields in the schema decides which violation is the first. The order of map entries is not defined.
    #[must_use]
    pub const fn first(mut self, first: bool) -> Self {
        self.first = first;
        self
    }

    /// Sets `now` in rules. Default: the time of the system clock when a rule first uses it.
    #[must_use]
    pub const fn now(mut self, now: cel::Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    /// Reports only violations in the fields that a mask selects.
    ///
    /// A path of the mask selects a field with all its content, in each item and entry of repeated fields and maps. A rule of a
    /// message is selected only if a path selects the whole message. A rule of a oneof is selected if a path selects the whole
    /// message or names the oneof. The path `*` selects everything, and a mask without paths selects nothing. Rules that are
    /// not selected are still evaluated, but their violations and errors are dropped.
    #[cfg(feature = "prost")]
    #[must_use]
    pub const fn mask(mut self, mask: &'a prost_types::FieldMask) -> Self {
        self.mask = Some(mask.paths.as_slice());
        self
    }

    /// Limits the depth of nested messages. Default: 100, as in prost.
    ///
    /// The check of a nested message is a recursive call, so the size of the stack limits this value.
    #[must_use]
    pub const fn max_depth(mut self, levels: u32) -> Self {
        self.max_depth = levels;
        self
    }

    /// Limits the number of violations. Default: 1000. Validation stops at the next one, and
    /// [`Violations::is_truncated`](super::Violations::is_truncated) is true.
    ///
    /// Validation also stops when the violations contain more than 1 MiB of text from map keys and computed messages.
    #[must_use]
    pub const fn max_violations(mut self, violations: usize) -> Self {
        self.max_violations = violations;
        self
    }

    /// Limits the [steps](super::Steps) of rules with nested loops or other repeated work. Default: 10,000,000, which take about
    /// ten milliseconds. Over the limit, validation fails with
    /// [`ValidationError::TooManySteps`](super::ValidationError::TooManySteps).
    ///
    /// The default is enough to compare all pairs of 3,000 items.
    #[must_use]
    pub const fn max_steps(mut self, steps: u64) -> Self {
        self.max_steps = steps;
        self
    }

    /// Sets a deadline for rules that take many [steps](super::Steps). After it, validation fails with
    /// [`ValidationError::DeadlineExceeded`](super::ValidationError::DeadlineExceeded).
    ///
    /// Servers set the deadline of the call.
    #[must_use]
    pub const fn deadline(mut self, deadline: Instant) -> Self {
        self.deadline = Some(deadline);
        self
    }
}
