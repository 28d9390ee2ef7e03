//! The services of this crate.

pub mod image_classifier;
