//! `cargo xtask openapi`: checks the documents of all golden cases, and validates random messages by their schemas.

mod cases;
mod classes;
mod executor;
mod node;
mod search;
mod sum;

use std::ffi::OsString;
use std::fs;

use anyhow::{Context, Result, bail, ensure};

use crate::process;
use executor::Executor;
use node::Node;
use sum::Sum;

const USAGE: &str = "usage: cargo xtask openapi [--messages 1000] [--seed 1]";

/// Checks documents and messages. The last line has the sum.
///
/// # Errors
/// If a document or a message fails, or if a tool cannot be installed.
pub fn run(mut arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let (mut count, mut seed) = (1_000, 1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().context(USAGE)?;
        let value = value.to_str().and_then(|value| value.parse().ok());
        match argument.to_str() {
            Some("--messages") => count = value.context(USAGE)?,
            Some("--seed") => seed = value.context(USAGE)? as u64,
            _ => bail!(USAGE),
        }
    }
    let root = process::root()?;
    let folder = process::target(&root).join("openapi");
    let documents = folder.join("documents");
    fs::create_dir_all(&documents)?;
    let names = cases::documents(&root, &documents)?;
    let node = Node::prepare(&root, &folder, documents)?;
    let faults = node.documents(&names)?;
    faults.iter().for_each(|fault| println!("{fault}"));
    let cases = cases::validated(&root)?;
    let executor = Executor::build(&root, &folder, &cases)?;
    let samples = search::samples(&cases, &executor, count, seed)?;
    let mut sum = Sum::new(names.len(), faults.len());
    for (sample, verdict) in samples.iter().zip(node.messages(&samples)?) {
        sum.add(sample, &verdict);
    }
    sum.print();
    ensure!(
        sum.accepted >= count,
        "only {} messages are valid",
        sum.accepted
    );
    ensure!(sum.failed == 0, "documents or messages fail");
    Ok(())
}
