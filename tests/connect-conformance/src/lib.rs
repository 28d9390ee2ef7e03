//! The server and the client that `cargo xtask connect-conformance` tests: they do what the documents of the suite say.
//!
//! Source: the pages "Testing Servers" and "Testing Clients" of the Go module `connectrpc.com/conformance`.

#![cfg(feature = "suite")]

use std::sync::LazyLock;

use rpcsmith_runtime::codec::Json;
use rpcsmith_runtime::message::reflect::Registry;

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

/// The form of messages as JSON. They have messages of the suite in `google.protobuf.Any`.
pub fn json() -> Json {
    static TYPES: LazyLock<Registry> = LazyLock::new(|| {
        let mut types = Registry::new();
        proto::register_all(&mut types);
        types
    });
    Json::new().registry(&TYPES)
}

/// Why a program cannot run.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
