//! A program that validates messages of golden cases, and prints their JSON.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::cases::Case;
use crate::conformance::executor::messages;
use crate::differential_json::records::{self, Running};
use crate::process::{self, succeed};

/// The built program.
pub struct Executor {
    program: PathBuf,
    folder: PathBuf,
}

/// A message, and the name of its case and type.
pub struct Asked<'a> {
    pub name: &'a str,
    pub bytes: &'a [u8],
}

/// The result of a message.
pub struct Answer {
    pub violations: Vec<Violation>,
    pub json: String,
}

/// A violated rule.
pub struct Violation {
    /// The path of the field.
    pub field: String,
    pub rule: String,
    pub message: String,
}

impl Violation {
    /// The text of the rule in a description.
    pub fn text(&self) -> String {
        const WRONG: [(&str, &str); 5] = [
            ("does not match regex pattern ", "must match regex pattern "),
            ("does not have prefix ", "must have prefix "),
            ("does not have suffix ", "must have suffix "),
            ("does not contain ", "must contain "),
            ("contains substring ", "must not contain substring "),
        ];
        if self.message.ends_with("\" returned false") {
            return "must satisfy `".to_owned();
        }
        let positive = WRONG.iter().find_map(|(wrong, right)| {
            let rest = self.message.strip_prefix(wrong)?;
            Some(format!("{right}{rest}"))
        });
        positive.unwrap_or_else(|| self.message.clone())
    }
}

impl Executor {
    /// Builds it for some cases.
    ///
    /// # Errors
    /// If their code does not compile.
    pub fn build(root: &Path, folder: &Path, cases: &[Case]) -> Result<Self> {
        let member = folder.join("executor");
        let source = member.join("src");
        fs::create_dir_all(&source)?;
        let (mut modules, mut registries, mut arms) = (String::new(), String::new(), String::new());
        for case in cases {
            let name = &case.name;
            let code = source.join("cases").join(name);
            fs::create_dir_all(&code)?;
            for file in &case.code {
                process::keep(&code.join(&file.name), &file.content)?;
            }
            writeln!(
                modules,
                "#[path = \"cases/{name}/mod.rs\"]\npub mod {name};"
            )?;
            writeln!(
                registries,
                "    let mut registry = Registry::new();\n    {name}::register_all(&mut registry);\n    \
                 registries.insert(\"{name}\", registry);"
            )?;
            for (full_name, path) in messages(&case.request)? {
                let path = path.replacen("proto::", &format!("{name}::"), 1);
                writeln!(
                    arms,
                    "        \"{name}/{full_name}\" => crate::validate::<{path}>(bytes),"
                )?;
            }
        }
        let module = format!(
            "{modules}\nuse std::collections::HashMap;\nuse rpcsmith_runtime::message::reflect::Registry;\n\n\
             pub fn registries() -> HashMap<&'static str, Registry> {{\n    let mut registries = HashMap::new();\n\
             {registries}    registries\n}}\n\n\
             pub fn check(name: &str, bytes: &[u8]) -> Result<String, String> {{\n    match name {{\n{arms}        \
             _ => Err(\"there is no such type\".to_owned()),\n    }}\n}}\n"
        );
        process::keep(&source.join("cases.rs"), &module)?;
        process::keep(&source.join("main.rs"), include_str!("program.rs.txt"))?;
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
            folder: folder.to_owned(),
        })
    }

    /// The answers for messages. Messages without a form in JSON, and those whose rules end in an error, have none.
    ///
    /// # Errors
    /// If the program fails.
    pub fn ask(&self, asked: &[Asked<'_>]) -> Result<Vec<Option<Answer>>> {
        let mut input = Vec::new();
        for Asked { name, bytes } in asked {
            records::write(&mut input, name, 0, bytes);
        }
        let command = Command::new(&self.program);
        let mut answers = Running::start(command, &self.folder, "messages", &input)?.answers()?;
        let answer = |_: &Asked<'_>| match answers.answer()? {
            Ok(bytes) => Answer::read(std::str::from_utf8(&bytes)?).map(Some),
            Err(_) => Ok(None),
        };
        asked.iter().map(answer).collect()
    }
}

impl Answer {
    fn read(text: &str) -> Result<Self> {
        let (lines, json) = match text.strip_prefix('\n') {
            Some(json) => ("", json),
            None => text
                .split_once("\n\n")
                .context("an answer has an empty line")?,
        };
        let violation = |line: &str| {
            let mut parts = line.split('\t').map(str::to_owned);
            let mut next = || parts.next().unwrap_or_default();
            Violation {
                field: next(),
                rule: next(),
                message: next(),
            }
        };
        Ok(Self {
            violations: lines.lines().map(violation).collect(),
            json: json.to_owned(),
        })
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
         rpcsmith-runtime = {{ path = {runtime:?}, default-features = false, features = [\"descriptor\", \"dyn\", \"json\", \
         \"time-zones\", \"validate\"] }}\n"
    )
}
