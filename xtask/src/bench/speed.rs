//! Measures how fast generated messages are encoded and decoded, beside those with prost's derives.

use std::path::Path;

use anyhow::Result;

use super::crates::{self, Generator};
use super::request;
use super::table::{Cell, Table};
use super::turns::{Measured, Repeated};
use super::workspace::Workspace;

const PROGRAM: &str = include_str!("program/main.rs");
/// The messages of the program, and how often a run encodes or decodes each.
const MESSAGES: [(&str, u32); 4] = [
    ("user", 200_000),
    ("page", 5_000),
    ("kinds", 20_000),
    ("varints", 20_000),
];
const COLUMNS: [&str; 7] = [
    "message",
    "direction",
    "generator",
    "time, ns",
    "instructions",
    "time, ours / theirs",
    "instructions, ours / theirs",
];
const RUNS: usize = 7;

/// Measures the program of each generator.
///
/// # Errors
/// If a generator, the compiler or a program fails.
pub fn run(workspace: &mut Workspace, root: &Path) -> Result<Table> {
    let kinds = root.join("xtask/src/bench/program");
    let protos = ["user/v1/user.proto", "kinds.proto"];
    let request = request(&workspace.folder, &[root.join("proto"), kinds], &protos)?;
    let mut programs = Vec::new();
    for generator in Generator::OF_MESSAGES.iter().copied() {
        let name = crates::add(workspace, "speed", &request, generator, "main.rs", PROGRAM)?;
        let features = generator.has_views().then_some("views");
        programs.push(workspace.program(&name, features)?);
    }
    let mut table = Table::new("Messages: below 1 is better for rpcsmith", &COLUMNS);
    for (message, count) in MESSAGES {
        for direction in ["encode", "decode"] {
            let measured = Repeated {
                programs: &programs,
                arguments: vec![direction.into(), message.into()],
                count,
                counted: [100, 300],
            };
            let measured = measured.measure(RUNS)?;
            add(&mut table, message, direction, &measured);
        }
    }
    Ok(table)
}

fn add(table: &mut Table, message: &str, direction: &str, measured: &[Measured]) {
    let Some((their_time, their_count)) = measured.last().copied() else {
        return;
    };
    for (generator, (time, count)) in Generator::OF_MESSAGES.iter().zip(measured) {
        if generator.has_views() && direction == "encode" {
            // Views are not encoded.
            continue;
        }
        let ratio = count.zip(their_count).map(|(ours, theirs)| ours / theirs);
        table.rows.push(vec![
            message.into(),
            direction.into(),
            Cell::Text(generator.name()),
            (*time).into(),
            (*count).into(),
            (time / their_time).into(),
            ratio.into(),
        ]);
    }
}
