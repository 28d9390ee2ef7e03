//! The implementations of the services.

pub mod image_classifier;
pub mod user_service;
