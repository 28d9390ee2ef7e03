//! Code that a person owns beside generated code: the engine of `sync` and `check`.
//!
//! A target reads the project and finds what it lacks. This module plans the insertions as a [`Draft`] of the files, in
//! which every other byte stays, orders the changes in a [`Plan`] so that a run that is cut short loses nothing, commits
//! them together, and describes what is left for a person as [`Finding`]s. It knows no language: parsers, stubs and the
//! files of new projects are in the `skeleton` folder of each target.

#[cfg(feature = "skeleton")]
mod draft;
#[cfg(feature = "skeleton")]
mod edit;
mod finding;
#[cfg(feature = "skeleton")]
mod new_file;
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
pub use edit::{Added, Edit, Inserted, Renamed, What};
pub use finding::{Finding, Kind, place, shown};
#[cfg(feature = "skeleton")]
pub use new_file::{Owner, ScaffoldFile};
#[cfg(feature = "skeleton")]
pub use plan::{Action, File, Plan, compare, generated_files};

#[cfg(feature = "skeleton")]
pub use rename::Rename;
pub use state::{
    Difference, ImplementationStatus, MethodState, Removed, ServiceStatus, State, Status,
};

/// What the code of a project lacks of its services.
#[derive(Debug)]
pub struct Review {
    pub findings: Vec<Finding>,
    /// The files that were read.
    pub read: Vec<PathBuf>,
}

/// A project, and what its schema makes of it.
#[cfg(feature = "skeleton")]
#[derive(Clone, Copy, Debug)]
pub struct Project<'a> {
    /// The directory of its manifest.
    pub root: &'a Path,
    /// Where the generated code goes.
    pub out: &'a Path,
    pub options: &'a Options,
    /// The generated code.
    pub files: &'a [GeneratedFile],
    /// The extension of its files.
    pub extension: &'static str,
    /// The services to implement.
    pub services: &'a [ServiceOutline],
    /// What to do about other files in the places of generated ones.
    pub foreign: Foreign,
}
