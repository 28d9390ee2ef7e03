//! `cargo xtask compiler --mutate`: compares the compilers on mutants of the files.

mod mutant;
mod mutations;
mod source;
mod statement;
mod structure;
mod token;
mod words;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::Settings;
use super::compare::{Judge, Verdict, Warnings};
use super::corpus::{self, Candidate};
use super::files::choose;
use super::protoc::Outcome;
use super::report::Report;
use super::unit::Unit;
use super::workers::{self, Worker};
use crate::differential::random::Random;

/// Larger files are not mutated: protoc runs once for each mutant.
const LARGEST: usize = 120_000;

/// The part of mutants, in percent, that must be alike: docs/compiler.md lists the differences.
const ENOUGH: f64 = 99.5;

/// One mutant of this number changes an import of the file instead.
const IMPORTS: usize = 8;

/// One mutant of this number is compiled together with another file.
const COMPANIONS: usize = 10;

/// The kinds of files, each with its part of the mutants.
const PARTS: [(&str, usize); 4] = [
    ("compiler/tests/cases/", 35),
    ("tests/golden/", 10),
    ("protobuf/", 40),
    ("", 15),
];

/// The part of files that protoc refuses is divided by this number: their mutants are most often refused for the same reason.
const REFUSED: usize = 5;

/// A file that is mutated.
struct Original {
    unit: Unit,
    text: Vec<u8>,
    accepted: bool,
}

/// Compares mutants. The last line has the number of differences.
///
/// # Errors
/// If there are too many differences, or if protoc cannot be run.
pub fn run(
    settings: &Settings,
    count: usize,
    target: &Path,
    judge: &Judge,
    candidates: &[Candidate],
) -> Result<()> {
    let originals = originals(settings, target, judge, candidates)?;
    ensure!(!originals.is_empty(), "no file to mutate");
    let parts = parts(&originals);
    let results = workers::spread(target, count, |index, worker| {
        one(settings.seed, index, &originals, &parts, judge, worker)
    })?;
    let mut report = Report::default();
    let folder = target.with_file_name("compiler-mutants");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    for (index, (unit, verdict, warnings)) in results.into_iter().enumerate() {
        if report.add(&unit.label, verdict, warnings) {
            keep(&folder.join(index.to_string()), &unit)?;
        }
    }
    if settings.pairs {
        report.print_pairs();
    }
    report.print(settings.show);
    println!("mutants of each class are in {}", folder.display());
    let compared = (count - report.crashed).max(1);
    let alike = report.equal + report.refused_alike;
    let percent = 100.0 * alike as f64 / compared as f64;
    println!(
        "equal={} refused_alike={}",
        report.equal, report.refused_alike
    );
    println!(
        "compiler mutants: {count} alike={percent:.2}% differ={}",
        report.differ
    );
    ensure!(percent >= ENOUGH, "the compiler differs from protoc");
    Ok(())
}

/// The files that are small.
fn originals(
    settings: &Settings,
    target: &Path,
    judge: &Judge,
    candidates: &[Candidate],
) -> Result<Vec<Original>> {
    let chosen = workers::spread(target, candidates.len(), |index, worker| {
        let candidate = &candidates[index];
        let text = corpus::read(&candidate.path)?;
        let (unit, _) = choose(judge, candidate, worker)?;
        let answer = judge.protoc.ask(&unit, &worker.scratch)?;
        let accepted = matches!(answer.outcome, Outcome::Accepted(_));
        let wanted = text.len() <= LARGEST && settings.accepts(&unit.label);
        Ok(wanted.then_some(Original {
            unit,
            text,
            accepted,
        }))
    })?;
    Ok(chosen.into_iter().flatten().collect())
}

/// The originals of each part, by their indexes, with the weight of the part.
fn parts(originals: &[Original]) -> Vec<(usize, Vec<usize>)> {
    let mut parts: Vec<(usize, Vec<usize>)> = Vec::new();
    for (_, weight) in PARTS {
        parts.extend([(weight * REFUSED, Vec::new()), (weight, Vec::new())]);
    }
    for (index, original) in originals.iter().enumerate() {
        let label = &original.unit.label;
        let starts = |(prefix, _): &(&str, usize)| label.starts_with(prefix);
        if let Some(part) = PARTS.iter().position(starts) {
            parts[2 * part + usize::from(!original.accepted)]
                .1
                .push(index);
        }
    }
    parts.retain(|(_, indexes)| !indexes.is_empty());
    parts
}

fn one(
    seed: u64,
    index: usize,
    originals: &[Original],
    parts: &[(usize, Vec<usize>)],
    judge: &Judge,
    worker: &Worker,
) -> Result<(Unit, Verdict, Warnings)> {
    let mut random = Random::new(super::unit::hash((seed, index)));
    let mut unit = unit(originals, parts, &mut random);
    worker.begin(&format!("mutant {index} of {}", unit.label));
    let (verdict, warnings) = judge.judge(&unit, &worker.scratch)?;
    // Saves memory.
    if !matches!(verdict, Verdict::Differs(_)) {
        unit.mutant = None;
    }
    Ok((unit, verdict, warnings))
}

/// A mutant of a random file.
fn unit(originals: &[Original], parts: &[(usize, Vec<usize>)], random: &mut Random) -> Unit {
    let original = original(originals, parts, random);
    let donor = self::original(originals, parts, random);
    let import = (random.below(IMPORTS) == 0)
        .then(|| import(original, random))
        .flatten();
    let root = || (original.unit.names[0].clone(), original.text.clone());
    let (name, text) = import.unwrap_or_else(root);
    let mut unit = original.unit.clone();
    if random.below(COMPANIONS) == 0 {
        add_companion(&mut unit, originals, parts, random);
    }
    unit.mutant = Some((name, mutant::mutant(&text, &donor.text, random)));
    unit
}

/// Adds a file of the same folders to the files to compile.
fn add_companion(
    unit: &mut Unit,
    originals: &[Original],
    parts: &[(usize, Vec<usize>)],
    random: &mut Random,
) {
    for _ in 0..20 {
        let other = &original(originals, parts, random).unit;
        if other.folders == unit.folders && other.names != unit.names {
            let at = random.below(2);
            unit.names.insert(at, other.names[0].clone());
            unit.label = format!("{} and {}", unit.label, other.label);
            return;
        }
    }
}

fn original<'a>(
    originals: &'a [Original],
    parts: &[(usize, Vec<usize>)],
    random: &mut Random,
) -> &'a Original {
    let indexes = mutant::weighted(parts, random).map_or(&[][..], Vec::as_slice);
    &originals[indexes[random.below(indexes.len())]]
}

/// An import of a file that is in the same folders.
fn import(original: &Original, random: &mut Random) -> Option<(String, Vec<u8>)> {
    let text = String::from_utf8_lossy(&original.text);
    let imports = text.lines().filter_map(|line| {
        let rest = line.trim().strip_prefix("import")?;
        let (_, name) = rest.split_once('"')?;
        let (name, _) = name.split_once('"')?;
        let mut paths = original.unit.folders.iter().map(|folder| folder.join(name));
        let text = fs::read(paths.find(|path| path.is_file())?).ok()?;
        (text.len() <= LARGEST).then(|| (name.to_owned(), text))
    });
    let imports: Vec<_> = imports.collect();
    let index = (!imports.is_empty()).then(|| random.below(imports.len()))?;
    imports.into_iter().nth(index)
}

/// Writes a mutant, with the command for protoc.
fn keep(folder: &Path, unit: &Unit) -> Result<()> {
    let (name, text) = unit.mutant.as_ref().context("a mutant")?;
    let path = folder.join(name);
    fs::create_dir_all(path.parent().context("a file is in a folder")?)?;
    fs::write(path, text)?;
    let folders = unit
        .folders
        .iter()
        .map(|path| format!(" -I{}", path.display()));
    let folders: String = folders.collect();
    let names = unit.names.join(" ");
    let command = format!("-I{}{folders} {names}\n", folder.display());
    fs::write(folder.join("arguments"), command)?;
    Ok(())
}
