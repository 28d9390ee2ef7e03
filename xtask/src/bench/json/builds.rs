//! Measures the compiler on messages of many packages with JSON, and the size of their code.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::{Context, Result};

use super::sources::{Crates, TOOLS, Tool};
use crate::bench::Settings;
use crate::bench::size::text;
use crate::bench::table::{Cell, Table};
use crate::conformance::executor;
use crate::measure::{self, Usage};
use crate::process::succeed;
use crate::request::Request;

const COLUMNS: [&str; 7] = [
    "build",
    "tool",
    "CPU, s",
    "wall, s",
    "peak, MiB",
    "CPU, ours / theirs",
    "wall, ours / theirs",
];
const SIZES: [&str; 4] = ["messages", "tool", "machine code, KB", "ours / theirs"];

/// The arguments of cargo.
const BUILDS: [(&str, &[&str]); 3] = [
    ("check", &["check"]),
    ("debug", &["build"]),
    ("release", &["build", "--release"]),
];

/// Compiles all messages of a request with functions that convert each to JSON and back.
///
/// # Errors
/// If a generator or the compiler fails.
pub fn run(crates: &mut Crates, request: &Request, settings: &Settings) -> Result<Vec<Table>> {
    let messages = executor::messages(request)?;
    let messages: Vec<_> = messages
        .into_iter()
        .filter(|(_, path)| is_plain(path))
        .collect();
    let library = library(&messages)?;
    let mut names = Vec::new();
    for tool in TOOLS {
        names.push(crates.add("packages", request, tool, "lib.rs", &library)?);
    }
    let bench = Bench {
        crates,
        wrapper: crates.folder.join("rustc"),
        report: crates.folder.join("report.json"),
        settings,
    };
    measure::script(&bench.wrapper, &bench.report)?;
    let builds = if settings.quick {
        &BUILDS[..1]
    } else {
        &BUILDS[..]
    };
    let mut times = Table::new("Builds: below 1 is better for rpcsmith", &COLUMNS);
    for (build, words) in builds {
        let mut usages = Vec::new();
        for (name, tool) in names.iter().zip(TOOLS) {
            eprintln!("{name}, {build}");
            usages.push(bench.measure(words, name, tool)?);
        }
        add(&mut times, build, &usages);
    }
    let mut tables = vec![times];
    if !settings.quick {
        tables.push(bench.sizes(&names, messages.len())?);
    }
    Ok(tables)
}

/// Whether a path has no raw identifier, which the paths of these messages do not escape.
fn is_plain(path: &str) -> bool {
    let mut parts = path.split("::");
    !parts.any(|part| syn::parse_str::<syn::Ident>(part).is_err())
}

/// The messages, and a function that converts each, because the code of pbjson is generic.
fn library(messages: &[(String, String)]) -> Result<String> {
    let mut library = String::from(
        "#![allow(warnings)]\npub mod proto;\nmod codec;\npub use codec::*;\n\n\
         fn convert<M: codec::Json>(text: &str) -> String {\n    \
         codec::encode(&codec::decode::<M>(text))\n}\n\n\
         pub fn json(name: &str, text: &str) -> String {\n    match name {\n",
    );
    for (name, path) in messages {
        writeln!(library, "        {name:?} => convert::<{path}>(text),")?;
    }
    library.push_str("        _ => String::new(),\n    }\n}\n");
    Ok(library)
}

struct Bench<'a> {
    crates: &'a Crates,
    /// The script that cargo runs the compiler with.
    wrapper: PathBuf,
    /// The report of the script about the time and memory of the compiler.
    report: PathBuf,
    settings: &'a Settings,
}

impl Bench<'_> {
    /// Compiles a crate, after its dependencies.
    fn measure(&self, words: &[&str], name: &str, tool: Tool) -> Result<Usage> {
        self.cargo(words, &format!("dependencies-{}", tool.name))?;
        let source = self.crates.folder.join(name).join("src/lib.rs");
        let mut usages = Vec::new();
        for _ in 0..self.settings.runs.unwrap_or(1) {
            let source = File::options().append(true).open(&source)?;
            source.set_modified(SystemTime::now())?;
            fs::write(&self.report, "")?;
            self.cargo(words, name)?;
            let usage = Usage::read(&self.report);
            usages.push(usage.with_context(|| format!("{name} has not been compiled"))?);
        }
        Ok(Usage::median(&usages))
    }

    fn cargo(&self, words: &[&str], name: &str) -> Result<()> {
        let mut cargo = self.crates.cargo();
        cargo.env("RUSTC_WORKSPACE_WRAPPER", &self.wrapper);
        cargo
            .args(words)
            .args(["--quiet", "--lib", "--package", name]);
        if let Some(jobs) = self.settings.jobs {
            cargo.args(["--jobs", &jobs.to_string()]);
        }
        succeed(&mut cargo)
    }

    /// The machine code of the libraries.
    fn sizes(&self, names: &[String], messages: usize) -> Result<Table> {
        let mut table = Table::new("Machine code: below 1 is better for rpcsmith", &SIZES);
        let mut ours = None;
        for (name, tool) in names.iter().zip(TOOLS) {
            let library = format!("target/release/lib{}.rlib", name.replace('-', "_"));
            let size = text(&self.crates.folder.join(library))?;
            let ours = *ours.get_or_insert(size);
            table.rows.push(vec![
                Cell::Count(messages),
                tool.name.into(),
                (size / 1e3).into(),
                (ours / size).into(),
            ]);
        }
        Ok(table)
    }
}

fn add(table: &mut Table, build: &str, usages: &[Usage]) {
    let Some(ours) = usages.first().copied() else {
        return;
    };
    for (usage, tool) in usages.iter().zip(TOOLS) {
        table.rows.push(vec![
            build.into(),
            tool.name.into(),
            usage.cpu.into(),
            usage.wall.into(),
            usage.peak.into(),
            (ours.cpu / usage.cpu).into(),
            (ours.wall / usage.wall).into(),
        ]);
    }
}
