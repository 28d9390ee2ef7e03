//! The library service over HTTP and JSON: random requests that compare it with grpc-gateway, and calls of a generated client to
//! both.

mod calls;
mod client;
mod compare;
#[path = "../../random/mod.rs"]
mod random;
mod requests;
mod routes;
pub mod server;
mod values;

pub use calls::call_all;
pub use client::{Answer, Client};
pub use compare::Comparison;
pub use requests::{Requests, Sent};
pub use routes::{Routes, Speed};

use rpcsmith_runtime::message::reflect::{Described, MessageDescriptor};

/// The code of the proto.
#[allow(missing_docs)]
pub mod proto {
    rpcsmith_runtime::include_generated!();

    pub use library::v1::*;
}

/// Why a program cannot run.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The type of a message of the proto.
fn descriptor(name: &str) -> Option<&'static MessageDescriptor> {
    Some(match name {
        "library.v1.Request" => proto::Request::descriptor(),
        "library.v1.Book" => proto::Book::descriptor(),
        "library.v1.Author" => proto::Author::descriptor(),
        _ => return None,
    })
}
