//! Finds lines that name types of tonic where the generated code takes those of the runtime.
//!
//! | file | condition |
//! |---|---|
//! | with an implementation of a service or of its checks, or tests of one | always |
//! | another file that names the runtime | unless it uses tonic's own services or connections |
//!
//! rustc reports most of these lines too, as types that differ, but not the paths that fit.

use std::collections::BTreeSet;
use std::path::Path;

use super::RustProject;
use super::paths::paths_in_file;
use crate::diagnostics::Diagnostic;
use crate::skeleton::{Finding, Kind, place};
use crate::targets::rust::skeleton::analysis::Analysis;
use crate::targets::rust::skeleton::analysis::source::Position;

/// The crate whose types the runtime replaces.
const CRATE: &str = "tonic";

/// Items of tonic, and those of the runtime that replace them.
pub(super) const ITEMS: [(&str, &str); 14] = [
    ("Code", "Code"),
    ("Extensions", "Extensions"),
    ("IntoRequest", "IntoRequest"),
    ("IntoStreamingRequest", "IntoStreamingRequest"),
    ("Request", "Request"),
    ("Response", "Response"),
    ("Status", "Status"),
    ("Streaming", "Streaming"),
    ("body::Body", "body::Body"),
    ("codec::CompressionEncoding", "codec::CompressionEncoding"),
    ("metadata", "metadata"),
    ("server::NamedService", "service::NamedService"),
    ("service::Interceptor", "service::Interceptor"),
    (
        "service::interceptor::InterceptedService",
        "service::InterceptedService",
    ),
];

/// Items that only code with services or connections of tonic itself names.
const NATIVE: [&str; 4] = ["async_trait", "client", "include_proto", "transport"];

/// Returns a finding for each type of tonic that a crate names.
pub fn findings(project: &RustProject<'_>, analysis: &Analysis) -> Vec<Finding> {
    let root = project.project.root;
    let runtime = project.options.runtime.trim_start_matches("::");
    let own = own_files(analysis);
    let tests = own.iter().filter(|file| file.starts_with("tests/"));
    let tests = tests.map(|file| analysis.root.join(file));
    let mut findings = Vec::new();
    for path in analysis.read.iter().cloned().chain(tests) {
        let file = path.strip_prefix(&analysis.root).unwrap_or(&path);
        let file = file.display().to_string().replace('\\', "/");
        let runtime_name = runtime.rsplit("::").next().unwrap_or(runtime);
        for (at, names) in items_of(&path, own.contains(&*file), runtime_name) {
            findings.push(replaced(root, &file, at, runtime, names));
        }
    }
    findings
}

/// The files with implementations, and the tests with clients, relative to the root of the crate.
fn own_files(analysis: &Analysis) -> BTreeSet<&str> {
    let impls = analysis.services.iter().flat_map(|service| {
        let all = std::iter::once(&service.service).chain(&service.checks);
        all.flat_map(|impls| &impls.implementations)
    });
    let tests = analysis.tests.iter().filter(|test| test.client.is_ok());
    let tests = tests.map(|test| &*test.file);
    impls.map(|one| &*one.file).chain(tests).collect()
}

/// An item of tonic, and the one that replaces it.
type Names = (&'static str, &'static str);

/// The items of tonic in a file that the runtime replaces.
fn items_of(path: &Path, is_own: bool, runtime: &str) -> Vec<(Position, Names)> {
    let paths = paths_in_file(path, &[(CRATE, CRATE)]);
    let names = |name: &str, second: Option<&str>| {
        paths.iter().any(|(_, path)| {
            path.first().is_some_and(|first| first == name)
                && second.is_none_or(|second| path.get(1).is_some_and(|part| part == second))
        })
    };
    let is_native = || NATIVE.iter().any(|item| names(CRATE, Some(item)));
    if !is_own && (!names(runtime, None) || is_native()) {
        return Vec::new();
    }
    let found = paths
        .iter()
        .filter_map(|(at, path)| Some((*at, replacement(path)?)));
    found.collect()
}

/// The entry of a path of tonic.
fn replacement(path: &[String]) -> Option<Names> {
    let (first, path) = path.split_first()?;
    let fits = |(old, _): &Names| {
        let mut path = path.iter();
        old.split("::")
            .all(|name| path.next().is_some_and(|part| part == name))
    };
    ITEMS
        .into_iter()
        .find(|names| first == CRATE && fits(names))
}

fn replaced(root: &Path, file: &str, at: Position, runtime: &str, (old, new): Names) -> Finding {
    let message = format!("generated code takes `{runtime}::{new}`, not `{CRATE}::{old}`");
    let help = if old == new {
        format!("replace `{CRATE}::` by `{runtime}::`")
    } else {
        format!("replace `{CRATE}::{old}` by `{runtime}::{new}`")
    };
    let diagnostic = Diagnostic::error(message)
        .at(place(root, file, at.line, at.column))
        .help(help);
    Finding::new(Kind::Outdated, diagnostic)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn types_of_tonic_are_found_in_code_for_the_runtime() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("lib.rs");
        for (code, own, other) in [
            (
                "use tonic::{Request, Status as S};\nfn f(_: ::tonic::metadata::MetadataMap) {}",
                vec!["1:13 Request", "1:22 Status", "2:11 metadata"],
                vec![],
            ),
            (
                "use rpcsmith_runtime::Server;\nuse tonic::server::NamedService;",
                vec!["2:5 server::NamedService"],
                vec!["2:5 server::NamedService"],
            ),
            // Uses tonic beside the runtime.
            (
                "use rpcsmith_runtime::Server;\nuse tonic::Status;\nuse tonic::transport::Channel;",
                vec!["2:5 Status"],
                vec![],
            ),
            // Not of the crate tonic.
            ("fn f(_: a::tonic::Request) { tonic() }", vec![], vec![]),
            (
                "use rpcsmith_runtime::Request;\nuse tonic::Result;",
                vec![],
                vec![],
            ),
        ] {
            fs::write(&file, code).unwrap();
            for (is_own, expected) in [(true, own), (false, other)] {
                let found = items_of(&file, is_own, "rpcsmith_runtime").into_iter();
                let found = found.map(|(at, (old, _))| format!("{}:{} {old}", at.line, at.column));
                assert_eq!(found.collect::<Vec<_>>(), expected, "{code}");
            }
        }
    }
}
