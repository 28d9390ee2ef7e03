//! A program that prints and parses JSON with the generated code of all cases.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::cases::Case;
use crate::process::{self, succeed};

/// The built program.
pub struct Executor {
    program: PathBuf,
}

impl Executor {
    /// Generates the code of the cases, and builds the program in a folder.
    ///
    /// # Errors
    /// If the generator refuses a case, or if its code does not compile.
    pub fn build(root: &Path, folder: &Path, cases: &[Case]) -> Result<Self> {
        let member = folder.join("executor");
        let mut modules = String::from("//! The code of the cases.\n\n");
        let mut registries = String::new();
        for case in cases {
            let name = &case.name;
            let code = member.join("src/cases").join(name);
            fs::create_dir_all(&code)?;
            for file in case.generate()? {
                process::keep(&code.join(&file.name), &file.content)?;
            }
            writeln!(
                modules,
                "#[path = \"cases/{name}/mod.rs\"]\npub mod {name};"
            )?;
            let register = if case.types.is_empty() {
                String::new()
            } else {
                format!("    {name}::register_all(&mut registry);\n")
            };
            writeln!(
                registries,
                "    let mut registry = Registry::new();\n    \
                 {register}    registries.insert(\"{name}\", registry);"
            )?;
        }
        write!(
            modules,
            "\nuse rpcsmith_runtime::message::reflect::Registry;\n\
             use std::collections::HashMap;\n\n\
             pub fn registries() -> HashMap<&'static str, Registry> {{\n    \
             let mut registries = HashMap::new();\n\
             {registries}    registries\n}}\n"
        )?;
        process::keep(&member.join("src/cases.rs"), &modules)?;
        process::keep(&member.join("src/main.rs"), include_str!("program.rs.txt"))?;
        process::keep(&member.join("Cargo.toml"), &manifest(root))?;
        fs::copy(root.join("Cargo.lock"), member.join("Cargo.lock"))?;
        let target = folder.join("target");
        let mut build = process::cargo(&member);
        build
            .args(["build", "--quiet", "--target-dir"])
            .arg(&target);
        succeed(&mut build)?;
        Ok(Self {
            program: target.join("debug/executor"),
        })
    }

    /// Answers records by an action: `print` or `parse`.
    pub fn command(&self, action: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(action);
        command
    }
}

fn manifest(root: &Path) -> String {
    let runtime = root.join("runtime/rust");
    format!(
        "[workspace]\n\n\
         [package]\nname = \"executor\"\nedition = \"2024\"\npublish = false\n\n\
         [lints.rust]\nwarnings = \"allow\"\n\n\
         [profile.dev]\ndebug = false\n\n\
         [dependencies]\nprost = \"0.14\"\nprost-types = \"0.14\"\n\
         rpcsmith-runtime = {{ path = {runtime:?}, default-features = false, features = [\"descriptor\", \"json\"] }}\n"
    )
}
