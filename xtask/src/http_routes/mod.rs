//! `cargo xtask http-routes`: binds all options `google.api.http` of a large request, and counts the generated routes.

mod annotations;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use prost::Message;
use rpcsmith::Error;
use rpcsmith::diagnostics::{Diagnostic, Severity};

use crate::process::{self, succeed};
use crate::request::Request;

/// The routes of googleapis that match the same requests, each with both places: methods of the storage services of BigQuery,
/// and those for sessions of two services of Discovery Engine.
const CONFLICTS: &str = include_str!("conflicts.txt");

/// The options of each run.
const OPTIONS: &str = "http=true,json=true,client=false,validate=none";

/// Generates routes for a request, and compares their numbers with those of the annotations. The last line has the sum.
///
/// # Errors
/// If an annotation has a fault, if routes collide that the list does not have, or if a package has other numbers of routes than
/// of annotations.
pub fn run(mut arguments: impl Iterator<Item = OsString>) -> Result<()> {
    const USAGE: &str = "usage: cargo xtask http-routes <request> [--speed]";
    let path = arguments.next().context(USAGE)?;
    let speed = match arguments.next() {
        None => false,
        Some(option) if option == "--speed" => true,
        Some(_) => bail!(USAGE),
    };
    let mut request = Request::read(Path::new(&path))?;
    request.parameter = Some(OPTIONS.to_owned());
    let annotated = annotations::counts(&request)?;

    if speed {
        compare(&annotated.lines)?;
    }
    println!("== routes that collide");
    let conflicts = conflicts(&request)?;
    let listed: BTreeSet<&str> = CONFLICTS.lines().collect();
    let found: BTreeSet<&str> = conflicts.iter().map(|conflict| &*conflict.text).collect();
    let unlisted: Vec<_> = found.difference(&listed).copied().collect();
    ensure!(
        unlisted.is_empty(),
        "not in the list:\n{}",
        unlisted.join("\n")
    );
    let gone: Vec<_> = listed.difference(&found).copied().collect();
    ensure!(
        gone.is_empty(),
        "listed, but not found:\n{}",
        gone.join("\n")
    );

    println!("== routes of the other packages");
    let collide: BTreeSet<&str> = conflicts.iter().map(|it| &*it.package).collect();
    let rest = without(&request, &collide)?;
    let generated = generated(&rest)?;
    let expected = annotated.packages.iter();
    let expected = expected.filter(|(package, _)| !collide.contains(package.as_str()));
    let expected: BTreeMap<_, _> = expected
        .map(|(name, count)| (name.clone(), *count))
        .collect();
    for (package, count) in &expected {
        let routes = generated.get(package).copied().unwrap_or_default();
        ensure!(
            routes == *count,
            "{package} has {count} annotations and {routes} routes"
        );
    }
    let routes: usize = generated.values().sum();
    println!(
        "http-routes: methods={} bindings={} conflicts={} unlisted=0 generated={routes} packages={}",
        annotated.methods,
        annotated.packages.values().sum::<usize>(),
        found.len(),
        expected.len(),
    );
    Ok(())
}

/// Matches the routes beside another router, and prints the ratio of their times.
fn compare(lines: &str) -> Result<()> {
    println!("== the time to match a request, divided by that of matchit");
    let root = process::root()?;
    let file = process::target(&root).join("http-routes.txt");
    process::keep(&file, lines)?;
    let programs = process::build_package("rpcsmith-http")?;
    succeed(Command::new(programs.join("route-speed")).arg(file))
}

/// Routes that collide.
struct Conflict {
    /// The package that both are in.
    package: String,
    /// Both places, and both routes.
    text: String,
}

/// The routes that collide. All faults of annotations are errors of the same stage, so there are no others.
fn conflicts(request: &Request) -> Result<Vec<Conflict>> {
    let faults = match rpcsmith::generate(&request.encode_to_vec()) {
        Ok(_) => Vec::new(),
        Err(Error::Faults(faults)) => faults,
        Err(error) => return Err(error.into()),
    };
    let files = request.descriptors()?.into_iter();
    let packages = files.map(|file| (file.name, file.package)).collect();
    let faults = faults
        .iter()
        .filter(|fault| fault.severity == Severity::Error);
    faults.map(|fault| conflict(fault, &packages)).collect()
}

/// The collision that an error reports. `packages` has the packages of the files.
fn conflict(fault: &Diagnostic, packages: &BTreeMap<String, String>) -> Result<Conflict> {
    let place = fault.place.as_ref().context("a fault has no place")?;
    let [(first, _)] = &fault.notes[..] else {
        bail!("an annotation cannot be bound:\n{fault}");
    };
    let package = packages.get(&place.file);
    Ok(Conflict {
        package: package.context("its file is in the request")?.clone(),
        text: format!("{place} {first} {}", fault.message),
    })
}

/// The request without code for these packages.
fn without(request: &Request, packages: &BTreeSet<&str>) -> Result<Request> {
    let files = request.descriptors()?.into_iter();
    let left_out: BTreeSet<String> = files
        .filter(|file| packages.contains(file.package.as_str()))
        .map(|file| file.name)
        .collect();
    let mut rest = request.clone();
    rest.files_to_generate
        .retain(|name| !left_out.contains(name));
    Ok(rest)
}

/// The number of routes in the code of each package.
fn generated(request: &Request) -> Result<BTreeMap<String, usize>> {
    let generated = rpcsmith::generate(&request.encode_to_vec())?;
    let files = generated.files.iter();
    let counts = files.filter_map(|file| {
        let package = file.name.strip_suffix(".rs")?;
        let routes = ["get", "put", "post", "delete", "patch", "custom"];
        let count = |function| {
            file.content
                .matches(&format!("HttpRoute::{function}("))
                .count()
        };
        Some((package.to_owned(), routes.into_iter().map(count).sum()))
    });
    Ok(counts.collect())
}
