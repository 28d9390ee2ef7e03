//! `cargo xtask bench build`: compares the build of generated code with that of tonic-prost-build.

use std::fs;

use anyhow::Result;

use super::crates::{self, Generator};
use super::table::{Cell, Table};
use super::turns::{Builds, Words};
use super::workspace::Workspace;
use super::{Settings, request, speed};
use crate::measure::{MIB, Usage};
use crate::packages;
use crate::process;
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
const BUILDS: [(&str, Words, Option<&str>); 3] = [
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
        workspace: Workspace::new(&root, folder.clone(), "")?,
        jobs: settings.jobs,
        measured: Table::new("Crates of generated code", &COLUMNS),
        ratios: Table::new("Ratios: below 1 is better for rpcsmith", &RATIOS),
    };
    crates::add_dependencies(&mut bench.workspace)?;
    let runs = |default: usize| settings.runs.unwrap_or(default);
    let user = request(&folder, &[root.join("proto")], &["user/v1/user.proto"])?;
    let (user_runs, count) = if settings.quick { (1, 2) } else { (5, 50) };
    bench.add("UserService", "user", &user, runs(user_runs))?;
    let count = settings.packages.unwrap_or(count);
    let (packages, _) = packages::part(&Request::read(&settings.corpus)?, count)?;
    let title = format!("{count} packages");
    bench.add(&title, "packages", &packages, runs(1))?;
    let speed = speed::run(&mut bench.workspace, &root)?;
    Ok(vec![bench.measured, bench.ratios, speed])
}

struct Bench {
    workspace: Workspace,
    jobs: Option<usize>,
    measured: Table,
    ratios: Table,
}

/// The time and memory of a build, and the size of the library.
type Built = (Usage, Option<f64>);

impl Bench {
    /// Measures all builds of the crates of all generators for a request, in turns.
    fn add(&mut self, title: &str, set: &str, request: &Request, runs: usize) -> Result<()> {
        let mut libraries = Vec::new();
        for generator in Generator::ALL.iter().copied() {
            libraries.push(crates::add_library(
                &mut self.workspace,
                set,
                request,
                generator,
            )?);
        }
        for (build, words, profile) in BUILDS {
            eprintln!("{title}, {build}: {runs} runs");
            let usages =
                Builds::new(&self.workspace, self.jobs)?.measure(words, &libraries, runs)?;
            let mut built = Vec::new();
            for (library, usage) in libraries.iter().zip(usages) {
                let size = profile.map(|profile| self.size(profile, &library.name));
                built.push((usage, size.transpose()?));
            }
            self.print(title, build, &built);
        }
        Ok(())
    }

    fn size(&self, profile: &str, name: &str) -> Result<f64> {
        let library = self.workspace.library(profile, name);
        Ok(fs::metadata(library)?.len() as f64 / MIB)
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
