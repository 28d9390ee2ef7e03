//! `cargo xtask corpus`: the plugin over a large request, and whether what it makes is as it must be.

mod formatting;
mod order;
mod syntax;
mod threads;

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use prost::Message;

use crate::plugin::{Plugin, write};
use crate::process;
use crate::request::Request;

/// Runs the plugin over a request and checks its files; the last line tells the sum.
///
/// # Errors
/// If the plugin refuses the request, if a file does not parse, if it is another one in another run, or if a message
/// is unlike prost-build's for no reason that `docs/migrate.md` gives.
pub fn run(mut arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let path = arguments
        .next()
        .context("usage: cargo xtask corpus <request>")?;
    let request = Request::read(Path::new(&path))?;
    let root = process::root()?;
    let folder = process::target(&root).join("corpus");
    let plugin = Plugin::build(&root, &folder)?;
    let answer = plugin.answer("whole", &request)?;
    let (wall, peak) = (answer.usage.wall, answer.usage.peak);

    println!("== the same bytes again");
    let nondeterministic = order::differing(&plugin, &request, &answer.files)?;
    println!("== Rust that parses");
    let unparsed = syntax::unparsed(&answer.files);
    ensure!(unparsed == 0, "{unparsed} files are no Rust");
    println!("== what rustfmt would change");
    // The files as they are, to be looked at beside the formatted ones.
    write(&answer.files, &folder.join("out"))?;
    let clean = formatting::clean(&answer.files, &folder.join("formatted"))?;
    drop(answer);
    println!("== parity with prost-build");
    let (items, differences) = parity(&request)?;

    let files = request.files_to_generate.len();
    println!(
        "corpus: files={files} unparsed={unparsed} nondeterministic={nondeterministic} parity_items={items} \
         parity_differences={differences} rustfmt_clean={clean:.1}% wall_s={wall:.2} peak_mib={peak:.0}"
    );
    ensure!(
        nondeterministic + differences == 0,
        "the plugin does not do as it must"
    );
    Ok(())
}

/// Compares the messages with prost-build's: how many items there are, and how many differences that are not meant.
fn parity(request: &Request) -> Result<(usize, usize)> {
    let report = rpcsmith_parity::compare(&request.encode_to_vec())?;
    for difference in &report.differences {
        println!(
            "{} differs:\n  rpcsmith:    {}\n  prost-build: {}",
            difference.path, difference.ours, difference.theirs
        );
    }
    println!("differences that are meant:");
    for (class, count) in &report.classes {
        println!("{count:8}  {class}");
    }
    Ok((report.items, report.differences.len()))
}
