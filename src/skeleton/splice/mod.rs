//! Edits of code that a person owns: what is missing comes in, and no other byte changes.

mod additions;
mod functions;
mod modules;
mod proof;
mod renames;
mod text;

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::stub::Part;
use super::survey::{Found, Survey};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::targets::ServiceOutline;
use additions::{Addition, addition};
pub use functions::{Function, functions};
pub use modules::{Module, modules};
use renames::Renaming;
pub use renames::{Rename, Renamed};

/// A file before and after. Both are whole and exact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The file on disk, as the survey found it.
    pub path: PathBuf,
    /// The file, relative to the root of the crate, with `/`.
    pub file: String,
    /// What was read.
    pub before: String,
    /// What is to stand there.
    pub after: String,
    /// What comes in, in the order of the file.
    pub inserted: Vec<Inserted>,
    /// Identifiers that change, in the order of the file.
    pub renamed: Vec<Renamed>,
}

/// What comes into a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inserted {
    /// Its first line in the file as it will be, from 1.
    pub line: usize,
    /// What it is.
    pub what: What,
    /// Its name: the rpc, the message that is checked, the module, the function.
    pub name: String,
}

/// What can come into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// An rpc of a service.
    Rpc,
    /// A function that checks requests.
    Check,
    /// A declaration of a module.
    Module,
    /// A function beside the others: a test.
    Function,
}

/// The edits that add to every implementation what it lacks, and that name functions anew.
///
/// Services that are nowhere or refused are left alone. Each edit is proven: what it says to insert is all that differs,
/// it parses, each method is there once, and a second run has nothing to do.
///
/// # Errors
/// If a rename fits no function, or several; if an edit would not be as it is promised, which is a fault of this program.
pub fn splice(survey: &Survey, renames: &[Rename]) -> Result<Vec<Edit>, Vec<Diagnostic>> {
    let renamed = renames::find(survey, renames)?;
    let mut plans = BTreeMap::<&str, Plan<'_>>::new();
    for (service, part, found) in traits(survey) {
        for implementation in &found.implementations {
            let renames = renamed.iter().filter(|r| r.is_of(implementation));
            let renames: Vec<&Renaming<'_>> = renames.collect();
            let addition = found.refusal.is_none().then(|| {
                let source = &survey.sources[&implementation.file];
                addition(service, part, implementation, &renames, &source.text)
            });
            let plan = plans.entry(&implementation.file).or_default();
            plan.renamings.extend(renames);
            plan.additions.extend(addition.flatten());
        }
    }
    let mut faults = Diagnostics::default();
    let mut edits = Vec::new();
    for (file, plan) in plans {
        let source = &survey.sources[file];
        match plan.edit(survey.root.join(file), source) {
            Ok(edit) => edits.extend(edit),
            Err(fault) => faults.push(*fault),
        }
    }
    faults.end_stage()?;
    Ok(edits)
}

/// All traits of all services, and where each is implemented.
fn traits(survey: &Survey) -> impl Iterator<Item = (&ServiceOutline, Part, &Found)> {
    survey.services.iter().flat_map(|surveyed| {
        let checks = surveyed.checks.iter().map(|found| (Part::Checks, found));
        std::iter::once((Part::Service, &surveyed.service))
            .chain(checks)
            .map(|(part, found)| (&surveyed.outline, part, found))
    })
}

/// What is to be done to a file.
#[derive(Default)]
struct Plan<'s> {
    renamings: Vec<&'s Renaming<'s>>,
    additions: Vec<Addition>,
}
