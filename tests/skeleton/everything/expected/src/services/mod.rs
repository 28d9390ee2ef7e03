//! What the services do.

pub mod image_classifier;
pub mod user_service;
