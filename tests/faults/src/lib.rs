//! The service that is broken, and the processes that serve it.

/// The generated code.
#[allow(missing_docs)]
pub mod proto {
    rpcsmith_runtime::include_generated!();
}

pub mod service;
