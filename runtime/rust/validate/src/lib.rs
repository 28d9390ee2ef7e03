//! What validators of generated code call: the rules of a schema, and the violations that a check reports.
//!
//! Users name this crate `rpcsmith_runtime::validate`.
//!
//! | feature | what it adds |
//! |---|---|
//! | `status` | violations as statuses of tonic, and `Invalid` for checks that users write |
//! | `time-zones` | names of time zones, such as `Europe/Paris`, in rules on timestamps |
//! | `dyn` | `cel::Value`: values whose type is known only at run time |
//!
//! Generated code implements [`Validate`] for each message that has rules, or that holds messages with rules. A check is
//! plain code that calls a [`Context`] when a rule is not kept, and nothing of this crate otherwise but what the
//! rule itself needs: [`cel`] for its expressions and [`formats`] for the formats of strings.
//!
//! The rules are those of [protovalidate](https://protovalidate.com), and so are the paths, ids and messages of a
//! [`Violation`].

#![cfg_attr(docsrs, feature(doc_cfg))]

use core::cell::OnceCell;

// The messages in `proto` name it, as generated code names the runtime.
use rpcsmith_message as message;

pub mod cel;
mod context;
mod convert;
mod error;
mod field;
mod field_path;
pub mod formats;
#[cfg(feature = "status")]
mod invalid;
mod mask;
mod options;
mod path;
/// Messages that tell a peer of violations, as protovalidate and Google's APIs have them.
#[allow(missing_docs, reason = "modules are named after packages")]
pub mod proto;
mod rule;
pub mod rules;
#[cfg(feature = "status")]
mod status;
mod steps;
mod violation;

// It follows the modules that it re-exports: where another crate inlines the docs of this one, rustdoc shows an item at its
// first place only, and drops those of a hidden module.
#[doc(hidden)]
pub mod generated;

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
pub use violation::{Violation, Violations};

/// How a check goes on: not at all after an error.
pub type Checked = Result<(), Stop>;

/// A message that can be checked against the rules of its schema.
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
    /// Records in a context what is wrong with the message, which is found at a path of the one that is validated.
    ///
    /// For code that implements it; to validate a message, call one of the methods below.
    ///
    /// # Errors
    ///
    /// If the context wants to hear no more.
    fn check(&self, cx: &mut Context<'_>, at: &Path<'_>) -> Checked;

    /// Finds all violations.
    ///
    /// # Errors
    ///
    /// If the message is not valid, or if that cannot be found out.
    fn validate(&self) -> Result<(), ValidationError> {
        // As constants, options are not written to the stack to be read from there.
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

    /// Finds violations as the options say.
    ///
    /// # Errors
    ///
    /// As [`validate`](Self::validate).
    fn validate_with(&self, options: &Options<'_>) -> Result<(), ValidationError> {
        let steps = OnceCell::new();
        let mut cx = Context::new(options, &steps);
        // What stopped the check is kept in the context.
        let _ = self.check(&mut cx, &Path::root());
        cx.finish()
    }
}

impl<T: Validate + ?Sized> Validate for Box<T> {
    fn check(&self, cx: &mut Context<'_>, at: &Path<'_>) -> Checked {
        (**self).check(cx, at)
    }
}
