//! The plan of a run: all changes of all files, decided before the first write, and their commit.

use std::path::PathBuf;

use super::{Added, Finding, Project, Renamed};
use crate::diagnostics::Diagnostic;
use crate::output::{self, Before, Change, Stale, Summary};

/// The changes that a run makes, and its messages.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// All tracked files, in the order of writing: if the process ends early, the next run finds the remaining changes.
    pub files: Vec<File<'a>>,
    /// The remaining work of the user. The project does not match the schema until it is done.
    pub remaining: Vec<Finding>,
    /// Notes for the user.
    pub notes: Vec<Finding>,
}

/// A tracked file.
#[derive(Clone, Debug)]
pub struct File<'a> {
    pub path: PathBuf,
    pub action: Action,
    /// Whether it is generated.
    pub is_generated: bool,
    /// The parts that the run adds.
    pub added: Vec<Added>,
    /// The functions that the run renames.
    pub renamed: Vec<Renamed>,
    pub(super) change: Option<Change<'a>>,
}

/// The action of a run on a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Creates a file, which the user owns from then on.
    Create,
    /// Overwrites generated code.
    Write,
    /// Adds code to a file of the user.
    Merge,
    /// Removes generated code that is no longer needed.
    Remove,
    /// Does nothing, because the file is current.
    Same,
}

/// Compares the generated code with the files on disk.
///
/// # Errors
/// As [`compare`](output::compare).
pub fn compare(project: &Project<'_>) -> Result<Summary, Vec<Diagnostic>> {
    let stale = Stale::Remove(project.extension);
    output::compare(project.out, project.files, stale, project.foreign)
}

/// All files of generated code, with their changes.
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
    /// A plan for these files, in any order.
    pub fn new(mut files: Vec<File<'a>>, remaining: Vec<Finding>, notes: Vec<Finding>) -> Self {
        files.sort_by(|one, other| (one.rank(), &one.path).cmp(&(other.rank(), &other.path)));
        Self {
            files,
            remaining,
            notes,
        }
    }

    /// Whether the plan has no changes.
    pub fn is_current(&self) -> bool {
        self.files.iter().all(|file| file.change.is_none())
    }

    /// Writes all changes.
    ///
    /// # Errors
    /// As [`commit`](output::commit()).
    pub fn commit(&self) -> Result<(), Vec<Diagnostic>> {
        output::commit(&self.changes())
    }

    /// The changes of all files, in the order of the commit.
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

    /// The order of writing: files before the declarations that name them, and tests before the code that they test. So the
    /// next run sees everything that an interrupted run did not do.
    pub fn rank(&self) -> (Action, u8) {
        let holds = |kind| self.added.iter().any(|added| added.kind == kind);
        let rank = match self.action {
            // A check is added only together with the rpc that takes the request.
            Action::Merge if holds("rpc") => 3,
            Action::Merge if holds("check") => 2,
            Action::Merge if holds("module") => 1,
            _ => 0,
        };
        (self.action, rank)
    }

    /// The text before and after the change, each `None` if there is no file. `None` without a change.
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
