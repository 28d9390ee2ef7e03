//! The engine of `sync` and `check`, which adds code to files of the user.
//!
//! A target reads the project and finds the missing code. This module plans the insertions as a [`Draft`] of the files,
//! which changes no other byte, and orders the changes in a [`Plan`], so that the next run completes an interrupted one.
//! It commits the changes together, and describes the remaining work of the user as [`Finding`]s. It is independent of
//! the language: parsers, stubs and the files of new projects are in the `skeleton` folder of each target.

#[cfg(feature = "skeleton")]
mod draft;
#[cfg(feature = "skeleton")]
mod edit;
#[cfg(feature = "skeleton")]
mod extras;
mod finding;
#[cfg(feature = "skeleton")]
mod new_file;
#[cfg(feature = "skeleton")]
mod new_project;
#[cfg(feature = "skeleton")]
mod plan;
#[cfg(feature = "skeleton")]
mod rename;
mod state;
#[cfg(feature = "skeleton")]
pub mod text;

#[cfg(feature = "skeleton")]
use std::path::Path;
use std::path::PathBuf;

#[cfg(feature = "skeleton")]
use crate::options::Options;
#[cfg(feature = "skeleton")]
use crate::outline::ServiceOutline;
#[cfg(feature = "skeleton")]
use crate::output::Foreign;
#[cfg(feature = "skeleton")]
use crate::response::GeneratedFile;
#[cfg(feature = "skeleton")]
pub use draft::Draft;
#[cfg(feature = "skeleton")]
pub use edit::{Added, Edit, Inserted, InsertionKind, Renamed};
#[cfg(feature = "skeleton")]
pub use extras::{Extra, Extras};
pub use finding::{Finding, Kind, place, shown};
#[cfg(feature = "skeleton")]
pub use new_file::{Owner, ScaffoldFile};
#[cfg(feature = "skeleton")]
pub use new_project::{
    CompletedManifest, DependencySource, NewProject, ProjectContents, ProjectName, Scaffold,
};
#[cfg(feature = "skeleton")]
pub use plan::{Action, File, Plan, compare, generated_files};

#[cfg(feature = "skeleton")]
pub use rename::Rename;
pub use state::{
    Difference, ImplementationStatus, MethodState, Removed, ServiceStatus, State, Status,
};

/// The differences between the code of a project and its services.
#[derive(Debug)]
pub struct Review {
    pub findings: Vec<Finding>,
    /// The files that were read.
    pub read: Vec<PathBuf>,
}

/// A project, and the code that is generated for it.
#[cfg(feature = "skeleton")]
#[derive(Clone, Copy, Debug)]
pub struct Project<'a> {
    /// The directory of its manifest.
    pub root: &'a Path,
    /// The directory of the generated code.
    pub out: &'a Path,
    pub options: &'a Options,
    /// The generated code.
    pub files: &'a [GeneratedFile],
    /// The extension of its files.
    pub extension: &'static str,
    /// The services to implement.
    pub services: &'a [ServiceOutline],
    /// The policy for files that rpcsmith did not generate, in the places of generated files.
    pub foreign: Foreign,
}
