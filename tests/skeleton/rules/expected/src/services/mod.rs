//! What the services do.

pub mod table_service;
pub mod table_service_validation;
