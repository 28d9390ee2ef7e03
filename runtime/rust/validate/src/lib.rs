//! The runtime of generated validators: the rules of a schema, the functions of CEL, and the violations of a message.
//!
//! Use this crate through `rpcsmith_runtime::validate`.
//!
//! | feature | what it adds |
//! |---|---|
//! | `prost` (default) | messages: violations as `proto`, masks, and fields with types of prost |
//! | `status` | converts violations to statuses; `Invalid` for your own checks |
//! | `time-zones` | names of time zones, such as `Europe/Paris`, in rules on timestamps |
//! | `dyn` | `cel::Value`: values whose type is known only at run time |
//!
//! Generated code implements [`Validate`] for each message that has rules, or that contains messages with rules. The code of
//! a rule calls [`cel`] for expressions, and [`formats`] for formats of strings. It reports a violation to a [`Context`].
//!
//! The rules, and the paths, ids and messages of a [`Violation`], are those of
//! [protovalidate](https://protovalidate.com).

#![cfg_attr(docsrs, feature(doc_cfg))]

use core::cell::OnceCell;

// The generated messages in `proto` use this name.
#[cfg(feature = "prost")]
use rpcsmith_message as message;

#[cfg(feature = "status")]
mod bad_request;
pub mod cel;
mod context;
#[cfg(feature = "prost")]
mod convert;
mod error;
mod field;
mod field_path;
pub mod formats;
#[cfg(feature = "status")]
mod invalid;
mod mask;
#[cfg(feature = "prost")]
#[allow(missing_docs, reason = "modules are named after packages")]
mod messages;
mod options;
mod path;
mod rule;
pub mod rules;
#[cfg(feature = "status")]
mod status;
mod steps;
mod valid;
mod violation;

// It follows the modules that it re-exports: where another crate inlines the docs of this one, rustdoc shows an item at its
// first place only, and drops those of a hidden module.
#[doc(hidden)]
pub mod generated;

#[cfg(feature = "prost")]
pub mod proto {
    //! Messages with violations for clients, from protovalidate and Google's APIs.

    pub use super::messages::buf;
    #[cfg(feature = "status")]
    pub use rpcsmith_wire::proto::google;
}

pub use context::{Context, Stop};
pub use error::{RuntimeError, ValidationError};
pub use field::{Field, Key, Kind};
pub use field_path::{Element, FieldPath, Subscript};
#[cfg(feature = "status")]
pub use invalid::Invalid;
pub use options::Options;
pub use path::Path;
pub use rule::{Param, Rule};
pub use steps::{Meter, Metered, Steps};
pub use valid::Valid;
pub use violation::{Violation, Violations};

/// The result of a check, which ends after an error.
pub type Checked = Result<(), Stop>;

/// Validates a message by the rules of its schema.
///
/// ```
/// use rpcsmith_runtime::validate::{
///     Checked, Context, Field, Kind, Param, Path, Rule, Validate, ValidationError, rules,
/// };
///
/// struct User {
///     name: String,
/// }
///
/// impl Validate for User {
///     fn check(&self, cx: &mut Context<'_>, at: &Path<'_>) -> Checked {
///         const NAME: Field = Field::new(1, "name", Kind::String);
///         const MIN_LEN: Rule = Rule::new(rules::string::MIN_LEN, "string.min_len")
///             .message("must be at least 3 characters")
///             .param(Param::Uint(3));
///         if self.name.chars().count() < 3 {
///             cx.violation(&at.field(&NAME), &MIN_LEN)?;
///         }
///         Ok(())
///     }
/// }
///
/// let user = User { name: "Al".to_owned() };
/// let Err(ValidationError::Violations(violations)) = user.validate() else {
///     panic!("the name is too short");
/// };
/// assert_eq!(
///     violations.to_string(),
///     "name: must be at least 3 characters [string.min_len]",
/// );
/// ```
pub trait Validate {
    /// Records the violations of the message in a context. `at` is the path to the message.
    ///
    /// Implement this function, but do not call it: to validate a message, call one of the methods below.
    ///
    /// # Errors
    ///
    /// If the context ends the check.
    fn check(&self, cx: &mut Context<'_>, at: &Path<'_>) -> Checked;

    /// Finds all violations.
    ///
    /// # Errors
    ///
    /// If the message is invalid, or cannot be validated.
    fn validate(&self) -> Result<(), ValidationError> {
        // Constant options need no copy on the stack.
        self.validate_with(const { &Options::new() })
    }

    /// Finds one violation and stops.
    ///
    /// # Errors
    ///
    /// As [`validate`](Self::validate).
    fn validate_first(&self) -> Result<(), ValidationError> {
        self.validate_with(const { &Options::new().first(true) })
    }

    /// Finds violations with these options.
    ///
    /// # Errors
    ///
    /// As [`validate`](Self::validate).
    fn validate_with(&self, options: &Options<'_>) -> Result<(), ValidationError> {
        let steps = OnceCell::new();
        let mut cx = Context::new(options, &steps);
        // The context has the reason.
        let _ = self.check(&mut cx, &Path::root());
        cx.finish()
    }
}

impl<T: Validate + ?Sized> Validate for Box<T> {
    fn check(&self, cx: &mut Context<'_>, at: &Path<'_>) -> Checked {
        (**self).check(cx, at)
    }
}
