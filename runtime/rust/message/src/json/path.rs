//! The path of a value that has an error.

use std::cell::RefCell;
use std::fmt::{self, Write};

use super::syntax::Fault;
use crate::reflect::FieldDescriptor;

/// A step from a value to a part of it.
pub(super) enum Step {
    /// The name of a field.
    Field(String),
    /// The index of an element.
    Index(usize),
    /// The key of an entry.
    Key(String),
}

/// The most bytes of a path. The end of a longer one is enough.
const LIMIT: usize = 200;

/// Where a message has an error. An error returns through all values around it, each of which adds a step. So a message
/// without errors takes no time for paths.
#[derive(Default)]
pub(super) struct FailedPath(RefCell<Vec<Step>>);

impl FailedPath {
    /// Adds a step if there is an error.
    #[inline]
    pub(super) fn step<T, E>(
        &self,
        result: Result<T, E>,
        step: impl FnOnce() -> Step,
    ) -> Result<T, E> {
        if result.is_err() {
            self.push(step());
        }
        result
    }

    /// Adds the step of a field, or of an extension, whose value has an error.
    ///
    /// The error of a redacted field has neither its value nor the steps below the field, which can have keys of maps.
    #[cold]
    #[inline(never)]
    pub(super) fn field(&self, field: &FieldDescriptor, name: &str, mut fault: Fault) -> Fault {
        if field.is_redacted() {
            self.0.borrow_mut().clear();
            fault = fault.redacted();
        }
        self.push(Step::Field(name.to_owned()));
        fault
    }

    /// Adds a step.
    #[cold]
    #[inline(never)]
    fn push(&self, step: Step) {
        self.0.borrow_mut().push(step);
    }

    /// The path, or the end of a long one; empty for the message itself.
    pub(super) fn shown(&self) -> String {
        let path = self.to_string();
        let start = path.len().saturating_sub(LIMIT);
        let start = (start..path.len()).find(|start| path.is_char_boundary(*start));
        match start {
            None | Some(0) => path,
            Some(start) => format!("…{}", &path[start..]),
        }
    }
}

/// `users[3].createdAt`
impl fmt::Display for FailedPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.borrow().iter().rev().enumerate() {
            match step {
                Step::Field(name) => {
                    if position > 0 {
                        f.write_char('.')?;
                    }
                    f.write_str(name)?;
                }
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) => write!(f, "[{key:?}]")?,
            }
        }
        Ok(())
    }
}
