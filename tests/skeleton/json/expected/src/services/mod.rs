//! The implementations of the services.

pub mod user_service;
