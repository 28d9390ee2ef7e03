//! The interface between a target and the commands `new` and `init`.
//!
//! A command reads the schema and decides where `.proto` files go. The target names the project and writes its files.

use std::fmt;
use std::path::Path;

use toml::Value;

use super::{Extras, ScaffoldFile};
use crate::diagnostics::Diagnostic;
use crate::outline::ServiceOutline;
use crate::response::GeneratedFile;

/// The source of a dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DependencySource {
    /// The registry: a requirement such as `0.14`.
    Version(String),
    /// A folder. In a manifest, relative to it.
    Path(String),
    /// A repository, and a commit, tag or branch in it.
    Git { url: String, rev: Option<String> },
}

impl Default for DependencySource {
    /// The version of this generator, which its runtimes share.
    fn default() -> Self {
        Self::Version(env!("CARGO_PKG_VERSION").to_owned())
    }
}

/// The source of a project's name.
#[derive(Clone, Copy, Debug)]
pub enum ProjectName<'a> {
    /// A new project with this name.
    New(&'a str),
    /// An existing project, with the name in this manifest.
    Manifest { path: &'a Path, text: &'a str },
}

/// The content of a project.
#[derive(Clone, Debug)]
pub struct ProjectContents {
    /// The services to implement.
    pub services: Vec<ServiceOutline>,
    /// The generated code.
    pub generated: Vec<GeneratedFile>,
    /// The `.proto` files that belong to the project.
    pub protos: Vec<ScaffoldFile>,
    /// The entries of `rpcsmith.toml`, without `out`.
    pub settings: Vec<(String, Value)>,
    /// A JWKS for development.
    pub development_keys: Option<String>,
    /// The files of options that are given as texts: their paths and texts.
    pub inlined: Vec<(String, String)>,
}

/// An existing manifest with all that the project needs.
#[derive(Debug)]
pub struct CompletedManifest {
    pub text: String,
    /// The items that are added.
    pub added: Vec<String>,
    /// The items that only a person can add.
    pub remaining: Vec<Diagnostic>,
}

/// Creates projects of a language.
pub trait Scaffold: fmt::Debug {
    /// The name of the manifest, such as `Cargo.toml`.
    fn manifest(&self) -> &'static str;

    /// The folder of the generated code in a project.
    fn out(&self) -> &'static str;

    /// Rejects options with which the files of a project would not compile.
    ///
    /// # Errors
    /// A fault for each option.
    fn check_options(&self, pairs: &[(String, String)]) -> Result<(), Vec<Diagnostic>>;

    /// A project in `root`, without contents.
    ///
    /// # Errors
    /// If the name is not valid, or if `runtime` is a path without the runtime.
    fn project(
        &self,
        root: &Path,
        name: ProjectName<'_>,
        extras: Extras,
        runtime: DependencySource,
    ) -> Result<Box<dyn NewProject>, Diagnostic>;
}

/// A project that `new` or `init` writes.
pub trait NewProject: fmt::Debug {
    /// Its name.
    fn name(&self) -> &str;

    /// Sets the contents of the project.
    fn fill(&mut self, contents: ProjectContents);

    /// All files, in the order of their paths.
    fn files(&self) -> Vec<ScaffoldFile>;

    /// Adds to the manifest of the project in `root` the dependencies that it lacks.
    ///
    /// # Errors
    /// If the manifest is malformed.
    fn complete(&self, root: &Path, manifest: &str) -> Result<CompletedManifest, Diagnostic>;

    /// Whether an existing file lacks code that other files of the project need. `file` is the file as `new` writes it.
    fn lacks(&self, file: &ScaffoldFile, existing: &str) -> bool;

    /// The next steps: commands to run in the folder of the project, and a remark.
    fn next_steps(&self) -> String;
}
