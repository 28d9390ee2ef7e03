//! The names of the standard rules in the runtime.

use crate::targets::rust::ident::Ident;

/// The path of a rule: `rules::string::MIN_LEN`.
pub fn path(set: &str, name: &str) -> String {
    let module = match set {
        "enum" => "enum_",
        set => set,
    };
    format!("rules::{module}::{}", Ident::shouty(name))
}

/// The variant of `RuleSet` for a set of rules.
pub fn set(set: &str) -> String {
    Ident::camel(set).as_str().to_owned()
}
