//! Violations that your own checks report.

use core::fmt;

use super::proto::google::rpc::bad_request::FieldViolation;

/// Violations that your own check reports: the invalid fields, with a text for each.
///
/// ```
/// use rpcsmith_runtime::validate::Invalid;
/// use rpcsmith_wire::{Code, Status};
///
/// fn check(name: &str) -> Result<(), Status> {
///     if name == "root" {
///         return Err(Invalid::field("user.name", "is taken").into());
///     }
///     Ok(())
/// }
///
/// let status = check("root").unwrap_err();
/// assert_eq!(status.code(), Code::InvalidArgument);
/// assert_eq!(status.message(), "user.name: is taken");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    first: FieldViolation,
    others: Vec<FieldViolation>,
}

impl Invalid {
    /// An invalid field, by its path from the request such as `roles[2].name`, with a text. An empty path is the whole request.
    pub fn field(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            first: violation(path.into(), text.into()),
            others: Vec::new(),
        }
    }

    /// Adds another invalid field.
    #[must_use]
    pub fn and(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        self.others.push(violation(path.into(), text.into()));
        self
    }

    /// All invalid fields, in order.
    pub(super) fn into_fields(self) -> impl Iterator<Item = FieldViolation> {
        std::iter::once(self.first).chain(self.others)
    }
}

fn violation(field: String, description: String) -> FieldViolation {
    FieldViolation {
        field,
        description,
        reason: String::new(),
        localized_message: None,
    }
}

/// `user.name: is taken (and 2 more)`
impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FieldViolation {
            field, description, ..
        } = &self.first;
        if !field.is_empty() {
            write!(f, "{field}: ")?;
        }
        f.write_str(description)?;
        match self.others.len() {
            0 => Ok(()),
            more => write!(f, " (and {more} more)"),
        }
    }
}

impl core::error::Error for Invalid {}
