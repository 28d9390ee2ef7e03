//! `cargo xtask compiler --time`: times and memory of the compiler, protox and protoc for all of googleapis in one run.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use rpcsmith_compiler::{IncludePaths, compile};

use super::compare::Judge;
use super::unit::Unit;
use crate::measure::{self, Usage};
use crate::process;

/// The number of runs of each compiler. The median counts.
const RUNS: usize = 5;

/// The largest acceptable parts of the time and memory of protox.
const LIMITS: (f64, f64) = (1.0 / 3.0, 0.6);

/// Measures the compilers, in turns.
///
/// # Errors
/// If one of them fails, or if ours needs too much.
pub fn run(unit: &Unit, target: &Path, judge: &Judge) -> Result<()> {
    let list = target.join("time.list");
    fs::write(&list, unit.names.join("\n"))?;
    let set = |name: &str| target.join(format!("time-{name}.binpb"));
    let report = target.join("time.json");
    let this = std::env::current_exe()?;
    let command = |name: &str| -> Result<Command> {
        let mut command = match name {
            "protoc" => {
                let mut command = measure::command(&report, judge.protoc.program())?;
                command.args(["--include_imports", "--include_source_info"]);
                command.arg(process::option("--descriptor_set_out=", &set(name)));
                let folders = unit.folders.iter();
                command.args(folders.map(|folder| process::option("-I", folder)));
                command.arg(process::option("-I", judge.protoc.include()));
                command.arg(process::option("@", &list));
                command
            }
            _ => {
                let mut command = measure::command(&report, &this)?;
                command.args(["compiler", "--once", name]).arg(set(name));
                command.arg(&list).args(unit.folders.iter());
                command
            }
        };
        // protoc prints warnings.
        command
            .current_dir(target.join("nothing"))
            .stderr(Stdio::null());
        Ok(command)
    };
    let names = ["ours", "protox", "protoc"];
    let mut runs: [Vec<Usage>; 3] = Default::default();
    for _ in 0..RUNS {
        for (name, runs) in names.iter().zip(&mut runs) {
            runs.push(Usage::of(&mut command(name)?, &report)?);
        }
    }
    ensure!(
        fs::read(set("ours"))? == fs::read(set("protoc"))?,
        "the descriptor sets differ"
    );
    summary(unit, &names, &runs)
}

fn summary(unit: &Unit, names: &[&str; 3], runs: &[Vec<Usage>; 3]) -> Result<()> {
    println!("{}: {} files", unit.label, unit.names.len());
    println!("          wall s   CPU s  peak MiB");
    let medians = [&runs[0], &runs[1], &runs[2]].map(|runs| Usage::median(runs));
    for (name, usage) in names.iter().zip(&medians) {
        let Usage { wall, cpu, peak } = usage;
        println!("{name:8}  {wall:6.2}  {cpu:6.2}  {peak:8.0}");
    }
    let [ours, protox, _] = medians;
    let (time, memory) = (ours.wall / protox.wall, ours.peak / protox.peak);
    println!("compiler time: {time:.2} of protox, memory: {memory:.2}");
    let good = time <= LIMITS.0 && memory <= LIMITS.1;
    ensure!(good, "the limits are {:.2} and {:.2}", LIMITS.0, LIMITS.1);
    Ok(())
}

/// `cargo xtask compiler --once <compiler> <set> <list> <folder>...`: one run in a process of its own.
///
/// # Errors
/// If the files cannot be compiled.
pub fn once(arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let arguments: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
    let [compiler, set, list, folders @ ..] = arguments.as_slice() else {
        bail!("the arguments are <compiler> <set> <list> <folder>...");
    };
    let list = fs::read_to_string(list)?;
    let names: Vec<&str> = list.lines().collect();
    let bytes = match compiler.to_str() {
        Some("ours") => {
            let folders = folders.to_vec();
            let compiled = compile(&names, &IncludePaths { folders });
            let compiled = compiled.map_err(|faults| anyhow::anyhow!("{}", faults[0]))?;
            compiled.file_descriptor_set()
        }
        _ => {
            let mut compiler = protox::Compiler::new(folders)?;
            compiler.include_imports(true).include_source_info(true);
            compiler.open_files(&names).context("protox")?;
            compiler.encode_file_descriptor_set()
        }
    };
    fs::write(set, bytes)?;
    Ok(())
}
