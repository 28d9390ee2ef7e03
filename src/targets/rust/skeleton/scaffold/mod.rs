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
pub mod protos;
mod service;
pub mod workspace;

use crate::response::GeneratedFile;

pub use names::{CrateNames, NamedService};
pub use program::{Crate, GENERATED};
pub use service::{checks_file, service_file, test, test_file};

/// A file of a new crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScaffoldFile {
    /// Where it belongs, relative to the crate, with slashes.
    pub path: String,
    /// Its text.
    pub contents: String,
    /// Who writes it from now on.
    pub owner: Owner,
}

impl ScaffoldFile {
    /// A file of a person.
    fn yours(path: impl Into<String>, contents: impl Into<String>) -> Self {
        Self::new(Owner::Yours, path, contents)
    }

    /// A file that is added to.
    fn merged(path: impl Into<String>, contents: impl Into<String>) -> Self {
        Self::new(Owner::Merged, path, contents)
    }

    /// Its path and its text.
    pub fn into_generated(self) -> GeneratedFile {
        GeneratedFile {
            name: self.path,
            content: self.contents,
        }
    }

    /// A file.
    pub fn new(owner: Owner, path: impl Into<String>, contents: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            contents: contents.into(),
            owner,
        }
    }
}

/// Who writes a file once it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The generator, all of it.
    Generated,
    /// A person; what the schema gains is added.
    Merged,
    /// A person alone.
    Yours,
}

impl Owner {
    /// As people and programs are told.
    pub fn name(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Merged => "merged",
            Self::Yours => "yours",
        }
    }
}

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
