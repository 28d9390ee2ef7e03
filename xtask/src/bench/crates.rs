//! Crates of generated code: those of the plugin, and those of tonic-prost-build.

use std::fs;
use std::path::Path;

use anyhow::Result;
use prost::Message;
use tonic_prost_build::FileDescriptorSet;

use super::turns::Library;
use super::workspace::Workspace;
use crate::plugin::empty;
use crate::request::Request;

const VIEWS: &str = "views=.";

/// The generator of a crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generator {
    /// The plugin, with these options.
    Ours(&'static str),
    /// tonic-prost-build.
    Theirs,
}

impl Generator {
    /// All generators. The others are compared with the last one.
    pub const ALL: &[Self] = &[
        Self::Ours(""),
        Self::Ours("messages_impl=derive"),
        Self::Theirs,
    ];

    /// Those of messages that are encoded and decoded. With views, the program decodes them in place of messages.
    pub const OF_MESSAGES: &[Self] = &[
        Self::Ours(""),
        Self::Ours(VIEWS),
        Self::Ours("messages_impl=derive"),
        Self::Theirs,
    ];

    /// Whether it generates views.
    #[must_use]
    pub fn has_views(self) -> bool {
        self == Self::Ours(VIEWS)
    }

    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Ours("") => "rpcsmith".to_owned(),
            Self::Ours(options) => format!("rpcsmith, {options}"),
            Self::Theirs => "tonic-prost-build".to_owned(),
        }
    }

    /// Its name in names of crates.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Ours("") => "ours",
            Self::Ours(VIEWS) => "views",
            Self::Ours(_) => "derive",
            Self::Theirs => "theirs",
        }
    }
}

/// What each crate depends on besides the runtime.
const TONIC: &str = "tonic = \"0.14\"\ntonic-prost = \"0.14\"\n";

/// The library with the dependencies of all crates.
const DEPENDENCIES: &str = "dependencies";

/// Adds a library without code, with the dependencies of the others.
///
/// # Errors
/// If it cannot be written.
pub fn add_dependencies(workspace: &mut Workspace) -> Result<()> {
    workspace.empty(DEPENDENCIES, TONIC)
}

/// Adds a library of generated code.
///
/// # Errors
/// If the generator fails.
pub fn add_library(
    workspace: &mut Workspace,
    set: &str,
    request: &Request,
    generator: Generator,
) -> Result<Library> {
    let lib = "#![allow(warnings)]\npub mod proto;\n";
    Ok(Library {
        name: add(workspace, set, request, generator, "lib.rs", lib)?,
        dependencies: DEPENDENCIES.to_owned(),
    })
}

/// Adds a crate with the generated code in its module `proto` and a file with this text, and returns its name.
///
/// # Errors
/// If the generator fails.
pub fn add(
    workspace: &mut Workspace,
    set: &str,
    request: &Request,
    generator: Generator,
    file: &str,
    text: &str,
) -> Result<String> {
    let name = format!("{set}-{}", generator.suffix());
    let sources = workspace.member(&name, TONIC)?;
    let proto = sources.join("proto");
    match generator {
        Generator::Ours(options) => workspace.generate(&name, request, options, &proto)?,
        Generator::Theirs => theirs(request, &proto)?,
    }
    fs::write(sources.join(file), text)?;
    Ok(name)
}

/// tonic-prost-build also requires the files that get no code.
fn theirs(request: &Request, folder: &Path) -> Result<()> {
    empty(folder)?;
    let set = FileDescriptorSet::decode(&request.to_set()[..])?;
    tonic_prost_build::configure()
        .out_dir(folder)
        .include_file("mod.rs")
        .emit_rerun_if_changed(false)
        .compile_fds(set)?;
    Ok(())
}
