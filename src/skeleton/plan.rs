//! The plan of a run: what it changes in which file, decided before the first byte is written, and the commit of it.

use std::path::PathBuf;

use super::{Added, Finding, Project, Renamed};
use crate::diagnostics::Diagnostic;
use crate::output::{self, Before, Change, Stale, Summary};

/// All that a run will do.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// All files that are looked after, in the order in which they are written: whenever the process ends, the next run
    /// finds what is left to do.
    pub files: Vec<File<'a>>,
    /// What is left for a person; the project does not match the schema until it is done.
    pub left: Vec<Finding>,
    /// What a person should know.
    pub notes: Vec<Finding>,
}

/// A file that is looked after.
#[derive(Clone, Debug)]
pub struct File<'a> {
    pub path: PathBuf,
    pub action: Action,
    /// Whether it is generated, and not a person's.
    pub is_generated: bool,
    /// What comes into it.
    pub added: Vec<Added>,
    /// Functions that get another name.
    pub renamed: Vec<Renamed>,
    pub(super) change: Option<Change<'a>>,
}

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// A new file that a person owns from then on.
    Create,
    /// Generated code is written anew.
    Write,
    /// Something is put into a person's file.
    Merge,
    /// Generated code that is no longer made goes.
    Remove,
    /// It is as it should be.
    Same,
}

/// Compares the generated code on disk with what it should be.
///
/// # Errors
/// As [`compare`](output::compare).
pub fn compare(project: &Project<'_>) -> Result<Summary, Vec<Diagnostic>> {
    let stale = Stale::Remove(project.extension);
    output::compare(project.out, project.files, stale, project.foreign)
}

/// The generated code, all of it.
pub fn generated_files<'a>(project: &Project<'a>, summary: &Summary) -> Vec<File<'a>> {
    let changes = output::changes(project.out, project.files, summary);
    let changed = changes.into_iter().map(|change| File {
        path: change.path.clone(),
        action: match change.after {
            Some(_) => Action::Write,
            None => Action::Remove,
        },
        is_generated: true,
        added: Vec::new(),
        renamed: Vec::new(),
        change: Some(change),
    });
    let same = summary.unchanged.iter();
    let same = same.map(|name| File {
        is_generated: true,
        ..File::same(project.out.join(name))
    });
    changed.chain(same).collect()
}

impl<'a> Plan<'a> {
    /// A plan for these files, which are ordered here.
    pub fn new(mut files: Vec<File<'a>>, left: Vec<Finding>, notes: Vec<Finding>) -> Self {
        files.sort_by(|one, other| (one.rank(), &one.path).cmp(&(other.rank(), &other.path)));
        Self { files, left, notes }
    }

    /// Whether nothing would be written.
    pub fn is_current(&self) -> bool {
        self.files.iter().all(|file| file.change.is_none())
    }

    /// Makes all changes.
    ///
    /// # Errors
    /// As [`commit`](output::commit()).
    pub fn commit(&self) -> Result<(), Vec<Diagnostic>> {
        output::commit(&self.changes())
    }

    /// The changes of all files, in the order in which they are committed.
    pub fn changes(&self) -> Vec<Change<'_>> {
        let changes = self.files.iter().filter_map(|file| file.change.as_ref());
        changes.cloned().collect()
    }
}

impl File<'_> {
    pub(super) fn same(path: PathBuf) -> Self {
        Self {
            path,
            action: Action::Same,
            is_generated: false,
            added: Vec::new(),
            renamed: Vec::new(),
            change: None,
        }
    }

    /// Files come before the declarations that name them, and tests before what they test: a run that was cut short
    /// leaves nothing that the next one would not see is missing.
    pub fn rank(&self) -> (Action, u8) {
        let holds = |kind| self.added.iter().any(|added| added.kind == kind);
        let rank = match self.action {
            // A check comes in only with the rpc that takes the request.
            Action::Merge if holds("rpc") => 3,
            Action::Merge if holds("check") => 2,
            Action::Merge if holds("module") => 1,
            _ => 0,
        };
        (self.action, rank)
    }

    /// The text before and after, as far as it is text; `None` for no file.
    pub fn texts(&self) -> Option<(Option<String>, Option<String>)> {
        let change = self.change.as_ref()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let before = match &change.before {
            Before::Content(before) => before.as_deref().map(text),
            Before::Anything => output::read_file(&change.path).ok().as_deref().map(text),
        };
        Some((before, change.after.as_deref().map(text)))
    }
}
