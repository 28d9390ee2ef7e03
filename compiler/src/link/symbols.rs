//! .
pub(crate) struct Symbols {}
