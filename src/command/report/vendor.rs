//! Reports the copies that `rpcsmith vendor` writes.

use std::path::PathBuf;

use serde::Serialize;

use super::json::RunEntry;
use super::text::{counted, shown};
use super::{print, print_diagnostics, print_json};
use crate::diagnostics::Diagnostic;
use crate::frontend::Sources;

/// The result of `vendor`. With `--dry-run`, the planned changes.
pub struct VendorResult {
    pub copies: Vec<Copy>,
    pub warnings: Vec<Diagnostic>,
    /// Holds the lines that the warnings are about.
    pub sources: Sources,
}

/// The copy of a bundled file.
pub struct Copy {
    /// The name of the bundled file, as `import` writes it.
    pub name: String,
    pub path: PathBuf,
    pub state: CopyState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyState {
    /// The copy is new.
    Created,
    /// The copy differed, and is replaced.
    Updated,
    /// The copy already has the bundled text.
    Same,
    /// The copy differs, and stays.
    Kept,
}

impl CopyState {
    fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Same => "same",
            Self::Kept => "kept",
        }
    }
}

/// How to report.
#[derive(Clone, Copy)]
pub struct VendorReport {
    pub dry_run: bool,
    pub json: bool,
    pub quiet: bool,
}

impl VendorReport {
    pub fn print(self, result: &VendorResult) {
        print_diagnostics(&result.warnings, &result.sources, self.quiet);
        if self.json {
            let head = HeadEntry {
                dry_run: self.dry_run,
            };
            let files = result.copies.iter().map(FileEntry::new);
            print_json(&RunEntry::new("ok", head, files, &result.warnings));
        } else if !self.quiet {
            print(&text(result, self.dry_run));
        }
    }
}

/// A line for each file that is not up to date, and a summary.
fn text(result: &VendorResult, dry_run: bool) -> String {
    if result.copies.is_empty() {
        return "the crate imports no bundled file\n".to_owned();
    }
    let mut text = String::new();
    for Copy { path, state, .. } in &result.copies {
        let path = shown(path);
        text += &match state {
            CopyState::Created => format!("create {path}\n"),
            CopyState::Updated => format!("update {path}\n"),
            CopyState::Same => continue,
            CopyState::Kept => format!("keep {path} (differs from the bundled file)\n"),
        };
    }
    let count = |states: &[CopyState]| {
        let copies = result.copies.iter();
        copies.filter(|copy| states.contains(&copy.state)).count()
    };
    let written = counted(count(&[CopyState::Created, CopyState::Updated]), "file");
    let done = if dry_run { "to write" } else { "written" };
    text += &format!("{written} {done}, {} up to date", count(&[CopyState::Same]));
    match count(&[CopyState::Kept]) {
        0 => text + "\n",
        kept => text + &format!(", {kept} kept\n"),
    }
}

#[derive(Serialize)]
struct HeadEntry {
    dry_run: bool,
}

#[derive(Serialize)]
struct FileEntry<'a> {
    /// The name of the bundled file, as `import` writes it.
    name: &'a str,
    path: String,
    status: &'static str,
}

impl<'a> FileEntry<'a> {
    fn new(copy: &'a Copy) -> Self {
        Self {
            name: &copy.name,
            path: copy.path.display().to_string(),
            status: copy.state.name(),
        }
    }
}
