//! The implementations of the services.

pub mod table_service;
pub mod table_service_validation;
