//! The server and the client that `cargo xtask connect-conformance` tests: they do what the documents of the suite say.
//!
//! Source: the pages "Testing Servers" and "Testing Clients" of the Go module `connectrpc.com/conformance`.

#![cfg(feature = "suite")]

pub mod client;
pub mod errors;
pub mod frames;
pub mod headers;
pub mod server;

/// The code of the suite's protos.
#[allow(missing_docs)]
pub mod proto {
    rpcsmith_runtime::include_generated!();

    pub use connectrpc::conformance::v1::*;
}

/// Why a program cannot run.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
