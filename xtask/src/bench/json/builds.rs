//! Measures the compiler on messages of many packages with JSON, and the size of their code.

use std::fmt::Write as _;

use anyhow::Result;

use super::sources::{Crates, TOOLS};
use crate::bench::Settings;
use crate::bench::size::text;
use crate::bench::table::{Cell, Table};
use crate::bench::turns::{Builds, Library, Words};
use crate::bench::workspace::Workspace;
use crate::conformance::executor;
use crate::measure::Usage;
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
const BUILDS: [(&str, Words); 3] = [
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
    let source = source(&messages)?;
    let mut libraries = Vec::new();
    for tool in TOOLS {
        libraries.push(Library {
            name: crates.add("packages", request, tool, "lib.rs", &source)?,
            dependencies: tool.empty(),
        });
    }
    let quick = &BUILDS[..1];
    let mut times = Table::new("Builds: below 1 is better for rpcsmith", &COLUMNS);
    for (build, words) in if settings.quick { quick } else { &BUILDS } {
        eprintln!("{} messages, {build}", messages.len());
        let builds = Builds::new(&crates.workspace, settings.jobs)?;
        let usages = builds.measure(words, &libraries, settings.runs.unwrap_or(1))?;
        add(&mut times, build, &usages);
    }
    let mut tables = vec![times];
    if !settings.quick {
        tables.push(sizes(&crates.workspace, &libraries, messages.len())?);
    }
    Ok(tables)
}

/// Whether a path has no raw identifier, which the paths of these messages do not escape.
fn is_plain(path: &str) -> bool {
    let mut parts = path.split("::");
    !parts.any(|part| syn::parse_str::<syn::Ident>(part).is_err())
}

/// The messages, and a function that converts each, because the code of pbjson is generic.
fn source(messages: &[(String, String)]) -> Result<String> {
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

/// The machine code of the libraries, which the last build has compiled.
fn sizes(workspace: &Workspace, libraries: &[Library], messages: usize) -> Result<Table> {
    let mut table = Table::new("Machine code: below 1 is better for rpcsmith", &SIZES);
    let mut ours = None;
    for (library, tool) in libraries.iter().zip(TOOLS) {
        let size = text(&workspace.library("release", &library.name))?;
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
