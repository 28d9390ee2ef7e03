//! The services under attack, for the server process and its clients.

/// The generated code.
#[allow(missing_docs)]
pub mod proto {
    rpcsmith_runtime::include_generated!();
}

pub mod service;
