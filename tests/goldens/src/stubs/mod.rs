//! What a person gets to write `tables.v1.TableService` in. The files beside this are written by
//! `BLESS=1 cargo test --package rpcsmith --lib compiled`.
#![allow(missing_docs)]

pub mod imported;
pub mod imported_checks;
pub mod whole_paths;
