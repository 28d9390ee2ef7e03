//! `cargo xtask differential-json`: compares JSON with that of PyPI's protobuf, in both directions, on random messages of all
//! golden cases and on mutants of their JSON.

mod cases;
mod classes;
mod compare;
mod executor;
pub mod messages;
mod mutants;
mod oracle;
pub mod records;
mod results;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use prost::bytes::Bytes;

use crate::differential::random::Random;
use crate::process;
use cases::Case;
use compare::Sum;
use executor::Executor;
use oracle::Oracle;
use records::{Answers, Running};
use results::{Printed, Read};

const USAGE: &str = "usage: cargo xtask differential-json [--pairs 100000] [--seed 1]";

/// The flags of the records, in turns.
const FLAGS: [u8; 5] = [
    0,
    records::ORIGINAL_NAMES,
    records::DEFAULTS,
    records::ENUM_NUMBERS | records::ORIGINAL_NAMES,
    0,
];

/// Compares messages. The last line has the sum.
///
/// # Errors
/// If there are divergences without a reason in `classes.rs`, or if a tool cannot be installed.
pub fn run(mut arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let (mut count, mut seed) = (100_000, 1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().context(USAGE)?;
        let value = value.to_str().and_then(|value| value.parse().ok());
        match argument.to_str() {
            Some("--pairs") => count = value.context(USAGE)?,
            Some("--seed") => seed = value.context(USAGE)? as u64,
            _ => bail!(USAGE),
        }
    }
    let root = process::root()?;
    let folder = process::target(&root).join("differential-json");
    let sets = folder.join("sets");
    fs::create_dir_all(&sets)?;
    let oracle = Oracle::prepare(&root, &folder, sets.clone())?;
    let cases = supported(cases::all(&root)?, &oracle, &folder, &sets)?;
    let executor = Executor::build(&root, &folder, &cases)?;
    let programs = Programs {
        cases: &cases,
        executor,
        oracle,
        folder,
    };
    let sum = programs.compare(&pairs(&cases, count, seed), seed)?;
    sum.print();
    ensure!(sum.divergences == 0, "the JSON differs");
    Ok(())
}

/// A message to print, and what the programs do with it.
struct Pair {
    case: usize,
    /// The case and the type.
    name: String,
    flags: u8,
    message: Bytes,
}

impl Pair {
    /// The full name of the type, with a leading dot.
    fn type_name(&self) -> String {
        let name = self.name.rsplit('/').next().unwrap_or_default();
        format!(".{name}")
    }
}

/// The cases that the oracle can load. The others are printed.
fn supported(cases: Vec<Case>, oracle: &Oracle, folder: &Path, sets: &Path) -> Result<Vec<Case>> {
    let mut records = Vec::new();
    for case in &cases {
        fs::write(
            sets.join(format!("{}.binpb", case.name)),
            case.request.to_set(),
        )?;
        records::write(&mut records, &case.name, 0, &[]);
    }
    let mut answers =
        Running::start(oracle.command("load"), folder, "load", &records)?.answers()?;
    let mut supported = Vec::new();
    for case in cases {
        match answers.answer()? {
            Ok(_) => supported.push(case),
            Err(error) => println!("Python does not load {}: {error}", case.name),
        }
    }
    Ok(supported)
}

/// Random messages of all types in turns.
fn pairs(cases: &[Case], count: usize, seed: u64) -> Vec<Pair> {
    let mut sources: Vec<_> = cases
        .iter()
        .enumerate()
        .map(|(index, case)| {
            let seed = seed.wrapping_mul(1000).wrapping_add(index as u64);
            messages::source(&case.schema, &case.types, seed)
        })
        .collect();
    let types: Vec<(usize, &String)> = cases
        .iter()
        .enumerate()
        .flat_map(|(index, case)| case.types.iter().map(move |name| (index, name)))
        .collect();
    println!("{} types of {} cases", types.len(), cases.len());
    let pair = |turn: usize| {
        let (index, name) = types[turn % types.len()];
        Pair {
            case: index,
            name: format!("{}/{}", cases[index].name, &name[1..]),
            // The number of turns through all types.
            flags: FLAGS[turn / types.len() % FLAGS.len()],
            message: sources[index].message(name),
        }
    };
    (0..count).map(pair).collect()
}

struct Programs<'a> {
    cases: &'a [Case],
    executor: Executor,
    oracle: Oracle,
    folder: PathBuf,
}

impl Programs<'_> {
    fn compare(&self, pairs: &[Pair], seed: u64) -> Result<Sum> {
        let mut sum = Sum::default();
        let printed = self.printed(pairs)?;
        let mut random = Random::new(seed);
        let mut reads = Vec::new();
        for (pair, printed) in pairs.iter().zip(&printed) {
            sum.compare_printed(&self.cases[pair.case], pair, printed);
            reads.extend(reads_of(pair, printed, &mut random));
        }
        self.read(&mut reads)?;
        for read in &reads {
            sum.compare_read(&self.cases[read.pair.case], read);
        }
        sum.pairs = pairs.len();
        Ok(sum)
    }

    /// The JSON of both for each message.
    fn printed(&self, pairs: &[Pair]) -> Result<Vec<Printed>> {
        let mut records = Vec::new();
        for pair in pairs {
            records::write(&mut records, &pair.name, pair.flags, &pair.message);
        }
        let (mut ours, mut theirs) = self.both("print", &records)?;
        let printed = pairs.iter().map(|_| {
            Ok(Printed {
                ours: ours.answer()?,
                theirs: theirs.answer()?,
                canonical: theirs.bytes()?,
            })
        });
        printed.collect()
    }

    /// Reads texts with both. Python brings our messages into its form.
    fn read(&self, reads: &mut [Read<'_>]) -> Result<()> {
        let mut records = Vec::new();
        for read in reads.iter() {
            records::write(
                &mut records,
                &read.pair.name,
                read.flags,
                read.text.as_bytes(),
            );
        }
        let (mut ours, mut theirs) = self.both("parse", &records)?;
        let mut records = Vec::new();
        for read in reads.iter_mut() {
            (read.ours, read.theirs) = (ours.answer()?, theirs.answer()?);
            if let Ok(message) = &read.ours {
                records::write(&mut records, &read.pair.name, 0, message);
            }
        }
        let oracle = self.oracle.command("canonical");
        let mut answers = Running::start(oracle, &self.folder, "canonical", &records)?.answers()?;
        for read in reads.iter_mut().filter(|read| read.ours.is_ok()) {
            read.ours = answers.answer()?;
        }
        Ok(())
    }

    fn both(&self, action: &str, records: &[u8]) -> Result<(Answers, Answers)> {
        let start = |command, name| Running::start(command, &self.folder, name, records);
        let ours = start(self.executor.command(action), "ours")?;
        let theirs = start(self.oracle.command(action), "theirs")?;
        Ok((ours.answers()?, theirs.answers()?))
    }
}

/// The texts to read for a message: the JSON of both, and a mutant of one.
fn reads_of<'a>(pair: &'a Pair, printed: &Printed, random: &mut Random) -> Vec<Read<'a>> {
    let mut reads = Vec::new();
    let texts = [(&printed.ours, "our JSON"), (&printed.theirs, "their JSON")];
    let mut texts: Vec<_> = texts
        .into_iter()
        .filter_map(|(text, title)| Some((String::from_utf8_lossy(text.as_ref().ok()?), title)))
        .collect();
    for (text, title) in &texts {
        let mut read = Read::new(pair, (**text).to_owned(), title);
        // Python also prints messages that have no form in JSON.
        read.expected = printed.ours.is_ok().then(|| printed.canonical.clone());
        reads.push(read);
    }
    if !texts.is_empty() {
        let (text, _) = texts.swap_remove(random.below(texts.len()));
        let mutant = mutants::mutate(&text, random);
        let mut read = Read::new(pair, mutant.text, mutant.change);
        read.token = mutant.token;
        if random.one_in(4) {
            read.flags = records::IGNORE_UNKNOWN;
        }
        reads.push(read);
    }
    reads
}
