//! The crate around the generated code: what a person owns, made once.

pub mod scaffold;
