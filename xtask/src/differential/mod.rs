//! `cargo xtask differential`: compares generated validators with PyPI's protovalidate, on mutated messages and rules of
//! the conformance suite and of the project's own protos.

pub mod classes;
mod compare;
mod expressions;
pub mod mutate;
mod oracle;
mod pairs;
pub mod random;
pub mod schema;
mod values;
mod variants;
pub mod wire;

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use prost::Message;
use prost::bytes::Bytes;

use crate::conformance::SUITE;
use crate::conformance::executor::Executor;
use crate::conformance::suite::{Outcome, PARAMETER, Suites};
use crate::process;
use crate::request::{self, Request};
use compare::Sum;
use mutate::Mutator;
use oracle::Oracle;
use pairs::Source;
use random::Random;
use schema::Schema;

const USAGE: &str =
    "usage: cargo xtask differential [--pairs 200000] [--expressions 200] [--seed 1]";

/// The number of variants of each file of the suite, and of each own file.
const VARIANTS: (usize, usize) = (1, 4);

/// Tests random expressions, then messages of known rules. The last line of each has the number of differences.
///
/// # Errors
/// If there are differences without a reason in `docs/validation-differences.md`, or if a tool cannot be installed.
pub fn run(mut arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let (mut count, mut expressions, mut seed) = (200_000, 200, 1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().context(USAGE)?;
        let value = value.to_str().and_then(|value| value.parse().ok());
        match argument.to_str() {
            Some("--pairs") => count = value.context(USAGE)?,
            Some("--expressions") => expressions = value.context(USAGE)?,
            Some("--seed") => seed = value.context(USAGE)? as u64,
            _ => bail!(USAGE),
        }
    }
    let root = process::root()?;
    let folder = process::target(&root).join("differential");
    fs::create_dir_all(&folder)?;
    let suites = Suites::read(&root.join(SUITE))?;
    if expressions > 0 {
        expressions::run(&root, &folder, &suites, expressions, seed)?;
    }
    if count > 0 {
        messages(&root, &folder, &suites, count, seed)?;
    }
    Ok(())
}

/// Validates messages of the suite's types and of the project's own with both.
fn messages(root: &Path, folder: &Path, suites: &Suites, count: usize, seed: u64) -> Result<()> {
    let request = request(root, folder, suites)?;
    let set = folder.join("files.binpb");
    fs::write(&set, request.to_set())?;
    let oracle = Oracle::prepare(root, folder)?;
    let executor = Executor::build(root, "differential", &request)?;

    let schema = Schema::of(&request.files)?;
    let mut source = Source {
        types: types(&request)?,
        seeds: pairs::seeds(suites),
        depth: 0,
        mutator: Mutator {
            schema: &schema,
            random: Random::new(seed),
        },
    };
    let pairs: Vec<_> = (0..count).map(|turn| source.pair(turn)).collect();
    let (mut ours, mut theirs) = Asked::both(
        folder,
        &pairs,
        Command::new(executor.program()).arg("--stream"),
        &mut oracle.command(&set),
    )?;
    let mut sum = Sum::new(&schema);
    for pair in &pairs {
        let ours = Outcome::decode_length_delimited(&mut ours)?;
        let theirs = Outcome::decode_length_delimited(&mut theirs)?;
        sum.compare(pair, &ours, &theirs);
    }
    sum.print();
    ensure!(sum.divergences == 0, "the validators differ");
    Ok(())
}

/// A program that validates the pairs in a file, and writes the results to a file.
struct Asked {
    process: std::process::Child,
    output: std::path::PathBuf,
}

impl Asked {
    /// The results of two programs for the same pairs.
    fn both(
        folder: &Path,
        pairs: &[pairs::Pair],
        ours: &mut Command,
        theirs: &mut Command,
    ) -> Result<(Bytes, Bytes)> {
        let mut input = Vec::new();
        pairs.iter().try_for_each(|pair| pair.write(&mut input))?;
        let path = folder.join("pairs");
        fs::write(&path, input)?;
        let ours = Self::start(ours, &path, &folder.join("ours"))?;
        let theirs = Self::start(theirs, &path, &folder.join("theirs"))?;
        Ok((ours.answers()?, theirs.answers()?))
    }

    fn start(command: &mut Command, input: &Path, output: &Path) -> Result<Self> {
        let process = command
            .stdin(File::open(input)?)
            .stdout(File::create(output)?)
            .stderr(Stdio::inherit())
            .spawn()
            .with_context(|| format!("{command:?}"))?;
        let output = output.to_owned();
        Ok(Self { process, output })
    }

    fn answers(mut self) -> Result<Bytes> {
        let status = self.process.wait()?;
        ensure!(
            status.success(),
            "the writer of {:?}: {status}",
            self.output
        );
        Ok(fs::read(&self.output)?.into())
    }
}

/// All files: those of the suite, the project's own, and variants of both.
fn request(root: &Path, folder: &Path, suites: &Suites) -> Result<Request> {
    let suite = suites.request()?;
    let known = folder.join("suite.binpb");
    fs::write(&known, suite.to_set())?;
    let own = own(&root.join("xtask/differential/proto"), &known, folder)?;
    let mut request = Request {
        files_to_generate: suite.files_to_generate.clone(),
        parameter: Some(PARAMETER.to_owned()),
        files: suite.files,
    };
    let names = names(&request.files)?;
    for (bytes, name) in own.iter().zip(self::names(&own)?) {
        if !names.contains(&name) {
            request.files.push(bytes.clone());
            request.files_to_generate.push(name);
        }
    }
    let schema = Schema::of(&request.files)?;
    let mut mutator = Mutator {
        schema: &schema,
        random: Random::new(0),
    };
    let originals = request.part(&request.files_to_generate)?;
    for (bytes, name) in originals.files.iter().zip(self::names(&originals.files)?) {
        let ours = !names.contains(&name);
        let variants = if ours { VARIANTS.1 } else { VARIANTS.0 };
        if !request.files_to_generate.contains(&name) {
            continue;
        }
        for number in 1..=variants {
            if let Some(variant) = variants::variant(bytes, number, &mut mutator)? {
                request
                    .files_to_generate
                    .extend(self::names(std::slice::from_ref(&variant))?);
                request.files.push(variant);
            }
        }
    }
    Ok(request)
}

fn names(files: &[Bytes]) -> Result<Vec<String>> {
    let files = files.iter().cloned().map(request::File::decode);
    Ok(files
        .map(|file| file.map(|file| file.name))
        .collect::<Result<_, _>>()?)
}

/// The project's own protos and their imports, each file after those that it imports.
fn own(protos: &Path, known: &Path, folder: &Path) -> Result<Vec<Bytes>> {
    let set = folder.join("own.binpb");
    let mut files = Vec::new();
    for entry in fs::read_dir(protos)? {
        files.push(entry?.path());
    }
    files.sort();
    process::succeed(
        Command::new(protoc_bin_vendored::protoc_bin_path()?)
            .arg(process::option("-I", protos))
            .arg(process::option("--descriptor_set_in=", known))
            .arg(process::option("--descriptor_set_out=", &set))
            .arg("--include_imports")
            .args(files),
    )?;
    Ok(Request::of_set(fs::read(set)?, &[])?.files)
}

/// The names of all messages to generate, with a leading dot, without entries of maps.
fn types(request: &Request) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for bytes in &request.files {
        let file = schema::FileProto::decode(bytes.clone())?;
        if request.files_to_generate.contains(&file.name) {
            let messages = file.messages.iter();
            names.extend(messages.map(|message| format!(".{}.{}", file.package, message.name)));
        }
    }
    Ok(names)
}
