//! Rules on messages.

pub mod cel;
