//! What the translations of gRPC-Web and Connect have in common.
//!
//! Inside a process, each call has the form of gRPC over HTTP: envelopes in the body, and trailers. Other protocols are
//! translated to and from this form where requests and responses enter and leave the process.

pub mod chunks;
pub mod closing;
pub mod complete;
pub mod ending;
pub mod envelope;
pub mod enveloped;
pub mod gather;
pub mod headers;
pub mod single;

#[cfg(test)]
pub mod testing;
