//! The services of this crate.

pub mod user_service;
