//! `cargo xtask bench build`: compares the build of generated code with that of tonic-prost-build.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::{Context, Result};

use super::crates::{Crates, Generator};
use super::table::{Cell, Table};
use super::{Settings, request, speed};
use crate::measure::{self, MIB, Usage};
use crate::packages;
use crate::process::{self, succeed};
use crate::request::Request;

const COLUMNS: [&str; 7] = [
    "crate",
    "build",
    "generator",
    "wall, s",
    "CPU, s",
    "peak, MiB",
    "rlib, MiB",
];
const RATIOS: [&str; 7] = [
    "crate",
    "build",
    "generator",
    "wall, ours / theirs",
    "CPU, ours / theirs",
    "peak, ours / theirs",
    "rlib, ours / theirs",
];
/// The arguments of cargo, and the path of the library, if it builds one.
const BUILDS: [(&str, &[&str], Option<&str>); 3] = [
    ("check", &["check"], None),
    ("debug", &["build"], Some("debug")),
    ("release", &["build", "--release"], Some("release")),
];

/// Measures the compiler on crates for the UserService and for packages of the corpus, and the speed of the messages.
///
/// # Errors
/// If a generator or the compiler fails.
pub fn run(settings: &Settings) -> Result<Vec<Table>> {
    let root = process::root()?;
    let folder = process::target(&root).join("bench/build");
    let mut bench = Bench {
        crates: Crates::new(&root, folder.clone())?,
        wrapper: folder.join("rustc"),
        report: folder.join("report.json"),
        jobs: settings.jobs,
        measured: Table::new("Crates of generated code", &COLUMNS),
        ratios: Table::new("Ratios: below 1 is better for rpcsmith", &RATIOS),
    };
    measure::script(&bench.wrapper, &bench.report)?;
    let runs = |default: usize| settings.runs.unwrap_or(default);
    let user = request(&folder, &[root.join("proto")], &["user/v1/user.proto"])?;
    let (user_runs, count) = if settings.quick { (1, 2) } else { (5, 50) };
    bench.add("UserService", "user", &user, runs(user_runs))?;
    let count = settings.packages.unwrap_or(count);
    let (packages, _) = packages::part(&Request::read(&settings.corpus)?, count)?;
    let title = format!("{count} packages");
    bench.add(&title, "packages", &packages, runs(1))?;
    let speed = speed::run(&mut bench.crates, &root)?;
    Ok(vec![bench.measured, bench.ratios, speed])
}

struct Bench {
    crates: Crates,
    /// The script that cargo runs the compiler with.
    wrapper: PathBuf,
    /// The report of the script about the time and memory of the compiler.
    report: PathBuf,
    jobs: Option<usize>,
    measured: Table,
    ratios: Table,
}

/// The time and memory of a build, and the size of the library.
type Built = (Usage, Option<f64>);

impl Bench {
    /// Measures all builds of the crates of all generators for a request, in turns.
    fn add(&mut self, title: &str, set: &str, request: &Request, runs: usize) -> Result<()> {
        let mut crates = Vec::new();
        for generator in Generator::ALL.iter().copied() {
            crates.push(self.crates.library(set, request, generator)?);
        }
        for (build, words, profile) in BUILDS {
            eprintln!("{title}, {build}: {runs} runs");
            self.cargo(words, "dependencies")?;
            let mut usages = vec![Vec::new(); crates.len()];
            for _ in 0..runs {
                for (name, usages) in crates.iter().zip(&mut usages) {
                    usages.push(self.measure(words, name)?);
                }
            }
            let mut built = Vec::new();
            for (name, usages) in crates.iter().zip(&usages) {
                let size = profile.map(|profile| self.size(profile, name));
                built.push((Usage::median(usages), size.transpose()?));
            }
            self.print(title, build, &built);
        }
        Ok(())
    }

    /// Compiles a crate whose dependencies are compiled already.
    fn measure(&self, words: &[&str], name: &str) -> Result<Usage> {
        let source = self.crates.folder.join(name).join("src/lib.rs");
        File::options()
            .append(true)
            .open(source)?
            .set_modified(SystemTime::now())?;
        fs::write(&self.report, "")?;
        self.cargo(words, name)?;
        Usage::read(&self.report).with_context(|| format!("{name} has not been compiled"))
    }

    fn cargo(&self, words: &[&str], name: &str) -> Result<()> {
        let mut cargo = self.crates.cargo();
        cargo.env("RUSTC_WORKSPACE_WRAPPER", &self.wrapper);
        cargo
            .args(words)
            .args(["--quiet", "--lib", "--package", name]);
        if let Some(jobs) = self.jobs {
            cargo.args(["--jobs", &jobs.to_string()]);
        }
        succeed(&mut cargo)
    }

    fn size(&self, profile: &str, name: &str) -> Result<f64> {
        let library = format!("target/{profile}/lib{}.rlib", name.replace('-', "_"));
        Ok(fs::metadata(self.crates.folder.join(library))?.len() as f64 / MIB)
    }

    fn print(&mut self, title: &str, build: &str, built: &[Built]) {
        let [ours @ .., (theirs, their_size)] = built else {
            return;
        };
        let names: Vec<_> = Generator::ALL.iter().map(|by| by.name()).collect();
        let row = |name: &str| vec![title.into(), build.into(), Cell::from(name)];
        for ((usage, size), name) in built.iter().zip(&names) {
            let mut row = row(name);
            row.extend([usage.wall, usage.cpu, usage.peak].map(Cell::from));
            row.push((*size).into());
            self.measured.rows.push(row);
        }
        for ((usage, size), name) in ours.iter().zip(&names) {
            let mut row = row(name);
            row.extend([
                (usage.wall / theirs.wall).into(),
                (usage.cpu / theirs.cpu).into(),
                (usage.peak / theirs.peak).into(),
                size.zip(*their_size)
                    .map(|(ours, theirs)| ours / theirs)
                    .into(),
            ]);
            self.ratios.rows.push(row);
        }
    }
}
