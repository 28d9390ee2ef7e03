//! `cargo xtask corpus`: runs the plugin on a large request, and checks its output.

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

/// Runs the plugin on a request, and checks its files. The last line has the sum.
///
/// # Errors
/// If the plugin rejects the request, if a file does not parse or differs in another run, or if a message differs from that
/// of prost-build without a reason in `docs/migrate.md`.
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
    println!("== valid Rust");
    let unparsed = syntax::unparsed(&answer.files);
    ensure!(unparsed == 0, "{unparsed} files are not Rust");
    println!("== changes of rustfmt");
    // Keep the original files for a comparison with the formatted ones.
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

/// Compares the messages with those of prost-build. Returns the number of items, and of unexpected differences.
fn parity(request: &Request) -> Result<(usize, usize)> {
    let report = rpcsmith_parity::compare(&request.encode_to_vec())?;
    for difference in &report.differences {
        println!(
            "{} differs:\n  rpcsmith:    {}\n  prost-build: {}",
            difference.path, difference.ours, difference.theirs
        );
    }
    println!("expected differences:");
    for (class, count) in &report.classes {
        println!("{count:8}  {class}");
    }
    Ok((report.items, report.differences.len()))
}
