//! The services of this crate.

pub mod phantom_controller;
