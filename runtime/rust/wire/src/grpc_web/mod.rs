//! gRPC-Web: gRPC for browsers, which cannot read trailers. They are the last envelope of the body, as a text block.
//!
//! Source: PROTOCOL-WEB of gRPC.

mod client;
mod form;
mod server;
mod text;
mod trailers;

pub use client::{request, response};
pub use form::Form;
pub use server::{Reply, accept};
