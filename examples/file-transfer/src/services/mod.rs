//! The implementations of the services.

pub mod file_service;
pub mod file_service_validation;
