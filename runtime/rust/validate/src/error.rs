//! Errors of validation.

use core::fmt;

use super::cel;
use super::field_path::FieldPath;
use super::path::Scope;
use super::rule::Rule;
use super::violation::Violations;

/// Why a message is invalid, or why it cannot be validated.
///
/// [`Violations`](Self::Violations) has all findings. Each other error ends the validation, and replaces the violations.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ValidationError {
    /// The message violates its rules.
    Violations(Violations),
    /// The evaluation of a rule failed, for example because its expression divides by zero.
    Runtime(RuntimeError),
    /// Messages are nested deeper than [`Options::max_depth`](super::Options::max_depth) allows.
    TooDeep {
        /// The maximum depth.
        limit: u32,
    },
    /// The rules need more steps than [`Options::max_steps`](super::Options::max_steps) allows.
    TooManySteps {
        /// The maximum number of steps.
        limit: u64,
    },
    /// The validation was not complete at [`Options::deadline`](super::Options::deadline).
    DeadlineExceeded,
    /// The schema has an invalid rule. rpcsmith generates code for such a schema only on request.
    Compilation(&'static str),
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Violations(violations) => violations.fmt(f),
            Self::Runtime(error) => error.fmt(f),
            Self::TooDeep { limit } => {
                write!(f, "messages are nested more than {limit} levels deep")
            }
            Self::TooManySteps { limit } => {
                write!(f, "the rules take more than {limit} steps for this message")
            }
            Self::DeadlineExceeded => {
                f.write_str("the validation was not complete at the deadline")
            }
            Self::Compilation(message) => write!(f, "the schema has an invalid rule: {message}"),
        }
    }
}

impl core::error::Error for ValidationError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Runtime(error) => Some(&error.error),
            _ => None,
        }
    }
}

/// A rule whose evaluation failed.
#[derive(Clone, Debug, PartialEq)]
pub struct RuntimeError {
    field: FieldPath,
    scope: Scope,
    rule: &'static Rule,
    error: cel::Error,
}

impl RuntimeError {
    pub(super) const fn new(
        field: FieldPath,
        scope: Scope,
        rule: &'static Rule,
        error: cel::Error,
    ) -> Self {
        Self {
            field,
            scope,
            rule,
            error,
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

    /// The id of the rule.
    pub const fn rule_id(&self) -> &'static str {
        self.rule.id()
    }

    /// Why the evaluation failed.
    pub const fn error(&self) -> cel::Error {
        self.error
    }
}

/// `name: division by zero [user.share]`
impl fmt::Display for RuntimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        write!(f, "{} [{}]", self.error, self.rule_id())
    }
}

impl core::error::Error for RuntimeError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&self.error)
    }
}
