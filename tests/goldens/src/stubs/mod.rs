//! Stubs for an implementation of `tables.v1.TableService`. `BLESS=1 cargo test --package rpcsmith --lib compiled` writes
//! the other files of this folder.
#![allow(missing_docs)]

pub mod imported;
pub mod imported_checks;
pub mod whole_paths;
