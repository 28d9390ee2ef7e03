//! A separate workspace for crates of generated code, so that each can be built alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::plugin::{Plugin, write};
use crate::process::{self, cargo, succeed};
use crate::request::Request;

/// The workspace, and the plugin that generates code for it.
pub struct Workspace {
    pub folder: PathBuf,
    plugin: Plugin,
    /// The dependencies of every crate.
    dependencies: String,
    members: Vec<String>,
}

impl Workspace {
    /// Creates an empty workspace, whose dependencies have the versions of the project's lock file. Each crate depends on prost,
    /// and on the runtime with these settings.
    ///
    /// # Errors
    /// If it cannot be written, or if the plugin does not compile.
    pub fn new(root: &Path, folder: PathBuf, runtime: &str) -> Result<Self> {
        fs::create_dir_all(&folder)?;
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        let path = root.join("runtime/rust");
        Ok(Self {
            plugin: Plugin::unoptimized(root, &folder.join("plugin"))?,
            dependencies: format!(
                "prost = \"0.14\"\nprost-types = \"0.14\"\nrpcsmith-runtime = {{ path = {path:?}{runtime} }}\n"
            ),
            folder,
            members: Vec::new(),
        })
    }

    /// Adds a crate with further dependencies, and returns the folder of its sources. The feature `views` of each crate has no
    /// dependencies.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn member(&mut self, name: &str, dependencies: &str) -> Result<PathBuf> {
        let folder = self.folder.join(name);
        let sources = folder.join("src");
        fs::create_dir_all(&sources)?;
        let common = &self.dependencies;
        let manifest = format!(
            "[package]\nname = {name:?}\nedition = \"2024\"\n\n[features]\nviews = []\n\n[dependencies]\n{common}{dependencies}"
        );
        process::keep(&folder.join("Cargo.toml"), &manifest)?;
        self.members.push(name.to_owned());
        let members = &self.members;
        let workspace = format!("[workspace]\nmembers = {members:?}\nresolver = \"3\"\n");
        process::keep(&self.folder.join("Cargo.toml"), &workspace)?;
        Ok(sources)
    }

    /// Adds a library without code, to compile the dependencies alone.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn empty(&mut self, name: &str, dependencies: &str) -> Result<()> {
        let sources = self.member(name, dependencies)?;
        Ok(fs::write(sources.join("lib.rs"), "")?)
    }

    /// Writes the code of the plugin with these options to a folder. `name` is that of its crate.
    ///
    /// # Errors
    /// If the plugin fails.
    pub fn generate(
        &self,
        name: &str,
        request: &Request,
        options: &str,
        folder: &Path,
    ) -> Result<()> {
        let mut request = request.clone();
        request.parameter = Some(options.to_owned());
        write(&self.plugin.answer(name, &request)?.files, folder)
    }

    /// Builds the program of a crate, optimized, and returns its path.
    ///
    /// # Errors
    /// If it does not compile.
    pub fn program(&self, name: &str, features: Option<&str>) -> Result<PathBuf> {
        eprintln!("{name}");
        let mut build = self.cargo();
        build.args(["build", "--quiet", "--release", "--package", name]);
        build.args(features.map(|features| format!("--features={features}")));
        succeed(&mut build)?;
        Ok(self.folder.join("target/release").join(name))
    }

    /// The library of a crate that has been built with a profile: `debug` or `release`.
    #[must_use]
    pub fn library(&self, profile: &str, name: &str) -> PathBuf {
        let library = format!("target/{profile}/lib{}.rlib", name.replace('-', "_"));
        self.folder.join(library)
    }

    /// cargo in the workspace.
    #[must_use]
    pub fn cargo(&self) -> Command {
        let mut cargo = cargo(&self.folder);
        cargo
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            // Measure the usual profile of users.
            .env_remove("CARGO_PROFILE_DEV_DEBUG")
            .env_remove("CARGO_PROFILE_RELEASE_CODEGEN_UNITS")
            .env_remove("CARGO_PROFILE_RELEASE_LTO")
            .env_remove("RUSTC_WRAPPER")
            .env_remove("RUSTC_WORKSPACE_WRAPPER");
        cargo
    }
}
