//! The names of the standard rules in the runtime.

use crate::targets::rust::names::{constant, type_of};

/// The path of a rule: `rules::string::MIN_LEN`.
pub fn path(set: &str, name: &str) -> String {
    let module = match set {
        "enum" => "enum_",
        set => set,
    };
    format!("rules::{module}::{}", constant(name))
}

/// The variant of `RuleSet` for a set of rules.
pub fn set(set: &str) -> String {
    type_of(set).as_str().to_owned()
}
