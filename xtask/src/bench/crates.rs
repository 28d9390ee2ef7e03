//! Crates of generated code in a separate workspace, so that each can be built alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use prost::Message;
use tonic_prost_build::FileDescriptorSet;

use crate::plugin::{Plugin, empty, write};
use crate::process::cargo;
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

/// The workspace.
pub struct Crates {
    pub folder: PathBuf,
    root: PathBuf,
    plugin: Plugin,
    members: Vec<String>,
}

impl Crates {
    /// Creates an empty workspace, whose dependencies have the versions of the project's lock file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn new(root: &Path, folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder)?;
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        let mut crates = Self {
            root: root.to_owned(),
            plugin: Plugin::build(root, &folder.join("plugin"))?,
            folder,
            members: Vec::new(),
        };
        let empty = crates.member("dependencies")?;
        fs::write(empty.join("src/lib.rs"), "")?;
        Ok(crates)
    }

    /// Adds a library of generated code, and returns its name.
    ///
    /// # Errors
    /// If the generator fails.
    pub fn library(
        &mut self,
        set: &str,
        request: &Request,
        generator: Generator,
    ) -> Result<String> {
        let lib = "#![allow(warnings)]\npub mod proto;\n";
        self.add(set, request, generator, "lib.rs", lib)
    }

    /// Adds a program with the generated code in its module `proto`, and returns its name.
    ///
    /// # Errors
    /// If the generator fails.
    pub fn program(
        &mut self,
        request: &Request,
        generator: Generator,
        text: &str,
    ) -> Result<String> {
        self.add("speed", request, generator, "main.rs", text)
    }

    fn add(
        &mut self,
        set: &str,
        request: &Request,
        generator: Generator,
        file: &str,
        text: &str,
    ) -> Result<String> {
        let name = format!("{set}-{}", generator.suffix());
        let sources = self.member(&name)?.join("src");
        let proto = sources.join("proto");
        match generator {
            Generator::Ours(options) => {
                let mut request = request.clone();
                request.parameter = Some(options.to_owned());
                write(&self.plugin.answer(&name, &request)?.files, &proto)?;
            }
            Generator::Theirs => theirs(request, &proto)?,
        }
        fs::write(sources.join(file), text)?;
        Ok(name)
    }

    /// Writes the manifests of a crate and, with it, of the workspace.
    fn member(&mut self, name: &str) -> Result<PathBuf> {
        let folder = self.folder.join(name);
        fs::create_dir_all(folder.join("src"))?;
        let runtime = self.root.join("runtime/rust");
        let manifest = format!(
            "[package]\n\
             name = {name:?}\n\
             edition = \"2024\"\n\
             \n\
             [dependencies]\n\
             prost = \"0.14\"\n\
             prost-types = \"0.14\"\n\
             rpcsmith-runtime = {{ path = {runtime:?} }}\n\
             tonic = \"0.14\"\n\
             tonic-prost = \"0.14\"\n\
             \n\
             [features]\n\
             views = []\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        self.members.push(name.to_owned());
        let workspace = format!(
            "[workspace]\nmembers = {:?}\nresolver = \"3\"\n",
            self.members
        );
        fs::write(self.folder.join("Cargo.toml"), workspace)?;
        Ok(folder)
    }

    /// cargo in the workspace.
    #[must_use]
    pub fn cargo(&self) -> Command {
        let mut cargo = cargo(&self.folder);
        cargo
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env_remove("RUSTC_WRAPPER")
            .env_remove("RUSTC_WORKSPACE_WRAPPER");
        cargo
    }
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
