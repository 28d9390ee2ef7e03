//! Crates of messages with JSON.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::bench::workspace::Workspace;
use crate::plugin::empty;
use crate::process::{self, succeed};
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

impl Tool {
    /// The library without code that has the dependencies of its crates.
    pub fn empty(self) -> String {
        format!("dependencies-{}", self.name)
    }
}

/// The settings of the runtime that each crate depends on.
const RUNTIME: &str = ", default-features = false, features = [\"json\"]";

/// What the program that generates code with the other tools depends on.
const GENERATE: &str = "pbjson-build = \"0.9\"\nprost-build = \"0.14\"\nprost-reflect = \"0.16\"\n";

/// The options of the plugin.
const OPTIONS: &str = "json,client=false,server=false,descriptor_set=none,validate=none";

/// The workspace, with the generators of all tools.
pub struct Crates {
    pub workspace: Workspace,
    /// The program that generates code with the other tools.
    generate: PathBuf,
}

impl Crates {
    /// Creates the workspace, and builds the generators.
    ///
    /// # Errors
    /// If a generator does not compile.
    pub fn new(root: &Path, folder: PathBuf) -> Result<Self> {
        let mut workspace = Workspace::new(root, folder, RUNTIME)?;
        let generate = workspace.member("generate", GENERATE)?;
        let program = include_str!("program/generate.rs");
        process::keep(&generate.join("main.rs"), program)?;
        let build = ["build", "--quiet", "--package", "generate"];
        succeed(workspace.cargo().args(build))?;
        for tool in TOOLS {
            workspace.empty(&tool.empty(), tool.dependencies)?;
        }
        Ok(Self {
            generate: workspace.folder.join("target/debug/generate"),
            workspace,
        })
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
        let sources = self.workspace.member(&name, tool.dependencies)?;
        let proto = sources.join("proto");
        let descriptors = sources.join("set.binpb");
        fs::write(&descriptors, request.to_set())?;
        if tool == TOOLS[0] {
            self.workspace.generate(&name, request, OPTIONS, &proto)?;
        } else {
            empty(&proto)?;
            let mut generate = Command::new(&self.generate);
            succeed(generate.arg(tool.name).args([&descriptors, &proto]))?;
        }
        process::keep(&sources.join("codec.rs"), tool.codec)?;
        fs::write(sources.join(file), text)?;
        Ok(name)
    }
}
