//! The files of a crate around generated code, each text once.
//!
//! | file | whose |
//! |---|---|
//! | `src/gen/**` | generated: written anew each time |
//! | `Cargo.toml`, `src/lib.rs`, `src/services/**`, `tests/**` | merged: what is missing is added, and nothing else changes |
//! | all others | a person's, once they are there |

pub mod dependencies;
mod expressions;
pub mod imports;
pub mod names;
mod program;
mod service;
pub mod workspace;

pub use names::{CrateNames, NamedService};
pub use program::{Crate, GENERATED};
pub use service::{checks_file, service_file, test, test_file};

/// What a server has beyond the plain one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extras {
    /// TLS and mTLS.
    pub tls: bool,
    /// Callers are known by JSON Web Tokens.
    pub jwt: bool,
    /// Traces go to a collector of OpenTelemetry.
    pub otel: bool,
    /// Browsers may call.
    pub web: bool,
    /// Prometheus reads metrics on a port of their own.
    pub metrics: bool,
}
