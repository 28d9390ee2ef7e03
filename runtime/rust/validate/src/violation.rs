//! Violations of rules.

use core::fmt;
use std::borrow::Cow;

use super::field_path::FieldPath;
use super::path::Scope;
use super::rule::{Param, Rule};

/// A violation: a rule, and the place in the message that violates it.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    field: FieldPath,
    scope: Scope,
    rule: &'static Rule,
    message: Cow<'static, str>,
}

impl Violation {
    pub(super) const fn new(
        field: FieldPath,
        scope: Scope,
        rule: &'static Rule,
        message: Cow<'static, str>,
    ) -> Self {
        Self {
            field,
            scope,
            rule,
            message,
        }
    }

    /// The path to the field from the message that was validated, empty if the rule is for that message itself.
    pub const fn field_path(&self) -> &FieldPath {
        &self.field
    }

    /// The path to the rule in the `buf.validate.FieldRules` of the field; empty for a rule of a message or oneof.
    pub fn rule_path(&self) -> FieldPath {
        self.rule.path(self.scope)
    }

    /// The id of the rule, such as `string.min_len`.
    pub const fn rule_id(&self) -> &'static str {
        self.rule.id()
    }

    /// The message for users; empty if the rule has none.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The value of the rule in the schema.
    pub const fn param(&self) -> Param {
        self.rule.value()
    }

    /// Whether the rule is for a key of a map, not for a value.
    pub fn for_key(&self) -> bool {
        self.scope == Scope::Keys
    }

    /// Bytes of text in this violation, from map keys and computed messages.
    pub(super) fn owned(&self) -> usize {
        let message = match &self.message {
            Cow::Borrowed(_) => 0,
            Cow::Owned(message) => message.len(),
        };
        self.field.copied() + message
    }
}

/// `name: must be at least 3 characters [string.min_len]`
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        match (&*self.message, self.rule_id()) {
            ("", id) => write!(f, "[{id}]"),
            (message, "") => f.write_str(message),
            (message, id) => write!(f, "{message} [{id}]"),
        }
    }
}

/// All violations of a message, in the order of its fields and rules.
///
/// Map entries are in the order of their keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Violations {
    violations: Vec<Violation>,
    truncated: bool,
}

impl Violations {
    pub(super) const fn new(violations: Vec<Violation>, truncated: bool) -> Self {
        Self {
            violations,
            truncated,
        }
    }

    /// The violations, at least one.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// Whether there may be more violations than the limit; see [`Options::max_violations`](super::Options::max_violations).
    pub const fn is_truncated(&self) -> bool {
        self.truncated
    }
}

/// A line for each violation.
impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.violations.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            violation.fmt(f)?;
        }
        if self.truncated {
            f.write_str("\n… and more")?;
        }
        Ok(())
    }
}

impl core::error::Error for Violations {}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.violations.into_iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = core::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.violations.iter()
    }
}
