//! From `.proto` files to a gRPC service in Rust: messages, servers and clients.
//!
//! The function [`generate`] converts an encoded request to files. Three entry points call it: the plugin
//! `protoc-gen-rpcsmith` for `protoc` and `buf`, [`Builder`] for `build.rs`, and the command `rpcsmith`. An entry point
//! gets the request and writes the files. `pipeline.rs` runs all stages between.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "plugin")]
pub mod buf;
#[cfg(feature = "build")]
mod builder;
mod cel;
mod checks;
#[cfg(feature = "cli")]
pub mod command;
mod comments;
mod components;
pub mod diagnostics;
#[cfg(feature = "build")]
pub mod frontend;
mod http;
mod implementation;
pub mod inlined_files;
mod model;
mod openapi;
pub mod options;
mod outline;
pub mod output;
mod parallel;
mod pipeline;
mod request;
mod resolve;
mod response;
mod rules;
mod service_config;
#[cfg(feature = "analysis")]
// The command uses all of it; the option `implementation` uses only its findings.
#[cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports))]
mod skeleton;
mod targets;

#[cfg(feature = "build")]
pub use builder::{BuildError, Builder};
pub use implementation::Reviewed;
pub use pipeline::{Error, Generated, Response, generate, respond};
pub use response::GeneratedFile;
/// The options that only the target Rust reads.
#[doc(inline)]
pub use targets::rust::options as rust;
