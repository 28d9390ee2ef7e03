//! Validation of messages with hand-written checks in the style of the generator.

mod context;
mod formats;
mod mask;
mod paths;
mod sample;
#[cfg(feature = "grpc")]
mod status;
mod steps;
#[cfg(feature = "server")]
mod valid;
mod wire;
