//! Validation of messages whose checks are written by hand as the generator writes them.

mod context;
mod formats;
mod mask;
mod paths;
mod sample;
#[cfg(feature = "grpc")]
mod status;
mod steps;
mod wire;
