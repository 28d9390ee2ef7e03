//! `cargo xtask compiler`: compares the compiler with protoc, on protos of public repositories and on small cases.

mod compare;
pub mod corpus;
mod dump;
mod files;
mod message;
mod mutants;
mod ours;
mod plugin;
mod protoc;
mod report;
mod time;
mod unit;
mod workers;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process;
use compare::Judge;
use dump::Schema;
use protoc::Protoc;
use unit::Unit;

const USAGE: &str = "usage: cargo xtask compiler [--mutate <count>] [--seed 1] [--time] [--show 1] [--pairs] [--folder <folder>]... [filter ...]";

/// The settings of a run.
struct Settings {
    /// The number of mutants to compare instead of the files.
    mutants: Option<usize>,
    seed: u64,
    /// Whether to measure times and memory instead.
    time: bool,
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
            time: false,
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
                "--time" => settings.time = true,
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
    let mut arguments = arguments.peekable();
    if arguments.next_if(|argument| argument == "--once").is_some() {
        return time::once(arguments);
    }
    let settings = Settings::parse(arguments)?;
    let root = process::root()?;
    let target = corpus::target(&root)?;
    let judge = judge(&target)?;
    let candidates = if settings.folders.is_empty() {
        corpus::all(&root, &target)?
    } else {
        corpus::of_folders(&settings.folders)?
    };
    if settings.time {
        let units = files::units(&target, &judge, &candidates)?;
        let mut units = units.into_iter();
        let unit = units.find(|unit| unit.names.len() > 1 && settings.accepts(&unit.label));
        return time::run(&unit.context("no repository")?, &target, &judge);
    }
    ours::catch_panics();
    match settings.mutants {
        Some(count) => mutants::run(&settings, count, &target, &judge, &candidates),
        None => files::run(&settings, &target, &judge, &candidates),
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
