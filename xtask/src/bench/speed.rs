//! Measures how fast generated messages are encoded and decoded, beside those with prost's derives.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::crates::{Crates, Generator};
use super::table::{Cell, Table};
use super::{instructions, request};
use crate::measure::median;
use crate::process::{output, succeed};

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
pub fn run(crates: &mut Crates, root: &Path) -> Result<Table> {
    let kinds = root.join("xtask/src/bench/program");
    let protos = ["user/v1/user.proto", "kinds.proto"];
    let request = request(&crates.folder, &[root.join("proto"), kinds], &protos)?;
    let mut programs = Vec::new();
    for generator in Generator::OF_MESSAGES.iter().copied() {
        let name = crates.program(&request, generator, PROGRAM)?;
        eprintln!("{name}");
        let build = ["build", "--quiet", "--release", "--package", &name];
        let features = generator.has_views().then_some("--features=views");
        succeed(crates.cargo().args(build).args(features))?;
        programs.push(crates.folder.join("target/release").join(name));
    }
    let mut table = Table::new("Messages: below 1 is better for rpcsmith", &COLUMNS);
    for (message, count) in MESSAGES {
        for direction in ["encode", "decode"] {
            let measured = measure(&programs, direction, message, count)?;
            add(&mut table, message, direction, &measured);
        }
    }
    Ok(table)
}

/// Nanoseconds and instructions of one message for each program.
type Measured = (f64, Option<f64>);

fn measure<P: AsRef<Path>>(
    programs: &[P],
    direction: &str,
    message: &str,
    count: u32,
) -> Result<Vec<Measured>> {
    let mut times = vec![Vec::new(); programs.len()];
    for _ in 0..RUNS {
        for (program, times) in programs.iter().zip(&mut times) {
            let mut command = Command::new(program.as_ref());
            let text = output(command.args([direction, message, &count.to_string()]))?;
            times.push(text.trim().parse::<f64>()?);
        }
    }
    let mut measured = Vec::new();
    for (program, times) in programs.iter().zip(times) {
        let counted = |count: &str| {
            instructions(|valgrind| {
                valgrind
                    .arg(program.as_ref())
                    .args([direction, message, count]);
                Ok(())
            })
        };
        // Subtract the rest of the program.
        let (few, many) = (counted("100")?, counted("300")?);
        let once = few.zip(many).map(|(few, many)| (many - few) / 200.0);
        measured.push((median(times.into_iter()), once));
    }
    Ok(measured)
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
