//! Compares files, and whole repositories.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::Settings;
use super::compare::Judge;
use super::corpus::Candidate;
use super::protoc::Outcome;
use super::report::Report;
use super::unit::Unit;
use super::workers::{self, Worker};

/// Compiles each file alone, and whole repositories.
///
/// # Errors
/// If there are differences, or if protoc cannot be run.
pub fn run(
    settings: &Settings,
    target: &Path,
    judge: &Judge,
    candidates: &[Candidate],
) -> Result<()> {
    let mut units = units(target, judge, candidates)?;
    units.retain(|unit| settings.accepts(&unit.label));
    let results = workers::spread(target, units.len(), |index, worker| {
        let unit = &units[index];
        worker.begin(&unit.label);
        judge.judge(unit, &worker.scratch)
    })?;
    let mut report = Report::default();
    for (unit, (verdict, warnings)) in units.iter().zip(results) {
        report.add(&unit.label, verdict, warnings);
    }
    if settings.pairs {
        report.print_pairs();
    }
    report.print(settings.show);
    report.print_warnings();
    println!(
        "compiler: files={} equal={} refused_alike={} differ={}",
        report.units, report.equal, report.refused_alike, report.differ
    );
    ensure!(report.differ == 0, "the compiler differs from protoc");
    Ok(())
}

/// The units of all repositories, then those of all files.
///
/// # Errors
/// If protoc cannot be run.
pub fn units(target: &Path, judge: &Judge, candidates: &[Candidate]) -> Result<Vec<Unit>> {
    let chosen = workers::spread(target, candidates.len(), |index, worker| {
        choose(judge, &candidates[index], worker)
    })?;
    let mut units = whole(candidates, &chosen);
    units.extend(chosen.into_iter().map(|(unit, _)| unit));
    Ok(units)
}

/// The first unit of a file that protoc accepts, or the natural one, and whether protoc accepts the natural one.
pub fn choose(judge: &Judge, candidate: &Candidate, worker: &Worker) -> Result<(Unit, bool)> {
    for (index, unit) in candidate.units.iter().enumerate() {
        let answer = judge.protoc.ask(unit, &worker.scratch)?;
        if matches!(answer.outcome, Outcome::Accepted(_)) {
            return Ok((unit.clone(), index == 0));
        }
    }
    let natural = candidate
        .units
        .first()
        .context("a file has an include path")?;
    Ok((natural.clone(), false))
}

/// For each repository, a unit of the files that protoc accepts, and one of all files.
fn whole(candidates: &[Candidate], chosen: &[(Unit, bool)]) -> Vec<Unit> {
    let mut units: BTreeMap<(&str, bool), Unit> = BTreeMap::new();
    for (candidate, (_, accepted)) in candidates.iter().zip(chosen) {
        let (Some(folder), Some(natural)) = (candidate.whole, candidate.units.first()) else {
            continue;
        };
        for all in [false, true] {
            if !all && !accepted {
                continue;
            }
            let what = if all {
                "all files"
            } else {
                "all accepted files"
            };
            let unit = units.entry((folder, all)).or_insert_with(|| Unit {
                label: format!("{folder}, {what}"),
                names: Vec::new(),
                ..natural.clone()
            });
            unit.names.extend(natural.names.iter().cloned());
        }
    }
    units.into_values().collect()
}
