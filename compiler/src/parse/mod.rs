//! Parses a file.

use crate::ast::File;
use crate::fault::Fault;

/// Parses a source. `name` is the name by which files import it. Returns the file as far as it could be parsed, and its faults.
pub(crate) fn parse(name: &str, text: &[u8]) -> (File, Vec<Fault>) {
    todo!("{name} {text:?}")
}
