//! The validators, which run in Node.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::executor::Violation;
use super::search::Sample;
use crate::process;

/// The scripts, with their packages.
pub struct Node {
    folder: PathBuf,
    documents: PathBuf,
}

/// What Ajv says about a message.
pub struct Verdict {
    pub errors: Vec<Value>,
    /// Whether the schema contains the text of the broken rule.
    pub contains_text: bool,
}

impl Node {
    /// Installs the packages.
    ///
    /// # Errors
    /// If npm fails.
    pub fn prepare(root: &Path, folder: &Path, documents: PathBuf) -> Result<Self> {
        let folder = folder.join("node");
        process::copy(&root.join("xtask/openapi"), &folder)?;
        process::npm(&folder)?;
        Ok(Self { folder, documents })
    }

    fn script(&self, name: &str) -> Command {
        let mut command = Command::new("node");
        command.arg(self.folder.join(name)).arg(&self.documents);
        command
    }

    /// The faults of documents, a line for each.
    ///
    /// # Errors
    /// If the script fails.
    pub fn documents(&self, names: &[String]) -> Result<Vec<String>> {
        let output = process::output(self.script("documents.mjs").args(names))?;
        Ok(output.lines().map(str::to_owned).collect())
    }

    /// Validates messages by the schemas of their types.
    ///
    /// # Errors
    /// If the script fails.
    pub fn messages(&self, samples: &[Sample]) -> Result<Vec<Verdict>> {
        let mut records = String::new();
        for sample in samples {
            let (document, name) = sample.name.split_once('/').unwrap_or_default();
            let message: Value = serde_json::from_str(&sample.json)?;
            let text = sample.broken.as_ref().map(Violation::text);
            let record =
                json!({"document": document, "type": name, "text": text, "message": message});
            let mut record = record;
            if text.is_none() {
                record
                    .as_object_mut()
                    .context("a record is an object")?
                    .remove("text");
            }
            records.push_str(&format!("{record}\n"));
        }
        let input = self.folder.join("messages.jsonl");
        fs::write(&input, records)?;
        let output = process::output(self.script("messages.mjs").stdin(File::open(input)?))?;
        let verdicts: Vec<_> = output.lines().map(Verdict::read).collect::<Result<_>>()?;
        ensure!(verdicts.len() == samples.len(), "a message has no answer");
        Ok(verdicts)
    }
}

impl Verdict {
    fn read(line: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(line)?;
        let errors = value["errors"].as_array().context("an answer has errors")?;
        Ok(Self {
            errors: errors.clone(),
            contains_text: value["contains"] == true,
        })
    }
}
