//! Writes descriptors.
