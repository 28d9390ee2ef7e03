//! `cargo xtask bench json`: compares JSON with that of pbjson and prost-reflect: the time of a message, and the time and size
//! of builds.

mod builds;
mod sources;
mod speed;

use anyhow::Result;

use super::Settings;
use super::table::Table;
use crate::packages;
use crate::process;
use crate::request::Request;
use sources::Crates;

/// Measures the speed of JSON, and the compiler on crates of packages of the corpus.
///
/// # Errors
/// If a generator, the compiler or a program fails, or if the tools write different JSON.
pub fn run(settings: &Settings) -> Result<Vec<Table>> {
    let root = process::root()?;
    let mut crates = Crates::new(&root, process::target(&root).join("bench/json"))?;
    let mut tables = vec![speed::run(&mut crates, &root, settings)?];
    if settings.messages {
        return Ok(tables);
    }
    let count = settings
        .packages
        .unwrap_or(if settings.quick { 1 } else { 20 });
    let (request, _) = packages::part(&Request::read(&settings.corpus)?, count)?;
    tables.extend(builds::run(&mut crates, &request, settings)?);
    Ok(tables)
}
