//! What several tests of the runtime share.

#![allow(missing_docs, reason = "only the tests beside it call this")]

pub mod certificates;
pub mod exposition;
pub mod lines;
mod unusual_certificates;
