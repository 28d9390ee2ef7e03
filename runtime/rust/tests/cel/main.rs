//! The functions of CEL: what they give, and that they give it whatever they are called with.

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
