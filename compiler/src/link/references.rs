//! .
pub(crate) fn resolve() {}
