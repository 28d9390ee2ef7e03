//! What the services do.

pub mod image_classifier;
