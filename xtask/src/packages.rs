//! `cargo xtask packages`: generates packages of a large request, and compiles them in one crate.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::plugin::{Plugin, empty, write};
use crate::process::{self, succeed};
use crate::request::Request;

const USAGE: &str = "usage: cargo xtask packages <request> [--count N]";

/// The default number of packages.
const COUNT: usize = 50;

/// The package whose types are in `prost-types`.
const WELL_KNOWN: &str = "google.protobuf";

/// Checks at least the requested number of packages with services, and their imports. The last line has the number of
/// packages.
///
/// # Errors
/// If the request has fewer, if the plugin rejects them, or if the compiler reports a warning or an error.
pub fn run(mut arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let path = arguments.next().context(USAGE)?;
    let count = count(arguments).context(USAGE)?;
    let (request, packages) = part(&Request::read(Path::new(&path))?, count)?;
    let root = process::root()?;
    let folder = process::target(&root).join("packages");
    let plugin = Plugin::build(&root, &folder)?;
    let answer = plugin.answer("part", &request)?;

    let member = folder.join("crate");
    empty(&member)?;
    fs::create_dir(member.join("src"))?;
    write(&answer.files, &member.join("src/proto"))?;
    fs::write(member.join("src/lib.rs"), LIBRARY)?;
    fs::write(member.join("Cargo.toml"), manifest(&root))?;
    // Use the versions of the workspace.
    fs::copy(root.join("Cargo.lock"), member.join("Cargo.lock"))?;
    succeed(
        Command::new(env!("CARGO"))
            .current_dir(&member)
            .args(["check", "--target-dir"])
            .arg(process::target(&root)),
    )?;
    println!("packages: {} checked, 0 warnings", packages.len());
    Ok(())
}

/// The value of `--count`.
fn count(mut arguments: impl Iterator<Item = OsString>) -> Option<usize> {
    match arguments.next() {
        Some(option) if option == "--count" => arguments.next()?.to_str()?.parse().ok(),
        Some(_) => None,
        None => Some(COUNT),
    }
}

/// The request for `count` packages with services, evenly distributed, with their imports. Also returns all packages with
/// services in it.
pub fn part(request: &Request, count: usize) -> Result<(Request, BTreeSet<String>)> {
    let files = request.descriptors()?;
    let packages: BTreeSet<&str> = files
        .iter()
        .filter(|file| !file.services.is_empty())
        .map(|file| file.package.as_str())
        .collect();
    let packages: Vec<&str> = packages.into_iter().collect();
    ensure!(
        packages.len() >= count,
        "only {} packages have services",
        packages.len()
    );
    let picked: BTreeSet<&str> = (0..count)
        .map(|index| packages[index * packages.len() / count])
        .collect();
    let names: Vec<String> = files
        .iter()
        .filter(|file| picked.contains(file.package.as_str()))
        .map(|file| file.name.clone())
        .collect();
    // Imported files are in the same crate.
    let mut part = request.part(&names)?;
    let files = part.descriptors()?;
    let made = files.iter().filter(|file| file.package != WELL_KNOWN);
    part.files_to_generate = made.map(|file| file.name.clone()).collect();
    let served = files.into_iter().filter(|file| !file.services.is_empty());
    Ok((part, served.map(|file| file.package).collect()))
}

const LIBRARY: &str = "//! Generated packages.\n\npub mod proto;\n";

/// The manifest of the crate: a separate workspace, in which each warning is an error.
fn manifest(root: &Path) -> String {
    let runtime = root.join("runtime/rust");
    format!(
        "[workspace]\n\n\
         [package]\nname = \"packages\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\nprost = \"0.14\"\nprost-types = \"0.14\"\nrpcsmith-runtime = {{ path = {runtime:?} }}\n\n\
         [lints.rust]\nwarnings = \"deny\"\n"
    )
}
