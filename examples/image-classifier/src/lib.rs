//! Tells the colour of images.

pub mod classify;
pub mod image;
pub mod services;

/// The generated code: a module for each package.
#[path = "gen/mod.rs"]
pub mod proto;
