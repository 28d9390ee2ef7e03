//! Measures how fast messages are converted to JSON and back.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::sources::{Crates, TOOLS};
use crate::bench::table::Table;
use crate::bench::turns::{Measured, Repeated};
use crate::bench::{Settings, request};
use crate::process::{option, output, succeed};

const PROGRAM: &str = include_str!("program/speed.rs");

/// The messages: a name, the package, the proto, and how often a run converts it.
const MESSAGES: [(&str, &str, &str, u32); 3] = [
    ("User", "user.v1", "user/v1/user.proto", 50_000),
    ("ListUsersResponse", "user.v1", "user/v1/user.proto", 1_000),
    ("Kinds", "kinds.v1", "kinds.proto", 10_000),
];
const KINDS: &str = include_str!("program/kinds.txtpb");
const USER: &str = include_str!("program/user.txtpb");

const COLUMNS: [&str; 7] = [
    "message",
    "direction",
    "tool",
    "time, ns",
    "instructions",
    "time, theirs / ours",
    "instructions, theirs / ours",
];

/// Measures the program of each tool. All tools must write the same JSON.
///
/// # Errors
/// If a tool, the compiler or a program fails.
pub fn run(crates: &mut Crates, root: &Path, settings: &Settings) -> Result<Table> {
    let folders = [root.join("proto"), root.join("xtask/src/bench/program")];
    let request = request(
        &crates.workspace.folder,
        &folders,
        &["user/v1/user.proto", "kinds.proto"],
    )?;
    let mut programs = Vec::new();
    for tool in TOOLS {
        let name = crates.add("speed", &request, tool, "main.rs", PROGRAM)?;
        programs.push(crates.workspace.program(&name, None)?);
    }
    let mut table = Table::new("JSON of messages: above 1 is better for rpcsmith", &COLUMNS);
    for (message, package, proto, count) in MESSAGES {
        let (count, counted, runs) = match settings.quick {
            true => (count / 10, [2, 6], 1),
            false => (count, [20, 60], 7),
        };
        let file = crates.workspace.folder.join(message);
        let file = file.with_extension("binpb");
        encode(&folders, package, message, proto, &file)?;
        compare(&programs, message, &file)?;
        for direction in ["encode", "decode"] {
            let measured = Repeated {
                programs: &programs,
                arguments: vec![direction.into(), message.into(), file.clone().into()],
                count,
                counted,
            };
            let measured = measured.measure(settings.runs.unwrap_or(runs))?;
            add(&mut table, message, direction, &measured);
        }
    }
    Ok(table)
}

/// Writes a message to a file.
fn encode(
    folders: &[PathBuf],
    package: &str,
    message: &str,
    proto: &str,
    file: &Path,
) -> Result<()> {
    let text = match message {
        "Kinds" => KINDS.to_owned(),
        "ListUsersResponse" => format!("users {{ {USER} }}\n").repeat(50),
        _ => USER.to_owned(),
    };
    let input = file.with_extension("txtpb");
    fs::write(&input, text)?;
    let mut protoc = Command::new(protoc_bin_vendored::protoc_bin_path()?);
    protoc
        .args(folders.iter().map(|folder| option("-I", folder)))
        .arg(format!("--encode={package}.{message}"))
        .arg(proto)
        .stdin(Stdio::from(fs::File::open(input)?))
        .stdout(Stdio::from(fs::File::create(file)?));
    succeed(&mut protoc)
}

/// Checks that all tools write the same values.
fn compare(programs: &[PathBuf], message: &str, file: &Path) -> Result<()> {
    let mut values = Vec::new();
    for program in programs {
        let mut print = Command::new(program);
        let text = output(print.args(["print", message]).arg(file).arg("0"))?;
        // pbjson writes the offset of a timestamp.
        let text = text.replace("+00:00\"", "Z\"");
        values.push(serde_json::from_str::<Value>(&text)?);
    }
    let first = values.first().context("there are programs")?;
    let equal = values.iter().all(|value| value == first);
    ensure!(equal, "the JSON of {message} differs: {values:#?}");
    Ok(())
}

fn add(table: &mut Table, message: &str, direction: &str, measured: &[Measured]) {
    let Some((our_time, our_count)) = measured.first().copied() else {
        return;
    };
    for (tool, (time, count)) in TOOLS.iter().zip(measured) {
        let ratio = count.zip(our_count).map(|(theirs, ours)| theirs / ours);
        table.rows.push(vec![
            message.into(),
            direction.into(),
            tool.name.into(),
            (*time).into(),
            (*count).into(),
            (time / our_time).into(),
            ratio.into(),
        ]);
    }
}
