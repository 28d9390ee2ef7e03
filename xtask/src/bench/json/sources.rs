//! Crates of messages with JSON, in a separate workspace.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::plugin::{Plugin, empty, write};
use crate::process::{self, cargo, succeed};
use crate::request::Request;

/// A tool that gives messages JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Tool {
    pub name: &'static str,
    codec: &'static str,
    dependencies: &'static str,
}

/// The tools, that of this project first.
pub const TOOLS: [Tool; 3] = [
    Tool {
        name: "rpcsmith",
        codec: include_str!("program/rpcsmith.rs"),
        dependencies: "",
    },
    Tool {
        name: "pbjson",
        codec: include_str!("program/pbjson.rs"),
        dependencies: "pbjson = \"0.9\"\npbjson-types = \"0.9\"\nserde = \"1\"\nserde_json = \"1\"\n",
    },
    Tool {
        name: "prost-reflect",
        codec: include_str!("program/prost_reflect.rs"),
        dependencies: "prost-reflect = { version = \"0.16\", features = [\"derive\", \"serde\"] }\n\
                       serde = \"1\"\nserde_json = \"1\"\n",
    },
];

/// What the program that generates code with the other tools depends on.
const GENERATE: &str = "pbjson-build = \"0.9\"\nprost-build = \"0.14\"\nprost-reflect = \"0.16\"\n";

/// The options of the plugin.
const OPTIONS: &str = "json,client=false,server=false,descriptor_set=none,validate=none";

/// The workspace.
pub struct Crates {
    pub folder: PathBuf,
    root: PathBuf,
    plugin: Plugin,
    members: Vec<String>,
}

impl Crates {
    /// Creates the workspace, and builds the generators.
    ///
    /// # Errors
    /// If a generator does not compile.
    pub fn new(root: &Path, folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder)?;
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        let mut crates = Self {
            root: root.to_owned(),
            plugin: Plugin::build(root, &folder.join("plugin"))?,
            folder,
            members: Vec::new(),
        };
        let generate = crates.member("generate", GENERATE)?;
        fs::write(
            generate.join("src/main.rs"),
            include_str!("program/generate.rs"),
        )?;
        succeed(
            crates
                .cargo()
                .args(["build", "--quiet", "--package", "generate"]),
        )?;
        for tool in TOOLS {
            let name = format!("dependencies-{}", tool.name);
            let empty = crates.member(&name, tool.dependencies)?;
            fs::write(empty.join("src/lib.rs"), "")?;
        }
        Ok(crates)
    }

    /// Adds a crate with the messages of a request in its module `proto`, and returns its name.
    ///
    /// # Errors
    /// If a generator fails.
    pub fn add(
        &mut self,
        set: &str,
        request: &Request,
        tool: Tool,
        file: &str,
        text: &str,
    ) -> Result<String> {
        let name = format!("{set}-{}", tool.name);
        let sources = self.member(&name, tool.dependencies)?.join("src");
        let proto = sources.join("proto");
        let descriptors = sources.join("set.binpb");
        fs::write(&descriptors, request.to_set())?;
        if tool == TOOLS[0] {
            let mut request = request.clone();
            request.parameter = Some(OPTIONS.to_owned());
            write(&self.plugin.answer(&name, &request)?.files, &proto)?;
        } else {
            empty(&proto)?;
            let mut generate = Command::new(self.folder.join("target/debug/generate"));
            succeed(generate.arg(tool.name).args([&descriptors, &proto]))?;
        }
        process::keep(&sources.join("codec.rs"), tool.codec)?;
        fs::write(sources.join(file), text)?;
        Ok(name)
    }

    /// Writes the manifests of a crate and, with it, of the workspace.
    fn member(&mut self, name: &str, dependencies: &str) -> Result<PathBuf> {
        let folder = self.folder.join(name);
        fs::create_dir_all(folder.join("src"))?;
        let runtime = self.root.join("runtime/rust");
        let manifest = format!(
            "[package]\nname = {name:?}\nedition = \"2024\"\n\n\
             [dependencies]\nprost = \"0.14\"\nprost-types = \"0.14\"\n\
             rpcsmith-runtime = {{ path = {runtime:?}, default-features = false, features = [\"json\"] }}\n\
             {dependencies}"
        );
        process::keep(&folder.join("Cargo.toml"), &manifest)?;
        self.members.push(name.to_owned());
        let members = &self.members;
        let workspace = format!("[workspace]\nmembers = {members:?}\nresolver = \"3\"\n");
        fs::write(self.folder.join("Cargo.toml"), workspace)?;
        Ok(folder)
    }

    /// cargo in the workspace.
    pub fn cargo(&self) -> Command {
        let mut cargo = cargo(&self.folder);
        cargo
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            // Measure the usual profile of users.
            .env_remove("CARGO_PROFILE_RELEASE_CODEGEN_UNITS")
            .env_remove("CARGO_PROFILE_RELEASE_LTO")
            .env_remove("RUSTC_WRAPPER")
            .env_remove("RUSTC_WORKSPACE_WRAPPER");
        cargo
    }
}
