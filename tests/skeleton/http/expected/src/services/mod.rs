//! The implementations of the services.

pub mod admin;
pub mod library;
