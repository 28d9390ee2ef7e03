//! A node that tells many subscribers what happens, and a gateway before it.

pub mod gateway;
pub mod node;
pub mod services;

/// The generated code: a module for each package.
#[path = "gen/mod.rs"]
pub mod proto;
