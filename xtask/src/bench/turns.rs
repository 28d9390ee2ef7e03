//! Measures builds and programs in turns, so that other work on the machine affects all of them.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result};

use super::instructions;
use super::workspace::Workspace;
use crate::measure::{self, Usage, median};
use crate::process::{output, succeed};

/// A library to compile, and the library without code that has its dependencies.
pub struct Library {
    pub name: String,
    pub dependencies: String,
}

/// The arguments of cargo, without those that select a library.
pub type Words = &'static [&'static str];

/// Measures the compiler on libraries of a workspace.
pub struct Builds<'a> {
    workspace: &'a Workspace,
    /// The script that cargo runs the compiler with.
    wrapper: PathBuf,
    /// The report of the script about the time and memory of the compiler.
    report: PathBuf,
    jobs: Option<usize>,
}

impl<'a> Builds<'a> {
    /// `jobs` limits the jobs of cargo.
    ///
    /// # Errors
    /// If the script cannot be written.
    pub fn new(workspace: &'a Workspace, jobs: Option<usize>) -> Result<Self> {
        let (wrapper, report) = (
            workspace.folder.join("rustc"),
            workspace.folder.join("report.json"),
        );
        measure::script(&wrapper, &report)?;
        Ok(Self {
            workspace,
            wrapper,
            report,
            jobs,
        })
    }

    /// Compiles all libraries in turns, after their dependencies. Returns the medians of each library.
    ///
    /// # Errors
    /// If a library does not compile.
    pub fn measure(&self, words: Words, libraries: &[Library], runs: usize) -> Result<Vec<Usage>> {
        for library in libraries {
            self.cargo(words, &library.dependencies)?;
        }
        let mut usages = vec![Vec::new(); libraries.len()];
        for _ in 0..runs {
            for (library, usages) in libraries.iter().zip(&mut usages) {
                usages.push(self.compile(words, &library.name)?);
            }
        }
        Ok(usages.iter().map(|usages| Usage::median(usages)).collect())
    }

    /// Compiles a library whose dependencies are compiled already.
    fn compile(&self, words: Words, name: &str) -> Result<Usage> {
        let source = self.workspace.folder.join(name).join("src/lib.rs");
        let source = File::options().append(true).open(source)?;
        source.set_modified(SystemTime::now())?;
        fs::write(&self.report, "")?;
        self.cargo(words, name)?;
        Usage::read(&self.report).with_context(|| format!("{name} has not been compiled"))
    }

    fn cargo(&self, words: Words, name: &str) -> Result<()> {
        let mut cargo = self.workspace.cargo();
        cargo
            .env("RUSTC_WORKSPACE_WRAPPER", &self.wrapper)
            .args(words)
            .args(["--quiet", "--lib", "--package", name]);
        if let Some(jobs) = self.jobs {
            cargo.args(["--jobs", &jobs.to_string()]);
        }
        succeed(&mut cargo)
    }
}

/// Nanoseconds and instructions of one message for a program.
pub type Measured = (f64, Option<f64>);

/// A measurement of programs that do something many times, and print the nanoseconds of one time. Their last argument is how
/// often.
pub struct Repeated<'a> {
    pub programs: &'a [PathBuf],
    /// The arguments before the last one.
    pub arguments: Vec<OsString>,
    /// How often a run does it.
    pub count: u32,
    /// The numbers of times whose instructions are compared, to subtract the rest of the program.
    pub counted: [u32; 2],
}

impl Repeated<'_> {
    /// Runs all programs in turns. Returns the medians of each program.
    ///
    /// # Errors
    /// If a program fails.
    pub fn measure(&self, runs: usize) -> Result<Vec<Measured>> {
        let mut times = vec![Vec::new(); self.programs.len()];
        for _ in 0..runs {
            for (program, times) in self.programs.iter().zip(&mut times) {
                let text = output(self.add(&mut Command::new(program), self.count))?;
                times.push(text.trim().parse::<f64>()?);
            }
        }
        let programs = self.programs.iter().zip(times);
        programs
            .map(|(program, times)| Ok((median(times.into_iter()), self.instructions(program)?)))
            .collect()
    }

    /// The instructions of one time.
    fn instructions(&self, program: &Path) -> Result<Option<f64>> {
        let counted = |count| {
            instructions(|valgrind| {
                self.add(valgrind.arg(program), count);
                Ok(())
            })
        };
        let [few, many] = self.counted;
        let (few_took, many_took) = (counted(few)?, counted(many)?);
        let times = f64::from(many - few);
        Ok(few_took
            .zip(many_took)
            .map(|(few, many)| (many - few) / times))
    }

    fn add<'c>(&self, command: &'c mut Command, count: u32) -> &'c mut Command {
        command.args(&self.arguments).arg(count.to_string())
    }
}
