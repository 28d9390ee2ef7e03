//! `cargo xtask architecture`: checks for import circles, sizes, and imports that a folder must not have.
//!
//! The checks read only a list of sources and the root files of their crates, so that tests can use small trees. Each check
//! describes in its file what it accepts.

mod boundaries;
mod circles;
mod exceptions;
mod imports;
mod modules;
mod repository;
mod resolve;
mod sizes;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use anyhow::{Result, bail};

use exceptions::Exception;
use modules::Crate;

use crate::process;

/// The texts of all hand-written files, by their paths relative to the repository.
type Sources = BTreeMap<String, String>;

/// Reads the repository, prints sizes and faults.
///
/// # Errors
/// If there is a fault, or if the repository cannot be read.
pub fn run() -> Result<()> {
    let root = process::root()?;
    let sources = repository::sources(&root)?;
    let roots = repository::crate_roots(&root)?;
    print!("{}", sizes::table(&sources)?);
    let faults = check(&sources, &roots, exceptions::KNOWN)?;
    for fault in &faults {
        println!("{fault}");
    }
    println!(
        "architecture: {} files, {} faults",
        sources.len(),
        faults.len()
    );
    if !faults.is_empty() {
        bail!("the structure of the repository has faults");
    }
    Ok(())
}

/// A fault and its place.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fault {
    /// The file or folder.
    path: String,
    /// The line, if the fault is about one.
    line: Option<usize>,
    message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// All faults, sorted by place, each once.
fn check(sources: &Sources, roots: &[String], known: &[Exception]) -> Result<BTreeSet<Fault>> {
    let mut faults = BTreeSet::new();
    for root in roots {
        let krate = Crate::read(sources, root)?;
        let imports = resolve::imports(&krate);
        faults.extend(circles::faults(&krate, &imports));
        faults.extend(boundaries::faults(&imports));
    }
    faults.extend(sizes::faults(sources)?);
    Ok(exceptions::apply(faults, known))
}
