//! The protocol gRPC over HTTP/2.

pub mod encodings;
pub mod framing;
pub mod read;
pub mod request;
pub mod response;
pub mod status;
pub mod timeout;
pub mod write;

pub use crate::compression;
