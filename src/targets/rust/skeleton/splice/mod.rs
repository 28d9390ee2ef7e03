//! Edits of code that a person owns: what is missing comes in, and no other byte changes.

mod additions;
mod functions;
mod modules;
mod proof;
mod renames;

use std::collections::BTreeMap;

use super::analysis::{Analysis, TraitImpls};
use super::stub::Part;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::outline::ServiceOutline;
use crate::skeleton::{Edit, Rename};
use additions::{Addition, addition};
pub use functions::{Function, functions};
pub use modules::{Module, modules};
use renames::Renaming;

/// The edits that add to every implementation what it lacks, and that name functions anew.
///
/// Services that are nowhere or refused are left alone. Each edit is proven: what it says to insert is all that differs,
/// it parses, each method is there once, and a second run has nothing to do.
///
/// # Errors
/// If a rename fits no function, or several; if an edit would not be as it is promised, which is a fault of this program.
pub fn splice(analysis: &Analysis, renames: &[Rename]) -> Result<Vec<Edit>, Vec<Diagnostic>> {
    let renamed = renames::find(analysis, renames)?;
    let mut plans = BTreeMap::<&str, Plan<'_>>::new();
    for (service, part, found) in traits(analysis) {
        for implementation in &found.implementations {
            let renames = renamed.iter().filter(|r| r.is_of(implementation));
            let renames: Vec<&Renaming<'_>> = renames.collect();
            let addition = found.refusal.is_none().then(|| {
                let source = &analysis.sources[&implementation.file];
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
        let source = &analysis.sources[file];
        match plan.edit(analysis.root.join(file), source) {
            Ok(edit) => edits.extend(edit),
            Err(fault) => faults.push(*fault),
        }
    }
    faults.end_stage()?;
    Ok(edits)
}

/// All traits of all services, and where each is implemented.
fn traits(analysis: &Analysis) -> impl Iterator<Item = (&ServiceOutline, Part, &TraitImpls)> {
    analysis.services.iter().flat_map(|analyzed| {
        let checks = analyzed.checks.iter().map(|found| (Part::Checks, found));
        std::iter::once((Part::Service, &analyzed.service))
            .chain(checks)
            .map(|(part, found)| (&analyzed.outline, part, found))
    })
}

/// What is to be done to a file.
#[derive(Default)]
struct Plan<'s> {
    renamings: Vec<&'s Renaming<'s>>,
    additions: Vec<Addition>,
}
