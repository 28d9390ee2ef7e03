//! The functions of CEL: their results, and that they do not panic for any arguments.

mod formats;
mod lists;
mod matchers;
mod numbers;
mod patterns;
mod random;
mod strings;
mod times;
#[cfg(feature = "dyn")]
mod values;
mod zones;
