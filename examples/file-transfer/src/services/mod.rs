//! What the services do.

pub mod file_service;
pub mod file_service_validation;
