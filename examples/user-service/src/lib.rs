//! Users in memory, and a chat between them.

pub mod room;
pub mod services;
pub mod users;

/// The generated code: a module for each package.
#[path = "gen/mod.rs"]
pub mod proto;
