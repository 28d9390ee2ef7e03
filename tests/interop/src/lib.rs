//! The server and the client of the interoperability tests of gRPC, which `cargo xtask interop` runs against those of
//! grpc-go and against each other.
//!
//! Source: `doc/interop-test-descriptions.md` of gRPC.

pub mod client;
pub mod flags;
pub mod server;

/// The code of the proto.
#[allow(missing_docs)]
pub mod proto {
    rpcsmith_runtime::include_generated!();

    pub use grpc::testing::*;
}

/// Why a program cannot run, or why a case failed.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Metadata that the server echoes in the headers.
pub const ECHO_INITIAL: &str = "x-grpc-test-echo-initial";

/// Metadata that the server echoes in the trailers.
pub const ECHO_TRAILING: &str = "x-grpc-test-echo-trailing-bin";

impl proto::Payload {
    /// A payload of zeros.
    pub fn zeros(size: usize) -> Self {
        Self {
            body: vec![0; size],
            ..Self::default()
        }
    }
}
