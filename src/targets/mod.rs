//! The languages that code is generated for, each behind [`Target`].
//!
//! A target decides all names of a [`Schema`] first and renders after that. This module and `options` are the only
//! places that know which targets exist; other folders use the trait.

mod options;
pub(crate) mod rust;

use std::fmt;
#[cfg(feature = "analysis")]
use std::path::Path;

#[cfg(feature = "analysis")]
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Diagnostics;
use crate::http::Http;
use crate::model::{MissingFile, Model, Selection};
use crate::options::{Language, Options};
use crate::outline::ServiceOutline;
use crate::response::GeneratedFile;
use crate::rules::Rules;
#[cfg(feature = "analysis")]
use crate::skeleton::Review;
#[cfg(feature = "cli")]
use crate::skeleton::{Finding, Project, Rename, Scaffold, Status};

/// The input of a target.
#[derive(Clone, Copy, Debug)]
pub struct Schema<'m> {
    pub model: &'m Model<'m>,
    pub rules: &'m Rules,
    /// The routes of HTTP/JSON, with the option `http`.
    pub http: &'m Http,
    pub selection: &'m Selection,
    pub options: &'m Options,
}

/// A target language, configured by the options that only it reads.
pub trait Target: fmt::Debug {
    /// The extension of its files, such as `rs`.
    fn extension(&self) -> &'static str;

    /// Whether it generates the messages. If not, another generator does.
    fn generates_messages(&self) -> bool;

    /// Whether it generates `google.protobuf` like any package.
    #[cfg_attr(not(feature = "build"), allow(dead_code))]
    fn generates_well_known_types(&self) -> bool;

    /// The file over all packages of a run, such as `mod.rs`, if it writes one: two runs for one directory would
    /// overwrite each other's.
    #[cfg_attr(not(feature = "plugin"), allow(dead_code))]
    fn index_file(&self) -> Option<&'static str>;

    /// Decides all names. Clashes, and options that do not fit the schema, go to `diagnostics`.
    fn plan<'m>(&'m self, schema: Schema<'m>, diagnostics: &mut Diagnostics) -> Box<dyn Plan + 'm>;

    /// Finds the methods that the project in `root` lacks. `out` is the folder of the generated code, if it is known.
    ///
    /// # Errors
    /// If there is no such project.
    #[cfg(feature = "analysis")]
    fn review(
        &self,
        root: &Path,
        out: Option<&Path>,
        services: Vec<ServiceOutline>,
    ) -> Result<Review, Vec<Diagnostic>>;

    /// Creates projects, for `new` and `init`.
    #[cfg(feature = "cli")]
    fn scaffold(&self) -> &dyn Scaffold;

    /// Finds where a project implements each service, and the state of each method.
    ///
    /// # Errors
    /// If there is no such project.
    #[cfg(feature = "cli")]
    fn status(&self, project: Project<'_>) -> Result<Status, Vec<Diagnostic>>;

    /// Plans the changes that bring a project in line with its schema, including these renames.
    ///
    /// # Errors
    /// If there is no such project, if a rename matches no function, or if the file system reports an error.
    #[cfg(feature = "cli")]
    fn sync<'a>(
        &'a self,
        project: Project<'a>,
        renames: &[Rename],
    ) -> Result<crate::skeleton::Plan<'a>, Vec<Diagnostic>>;

    /// Lists the code of a project that uses the gRPC library that the runtime replaces. It needs no settings and no schema.
    ///
    /// # Errors
    /// If there is no such project, or if the file system reports an error.
    #[cfg(feature = "cli")]
    fn replaced_uses(&self, root: &Path) -> Result<Vec<Finding>, Vec<Diagnostic>>;
}

/// A schema with all names decided.
pub trait Plan {
    /// The files with types that the code uses and that nothing provides.
    fn missing(&self) -> Vec<MissingFile>;

    /// Renders the files. Faults and warnings go to `diagnostics`; if there is a fault, the files are incomplete.
    fn render(&self, diagnostics: &mut Diagnostics) -> Vec<GeneratedFile>;

    /// The services to implement: those that have code, in the order of files and of the services in them.
    fn outline(&self) -> Vec<ServiceOutline>;
}

/// The target that options select, configured by them.
pub fn target(options: &Options) -> Box<dyn Target> {
    match options.target {
        Language::Rust => Box::new(rust::Rust::new(options)),
    }
}
