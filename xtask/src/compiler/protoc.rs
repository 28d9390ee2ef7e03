//! Runs protoc, and remembers its answers.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;

use anyhow::{Context, Result};
use prost::Message as _;
use serde_json::{Value, json};

use super::message::Message;
use super::plugin::{self, PluginRequest};
use super::unit::{Unit, hash};
use crate::process;

/// Replaces the folder of a mutant in messages.
const MUTANT: &str = "/mutant";

/// protoc, with a file of its answers in earlier runs.
pub struct Protoc {
    program: PathBuf,
    include: PathBuf,
    folder: PathBuf,
    plugin: PathBuf,
    known: Mutex<Known>,
}

struct Known {
    answers: HashMap<u64, Answer>,
    file: File,
}

/// What protoc does with a unit.
#[derive(Clone)]
pub struct Answer {
    pub outcome: Outcome,
    stderr: String,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Outcome {
    /// The hash of the descriptor set.
    Accepted(u64),
    Refused,
    /// A signal ended protoc.
    Crashed,
}

impl Protoc {
    /// # Errors
    /// If there is no protoc for this machine, or the file of answers cannot be read.
    pub fn new(target: &Path) -> Result<Self> {
        let program = protoc_bin_vendored::protoc_bin_path()?;
        let version = process::output(Command::new(&program).arg("--version"))?;
        let path = target.join(format!("protoc-{:016x}.answers", hash(version)));
        let text = fs::read_to_string(&path).unwrap_or_default();
        let folder = target.join("nothing");
        fs::create_dir_all(&folder)?;
        Ok(Self {
            program,
            include: protoc_bin_vendored::include_path()?,
            folder,
            plugin: plugin::write(target)?,
            known: Mutex::new(Known {
                answers: text.lines().filter_map(remembered).collect(),
                file: OpenOptions::new().create(true).append(true).open(path)?,
            }),
        })
    }

    /// What protoc does with a unit. A mutant is written to a folder that only the caller uses.
    ///
    /// # Errors
    /// If protoc cannot be run.
    pub fn ask(&self, unit: &Unit, scratch: &Path) -> Result<Answer> {
        let key = unit.key();
        if let Some(answer) = self.lock().answers.get(&key) {
            return Ok(answer.clone());
        }
        let output = self.run(unit, scratch)?;
        let outcome = match output.status.code() {
            Some(0) => Outcome::Accepted(hash(&output.stdout)),
            Some(_) => Outcome::Refused,
            None => Outcome::Crashed,
        };
        let stderr = String::from_utf8_lossy(&output.stderr);
        // The next run may use another folder for the mutant.
        let folder = scratch.to_string_lossy();
        let answer = Answer {
            outcome,
            stderr: stderr.replace(&*folder, MUTANT),
        };
        self.remember(key, &answer)?;
        Ok(answer)
    }

    fn remember(&self, key: u64, answer: &Answer) -> Result<()> {
        let mut known = self.lock();
        let line = format!("{}\n", to_line(key, answer));
        known.file.write_all(line.as_bytes())?;
        known.answers.insert(key, answer.clone());
        Ok(())
    }

    /// The hash of the request for a plugin; `None` if protoc refuses that a plugin reads the files.
    ///
    /// # Errors
    /// If protoc cannot be run.
    pub fn ask_request(&self, unit: &Unit, scratch: &Path) -> Result<Option<u64>> {
        let key = hash((unit.key(), "files of a request"));
        let known = self.lock().answers.get(&key).map(|answer| answer.outcome);
        let outcome = match known {
            Some(outcome) => outcome,
            None => {
                let outcome = match self.request(unit, scratch)? {
                    Some(request) => Outcome::Accepted(hash(request.to_set())),
                    None => Outcome::Refused,
                };
                let stderr = String::new();
                self.remember(key, &Answer { outcome, stderr })?;
                outcome
            }
        };
        Ok(match outcome {
            Outcome::Accepted(hash) => Some(hash),
            Outcome::Refused | Outcome::Crashed => None,
        })
    }

    /// The request for a plugin.
    ///
    /// # Errors
    /// If protoc cannot be run.
    pub fn request(&self, unit: &Unit, scratch: &Path) -> Result<Option<PluginRequest>> {
        let file = scratch.join("request");
        let mut command = Command::new(&self.program);
        command
            .current_dir(&self.folder)
            .env(plugin::VARIABLE, &file);
        command.arg(process::option(
            "--plugin=protoc-gen-request=",
            &self.plugin,
        ));
        command.arg(process::option("--request_out=", scratch));
        let folders = unit.folders.iter().chain([&self.include]);
        command.args(folders.map(|folder| process::option("-I", folder)));
        let output = command.args(&unit.names).output()?;
        if !output.status.success() {
            return Ok(None);
        }
        Ok(Some(PluginRequest::decode(&*fs::read(file)?)?))
    }

    /// The descriptor set of a unit that protoc accepts.
    ///
    /// # Errors
    /// If protoc cannot be run.
    pub fn set(&self, unit: &Unit, scratch: &Path) -> Result<Vec<u8>> {
        Ok(self.run(unit, scratch)?.stdout)
    }

    fn run(&self, unit: &Unit, scratch: &Path) -> Result<Output> {
        let mut command = self.command();
        if let Some((name, content)) = &unit.mutant {
            let file = scratch.join(name);
            fs::create_dir_all(file.parent().context("a file is in a folder")?)?;
            fs::write(file, content)?;
            command.arg(process::option("-I", scratch));
        }
        let folders = unit.folders.iter().chain([&self.include]);
        command.args(folders.map(|folder| process::option("-I", folder)));
        command.args(&unit.names);
        let output = command.output().with_context(|| format!("{command:?}"))?;
        if let Some((name, _)) = &unit.mutant {
            fs::remove_file(scratch.join(name))?;
        }
        Ok(output)
    }

    /// A command that writes a descriptor set to its output, without include paths and files.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        // No file is here, because protoc prefers a file of the current folder to one of an include path.
        command.current_dir(&self.folder).args([
            "--include_imports",
            "--include_source_info",
            "--descriptor_set_out=/dev/stdout",
        ]);
        command
    }

    /// The folder of the files that protoc comes with.
    pub fn include(&self) -> &Path {
        &self.include
    }

    /// The path of protoc.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// The messages of an answer.
    pub fn messages(&self, answer: &Answer, unit: &Unit) -> Vec<Message> {
        let mut folders: Vec<&Path> = unit.folders.iter().map(PathBuf::as_path).collect();
        folders.extend([Path::new(MUTANT), &self.include]);
        // A folder may be in another.
        folders.sort_by_key(|folder| std::cmp::Reverse(folder.as_os_str().len()));
        Message::parse_all(&answer.stderr, &folders)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Answer {
    /// What protoc prints.
    pub fn text(&self) -> &str {
        &self.stderr
    }
}

fn to_line(key: u64, answer: &Answer) -> Value {
    let (kind, hash) = match answer.outcome {
        Outcome::Accepted(hash) => ("accepted", hash),
        Outcome::Refused => ("refused", 0),
        Outcome::Crashed => ("crashed", 0),
    };
    json!([key, kind, hash, answer.stderr])
}

/// An answer of an earlier run, by the key of its unit.
fn remembered(line: &str) -> Option<(u64, Answer)> {
    let value: Value = serde_json::from_str(line).ok()?;
    let outcome = match value[1].as_str()? {
        "accepted" => Outcome::Accepted(value[2].as_u64()?),
        "refused" => Outcome::Refused,
        _ => Outcome::Crashed,
    };
    let stderr = value[3].as_str()?.to_owned();
    Some((value[0].as_u64()?, Answer { outcome, stderr }))
}
