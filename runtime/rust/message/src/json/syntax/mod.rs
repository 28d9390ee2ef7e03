//! The syntax of JSON, for texts in memory.
//!
//! serde_json calls a visitor for each value. A message is faster to read and to write if its code asks for the next token.

mod error;
mod escape;
mod reader;
mod skip;
mod strings;
mod unexpected;
mod writer;

pub(super) use error::Fault;
pub(super) use reader::{Number, Reader};
pub(super) use strings::Text;
pub(super) use writer::Writer;
