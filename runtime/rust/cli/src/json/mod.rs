//! Reads messages from JSON, and prints them.

mod place;
mod print;
mod read;
mod stream;

pub(super) use print::Style;
pub(super) use read::{parse, parse_piece, parse_text, suggestion};
pub(super) use stream::Values;

/// Most bytes of the text of one JSON value.
pub(super) const MAX_VALUE: usize = 64 * 1024 * 1024;
