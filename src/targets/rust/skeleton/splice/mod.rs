//! Edits the user's code: adds missing functions and modules, and changes no other byte.

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
pub use functions::{FunctionInsertion, functions};
pub use modules::{Module, modules};
use renames::Renaming;

/// Creates the edits that rename functions, and add missing functions to each implementation.
///
/// Services without an implementation, or with a refusal, are skipped. Each edit is checked: it only contains its
/// insertions and renames, the result parses, and each method exists once.
///
/// # Errors
/// If a rename matches no function, or functions of several services, or if a check of an edit fails, which is a bug in
/// rpcsmith.
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

/// All traits of all services, with their implementations.
fn traits(analysis: &Analysis) -> impl Iterator<Item = (&ServiceOutline, Part, &TraitImpls)> {
    analysis.services.iter().flat_map(|analyzed| {
        let checks = analyzed.checks.iter().map(|found| (Part::Checks, found));
        std::iter::once((Part::Service, &analyzed.service))
            .chain(checks)
            .map(|(part, found)| (&analyzed.outline, part, found))
    })
}

/// The changes of a file.
#[derive(Default)]
struct Plan<'s> {
    renamings: Vec<&'s Renaming<'s>>,
    additions: Vec<Addition>,
}
