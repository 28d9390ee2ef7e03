//! Reports the files that `new` and `init` write, and the code that a person has to paste.

use std::path::Path;

use serde::Serialize;

use super::json::RunEntry;
use super::text::shown;
use super::{print, print_diagnostics, print_json};
use crate::diagnostics::Diagnostic;
use crate::frontend::Sources;
use crate::skeleton::{NewProject, ScaffoldFile};

/// The result of `new` or `init`. With `--dry-run`, what the command would do.
pub struct ScaffoldResult {
    pub project: Box<dyn NewProject>,
    pub files: Vec<FileResult>,
    pub warnings: Vec<Diagnostic>,
}

/// A file of the crate, and its change.
pub struct FileResult {
    pub file: ScaffoldFile,
    pub change: FileChange,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileChange {
    /// The file is new.
    Created,
    /// The file existed, and these items are added.
    Merged(Vec<String>),
    /// The file existed with the same content.
    Same,
    /// The file existed with other content, and stays.
    Kept,
    /// As [`Kept`](Self::Kept), and it lacks code that other files need.
    Lacking,
}

/// How to report.
#[derive(Clone, Copy)]
pub struct ScaffoldReport<'a> {
    /// The folder of the crate.
    pub root: &'a Path,
    pub dry_run: bool,
    pub json: bool,
    pub quiet: bool,
}

impl ScaffoldReport<'_> {
    pub fn print(self, result: &ScaffoldResult, sources: &Sources) {
        print_diagnostics(&result.warnings, sources, self.quiet);
        if self.json {
            let head = HeadEntry {
                dry_run: self.dry_run,
                package: result.project.name(),
                path: self.root.display().to_string(),
            };
            let files = result.files.iter().map(FileEntry::new);
            print_json(&RunEntry::new("ok", head, files, &result.warnings));
        } else if !self.quiet {
            print(&self.text(result));
        }
    }

    fn text(self, result: &ScaffoldResult) -> String {
        let would = if self.dry_run { "would " } else { "" };
        let mut text = String::new();
        for FileResult { file, change } in &result.files {
            let path = shown(&self.root.join(&file.path));
            let line = match change {
                FileChange::Created if self.dry_run => format!("would create {path}"),
                FileChange::Created => format!("created {path}"),
                FileChange::Merged(added) => format!("{would}merge {path} + {}", added.join(", ")),
                FileChange::Same => continue,
                FileChange::Kept | FileChange::Lacking => format!("kept {path}"),
            };
            text += &format!("{line}\n");
        }
        for file in lacking(result) {
            text += &format!(
                "\n{} is yours. Paste into it what it lacks of this:\n\n",
                file.path
            );
            text.extend(file.contents.lines().map(|line| match line {
                "" => "\n".to_owned(),
                line => format!("    {line}\n"),
            }));
        }
        if !self.dry_run && lacking(result).next().is_none() {
            text += &next_steps(self.root, &*result.project);
        }
        text
    }
}

/// The files that lack code that other files need.
fn lacking(result: &ScaffoldResult) -> impl Iterator<Item = &ScaffoldFile> {
    let files = result.files.iter();
    let lacking = files.filter(|result| result.change == FileChange::Lacking);
    lacking.map(|result| &result.file)
}

fn next_steps(root: &Path, project: &dyn NewProject) -> String {
    let enter = if root == Path::new(".") {
        String::new()
    } else {
        format!("cd {}\n", root.display())
    };
    format!("\n{enter}{}", project.next_steps())
}

#[derive(Serialize)]
struct HeadEntry<'a> {
    dry_run: bool,
    package: &'a str,
    path: String,
}

#[derive(Serialize)]
struct FileEntry<'a> {
    name: &'a str,
    owner: &'static str,
    status: &'static str,
    /// The items that are added.
    added: &'a [String],
    /// The code that it needs and may lack.
    paste: Option<&'a str>,
}

impl<'a> FileEntry<'a> {
    fn new(result: &'a FileResult) -> Self {
        Self {
            name: &result.file.path,
            owner: result.file.owner.name(),
            status: match result.change {
                FileChange::Created => "created",
                FileChange::Merged(_) => "merged",
                FileChange::Same => "same",
                FileChange::Kept => "kept",
                FileChange::Lacking => "lacking",
            },
            added: match &result.change {
                FileChange::Merged(added) => added,
                _ => &[],
            },
            paste: (result.change == FileChange::Lacking).then_some(&*result.file.contents),
        }
    }
}
