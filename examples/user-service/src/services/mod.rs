//! What the services do.

pub mod user_service;
