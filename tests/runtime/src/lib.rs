//! Helpers that several test programs of the runtime share.

#![allow(missing_docs, reason = "only the tests of this package use it")]

pub mod certificates;
pub mod exposition;
pub mod lines;
mod unusual_certificates;
