//! Names standard rules as the runtime does.

use crate::targets::rust::names::{constant, type_of};

/// Returns the path of a rule's constant, such as `rules::string::MIN_LEN`.
pub fn path(set: &str, name: &str) -> String {
    let module = match set {
        "enum" => "enum_",
        set => set,
    };
    format!("rules::{module}::{}", constant(name))
}

/// Returns the variant of `RuleSet` for a set of rules.
pub fn set(set: &str) -> String {
    type_of(set).as_str().to_owned()
}
