//! The functions of the Common Expression Language that compiled rules call.
//!
//! They follow [the specification of CEL](https://github.com/google/cel-spec/blob/master/doc/langdef.md). Where it leaves a
//! choice, they follow the implementation in Go, with its
//! [strings extension](https://pkg.go.dev/cel.dev/cel-go/ext#Strings). A failed evaluation is an [`Error`]; no input causes a
//! panic.
//!
//! For an operator that cannot fail, generated code uses the operator of Rust: `+` on doubles, `<` on strings, `&&`.

pub mod boolean;
pub mod bytes;
pub mod compare;
mod compile;
#[cfg(feature = "prost")]
mod convert;
pub mod double;
mod duration;
mod error;
pub mod format;
pub mod int;
pub mod list;
pub mod logic;
mod matcher;
mod pattern;
pub mod re2;
pub mod string;
mod timestamp;
mod timezone;
pub mod uint;
#[cfg(feature = "dyn")]
mod value;

pub use duration::Duration;
pub use error::{Error, Result};
pub use format::format;
pub use matcher::{Class, Matcher, Part};
pub(super) use pattern::matches_untrusted;
pub use pattern::{Pattern, matches};
pub use timestamp::Timestamp;
pub use timezone::TimeZone;
#[cfg(feature = "dyn")]
pub use value::{Key, Value};
