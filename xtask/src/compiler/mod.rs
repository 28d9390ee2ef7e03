//! `cargo xtask compiler`: compares the compiler with protoc, on protos of public repositories and on small cases.

mod compare;
mod corpus;
mod dump;
mod message;
mod mutants;
mod ours;
mod protoc;
mod report;
mod unit;
mod workers;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::process;
use compare::Judge;
use corpus::Candidate;
use dump::Schema;
use protoc::{Outcome, Protoc};
use report::Report;
use unit::Unit;
use workers::Worker;

const USAGE: &str = "usage: cargo xtask compiler [--mutate <count>] [--seed 1] [--show 1] [--pairs] [--folder <folder>]... [filter ...]";

/// The settings of a run.
struct Settings {
    /// The number of mutants to compare instead of the files.
    mutants: Option<usize>,
    seed: u64,
    /// The number of examples of each class of differences.
    show: usize,
    /// Folders with protos to compile instead of the repository's; each is an include path too.
    folders: Vec<PathBuf>,
    /// Whether to print the texts of both compilers for the same errors.
    pairs: bool,
    /// Texts of which a label must contain one, if there are any.
    filters: Vec<String>,
}

impl Settings {
    fn parse(mut arguments: impl Iterator<Item = OsString>) -> Result<Self> {
        let mut settings = Self {
            mutants: None,
            seed: 1,
            show: 1,
            folders: Vec::new(),
            pairs: false,
            filters: Vec::new(),
        };
        while let Some(argument) = arguments.next() {
            let argument = argument.into_string().ok().context(USAGE)?;
            if argument == "--folder" {
                let folder = arguments.next().context(USAGE)?;
                settings.folders.push(std::path::absolute(folder)?);
                continue;
            }
            let mut number = || arguments.next()?.to_str()?.parse().ok();
            match argument.as_str() {
                "--mutate" => settings.mutants = Some(number().context(USAGE)?),
                "--seed" => settings.seed = number().context(USAGE)? as u64,
                "--pairs" => settings.pairs = true,
                "--show" => settings.show = number().context(USAGE)?,
                option if option.starts_with('-') => bail!(USAGE),
                _ => settings.filters.push(argument),
            }
        }
        Ok(settings)
    }

    fn accepts(&self, label: &str) -> bool {
        let filters = &self.filters;
        filters.is_empty() || filters.iter().any(|filter| label.contains(filter.as_str()))
    }
}

/// Compares with protoc. The last line has the number of differences.
///
/// # Errors
/// If there are differences, or if protoc cannot be run.
pub fn run(arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let settings = Settings::parse(arguments)?;
    let root = process::root()?;
    let target = corpus::target(&root)?;
    let judge = judge(&target)?;
    let candidates = if settings.folders.is_empty() {
        corpus::all(&root, &target)?
    } else {
        corpus::of_folders(&settings.folders)?
    };
    ours::catch_panics();
    match settings.mutants {
        Some(count) => mutants::run(&settings, count, &target, &judge, &candidates),
        None => files(&settings, &target, &judge, &candidates),
    }
}

fn judge(target: &Path) -> Result<Judge> {
    let protoc = Protoc::new(target)?;
    let descriptor = Unit {
        label: String::new(),
        folders: [].into(),
        names: vec!["google/protobuf/descriptor.proto".to_owned()],
        content: 0,
        mutant: None,
    };
    let schema = Schema::of(protoc.set(&descriptor, target)?)?;
    Ok(Judge { protoc, schema })
}

/// Compiles each file alone, and whole repositories.
fn files(
    settings: &Settings,
    target: &Path,
    judge: &Judge,
    candidates: &[Candidate],
) -> Result<()> {
    let chosen = workers::spread(target, candidates.len(), |index, worker| {
        choose(judge, &candidates[index], worker)
    })?;
    let mut units = whole(candidates, &chosen);
    units.extend(chosen.into_iter().map(|(unit, _)| unit));
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

/// The first unit of a file that protoc accepts, or the natural one, and whether protoc accepts the natural one.
fn choose(judge: &Judge, candidate: &Candidate, worker: &Worker) -> Result<(Unit, bool)> {
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
