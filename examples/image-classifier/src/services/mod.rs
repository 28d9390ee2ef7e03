//! The implementations of the services.

pub mod image_classifier;
