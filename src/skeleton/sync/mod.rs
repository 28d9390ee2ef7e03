//! Bringing a crate in line with its schema: what a run will change, decided before the first byte is written.
//!
//! | step | where |
//! |---|---|
//! | the crate is surveyed, and the edits of its implementations are made | [`survey`], [`splice`] |
//! | services that are new get their files, modules and tests | `services` |
//! | Cargo.toml gets what the code needs | `dependencies`, `manifest` |
//! | what a person has to do is told | `left` |
//! | all changes are made together | [`commit`](output::commit()) |

mod dependencies;
mod draft;
mod left;
mod library;
pub mod manifest;
mod named;
mod services;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use super::findings::Finding;
use super::splice::{Rename, Renamed, splice};
use super::survey::{Also, Survey, Target, survey_as};
use crate::Generated;
use crate::diagnostics::Diagnostic;
use crate::options::Options;
use crate::output::{self, Before, Change, Foreign, Stale};
use crate::rust::{Layout, RustOptions};
pub use dependencies::{lacking, workspace};
use draft::Draft;
use library::Library;
pub use manifest::Added;

/// The name of the file that makes a directory a crate.
const MANIFEST: &str = "Cargo.toml";

/// A crate, and what its schema makes of it.
#[derive(Clone, Copy, Debug)]
pub struct Project<'a> {
    /// The directory of its Cargo.toml.
    pub root: &'a Path,
    /// Where the generated code goes.
    pub out: &'a Path,
    /// The options of every target.
    pub options: &'a Options,
    /// The options of Rust alone.
    pub rust: &'a RustOptions,
    /// The generated code, and what is to be implemented.
    pub generated: &'a Generated,
    /// What to do about other files in their places.
    pub foreign: Foreign,
}

/// All that a run will do.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// All files that are looked after, in the order in which they are written: whenever the process ends, the next run
    /// finds what is left to do.
    pub files: Vec<File<'a>>,
    /// What is left for a person. All of it keeps the crate from being in line with the schema.
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
    change: Option<Change<'a>>,
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

/// Reads the crate and decides on everything; writes nothing.
///
/// # Errors
/// If there is no such crate, if its Cargo.toml is none, if a rename fits nothing, or if the file system refuses. What
/// keeps one implementation from being added to is [left](Plan::left) for a person, and the others are added to.
pub fn plan<'a>(project: Project<'a>, renames: &[Rename]) -> Result<Plan<'a>, Vec<Diagnostic>> {
    let survey = project.survey()?;
    let edits = splice(&survey, renames)?;
    // A function under its new name may have other types than its rpc.
    let renamed = match renames {
        [] => None,
        _ => {
            let texts = edits
                .iter()
                .map(|edit| (edit.path.clone(), edit.after.clone()));
            Some(project.survey_as(Also {
                texts: texts.collect(),
                tests: false,
            })?)
        }
    };
    let summary = output::compare(
        project.out,
        &project.generated.files,
        Stale::Remove(project.generated.extension),
        project.foreign,
    )?;
    let mut draft = Draft::new(project.root);
    for edit in edits {
        draft.edited(edit);
    }
    let manifest = draft.text(MANIFEST)?.unwrap_or_default();
    let library = Library::of(project.root, &manifest);
    let (of_services, of_tests) = services::add(&project, &survey, library.as_ref(), &mut draft)?;
    let of_dependencies = dependencies::add(&project, &mut draft)?;
    let of_functions = left::left(&project, renamed.as_ref().unwrap_or(&survey));
    let mut files = draft.files();
    files.extend(generated(&project, &summary));
    files.sort_by(|one, other| (one.rank(), &one.path).cmp(&(other.rank(), &other.path)));
    Ok(Plan {
        files,
        left: [of_functions, of_services, of_dependencies].concat(),
        notes: [left::not_served(&survey), of_tests].concat(),
    })
}

impl Project<'_> {
    /// The crate as it is.
    ///
    /// # Errors
    /// As [`survey`](super::survey::survey).
    pub fn survey(&self) -> Result<Survey, Vec<Diagnostic>> {
        self.survey_as(Also {
            tests: true,
            ..Also::default()
        })
    }

    /// The crate with what else is asked for.
    fn survey_as(&self, also: Also) -> Result<Survey, Vec<Diagnostic>> {
        let absolute = std::path::absolute(self.out);
        let target = Target {
            root: self.root,
            generated: Some(absolute.as_deref().unwrap_or(self.out)),
            runtime: &self.rust.runtime,
        };
        let services = match self.options.server {
            true => self.generated.services.clone(),
            false => Vec::new(),
        };
        survey_as(&target, services, &also)
    }

    /// Whether there is one module that holds all packages.
    fn has_tree(&self) -> bool {
        self.rust.layout == Layout::Package
    }
}

/// The generated code, all of it.
fn generated<'a>(project: &Project<'a>, summary: &output::Summary) -> Vec<File<'a>> {
    let changes = output::changes(project.out, &project.generated.files, summary);
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

impl Plan<'_> {
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

    fn changes(&self) -> Vec<Change<'_>> {
        let changes = self.files.iter().filter_map(|file| file.change.as_ref());
        changes.cloned().collect()
    }
}

impl File<'_> {
    fn same(path: PathBuf) -> Self {
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
    fn rank(&self) -> (Action, u8) {
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
