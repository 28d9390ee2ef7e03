//! Finds lines of a crate that are written for an older version of rpcsmith: names and features that have other names now.
//!
//! rustc reports old names too, but not the new ones. The tables repeat the section "Breaking" of the changelog; a test
//! compares the two.

use std::collections::HashMap;
use std::path::Path;

use toml::de::DeTable;

use super::manifest::entries::{fits, table, version};
use super::paths::{NamedPath, paths_in_file};
use super::{MANIFEST, RustProject};
use crate::diagnostics::Diagnostic;
use crate::skeleton::{Finding, Kind, place};
use crate::targets::rust::skeleton::analysis::Analysis;
use crate::targets::rust::skeleton::analysis::source::{Position, position};

/// The crate whose items are renamed. Those of the runtime have the names of version 0.1.
const CRATE: &str = "rpcsmith";

/// The version of the command.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Old and new names of items. A longer path precedes the path of its module.
const ITEMS: [(&str, &str); 14] = [
    ("attachments::Attached", "inlined_files::InlinedRequest"),
    ("attachments::attach", "inlined_files::inline"),
    ("attachments", "inlined_files"),
    ("options::Attachment", "options::InlinedFile"),
    ("options::DescriptorSets", "rust::DescriptorSets"),
    ("options::Layout", "rust::Layout"),
    ("options::Messages", "rust::Messages"),
    ("options::MessagesImpl", "rust::MessagesImpl"),
    ("options::table::OPTIONS", "options::Options::specs"),
    ("options::table::OptionSpec", "options::OptionSpec"),
    ("options::table::ValueForm", "options::ValueForm"),
    ("options::table::find", "options::Options::spec"),
    ("options::table::markdown", "options::Options::markdown"),
    ("output::HEADER", "output::MARK"),
];

/// Old and new names of Cargo features.
const FEATURES: [(&str, &str); 1] = [("survey", "analysis")];

/// Returns the lines of a crate that are for an older version: in its Cargo.toml, its build script, and the files of its
/// targets.
pub fn findings(project: &RustProject<'_>, analysis: &Analysis, manifest: &str) -> Vec<Finding> {
    let root = project.project.root;
    // An error of the manifest is reported with its dependencies.
    let Ok(parsed) = DeTable::parse(manifest) else {
        return Vec::new();
    };
    let mut findings = of_manifest(parsed.get_ref(), manifest, root);
    let script = analysis.root.join(build_script(parsed.get_ref()));
    for path in std::iter::once(&script).chain(&analysis.read) {
        let file = path.strip_prefix(&analysis.root).unwrap_or(path);
        let file = file.display().to_string().replace('\\', "/");
        for (at, old, new) in items(&paths_in_file(path, &[(CRATE, CRATE)])) {
            let names = (format!("{CRATE}::{old}"), format!("{CRATE}::{new}"));
            findings.push(renamed(root, &file, at, "item", (&names.0, &names.1)));
        }
    }
    findings
}

fn renamed(root: &Path, file: &str, at: Position, kind: &str, (old, new): (&str, &str)) -> Finding {
    let message = format!("the {kind} `{old}` of {CRATE} 0.1 is called `{new}`");
    let diagnostic = Diagnostic::error(message)
        .at(place(root, file, at.line, at.column))
        .help("use the new name; the section \"Breaking\" of the changelog lists all of them");
    Finding::new(Kind::Outdated, diagnostic)
}

/// The build script of a crate, relative to its root.
fn build_script<'t>(manifest: &'t DeTable<'_>) -> &'t str {
    let package = manifest.get("package").and_then(table);
    let build = package.and_then(|package| package.get("build")?.get_ref().as_str());
    build.unwrap_or("build.rs")
}

/// Old features and versions of the crate in a Cargo.toml.
fn of_manifest(manifest: &DeTable<'_>, text: &str, root: &Path) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in ["build-dependencies", "dependencies", "dev-dependencies"] {
        let dependencies = manifest.get(name).and_then(table);
        let Some(entry) = dependencies.and_then(|table| table.get_key_value(CRATE)) else {
            continue;
        };
        if let Some(given) = version(None, entry, CRATE).filter(|given| !fits(given, VERSION)) {
            let at = position(text, entry.0.span().start);
            let message =
                format!("this is version {given} of `{CRATE}`, and the command is {VERSION}");
            let diagnostic = Diagnostic::error(message)
                .at(place(root, MANIFEST, at.line, at.column))
                .help("require the version of the command, so that both generate the same code");
            findings.push(Finding::new(Kind::Outdated, diagnostic));
        }
        let features = table(entry.1).and_then(|table| table.get("features")?.get_ref().as_array());
        for feature in features.into_iter().flat_map(|features| features.iter()) {
            let is_it = |(old, _): &(&str, &str)| feature.get_ref().as_str() == Some(*old);
            if let Some(names) = FEATURES.into_iter().find(is_it) {
                let at = position(text, feature.span().start);
                findings.push(renamed(root, MANIFEST, at, "feature", names));
            }
        }
    }
    findings
}

/// Old items among paths, each by a path of the crate or by a path that starts with an imported module of it.
fn items<P: Copy>(paths: &[NamedPath<P>]) -> Vec<(P, &'static str, &'static str)> {
    let of_crate = |path: &[String]| path.first().is_some_and(|first| first == CRATE);
    let imported: HashMap<_, _> = paths
        .iter()
        .filter(|(_, path)| of_crate(path) && old_item(&path[1..]).is_none())
        .filter_map(|(_, path)| Some((path.last()?.clone(), path.clone())))
        .collect();
    let found = paths.iter().filter_map(|(span, path)| {
        let item = if of_crate(path) {
            old_item(&path[1..])
        } else {
            let (first, rest) = path.split_first()?;
            let module = imported.get(first).filter(|_| !rest.is_empty())?;
            old_item(&[&module[1..], rest].concat())
        };
        item.map(|(old, new)| (*span, old, new))
    });
    found.collect()
}

/// The entry of a path, or of a module in front of it.
fn old_item(path: &[String]) -> Option<(&'static str, &'static str)> {
    ITEMS.into_iter().find(|(old, _)| {
        let mut names = old.split("::");
        let mut path = path.iter();
        names.all(|name| path.next().is_some_and(|part| part == name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::targets::rust::skeleton::sync::paths::paths_in_text;
    // The new names exist.
    #[allow(unused_imports)]
    use crate::{
        inlined_files::{InlinedRequest, inline},
        options::{InlinedFile, OptionSpec, Options, ValueForm},
        output::MARK,
        rust::{DescriptorSets, Layout, Messages, MessagesImpl},
    };

    #[test]
    fn old_items_are_found_by_paths_and_imports() {
        for (code, expected) in [
            (
                "use rpcsmith::options::Layout;",
                vec!["1:5 options::Layout"],
            ),
            (
                "use rpcsmith::{Builder, options::{Layout as L, Options, table::find}};\nfn f() { L::Flat; }",
                vec!["1:35 options::Layout", "1:57 options::table::find"],
            ),
            (
                "use rpcsmith::options::{self};\nfn f() { g(options::MessagesImpl::Derive) }",
                vec!["2:12 options::MessagesImpl"],
            ),
            (
                "fn f() { vec![::rpcsmith::output::HEADER] }",
                vec!["1:17 output::HEADER"],
            ),
            (
                "fn f() { rpcsmith::attachments::attach(x) }",
                vec!["1:10 attachments::attach"],
            ),
            (
                "use ::rpcsmith::options::Layout;",
                vec!["1:7 options::Layout"],
            ),
            (
                "use rpcsmith::{attachments, Builder};",
                vec!["1:16 attachments"],
            ),
            (
                "use rpcsmith as r;\nfn f() { r::options::Layout::Flat }",
                vec!["2:10 options::Layout"],
            ),
            // Not these.
            (
                "use rpcsmith::rust::Layout;\nfn f() { Layout::Flat; options::Layout::Flat; }",
                vec![],
            ),
            (
                "use other::options::Layout; fn f(options: Layout) { options; a::rpcsmith::output::X }",
                vec![],
            ),
        ] {
            let found = items(&paths_in_text(code, &[(CRATE, CRATE)])).into_iter();
            let found = found.map(|(at, old, _)| format!("{}:{} {old}", at.line, at.column));
            assert_eq!(found.collect::<Vec<_>>(), expected, "{code}");
        }
    }

    #[test]
    fn the_changelog_has_all_names() {
        let changelog = include_str!("../../../../../CHANGELOG.md");
        let (_, breaking) = changelog.split_once("### Breaking").unwrap();
        let rows = breaking.split("\n### ").next().unwrap();
        let rows: Vec<_> = rows.lines().filter(|line| line.starts_with("| ")).collect();
        let of_tonic = super::super::tonic_types::ITEMS;
        for (old, new) in ITEMS.into_iter().chain(FEATURES).chain(of_tonic) {
            let last = |path: &str| path.rsplit("::").next().unwrap_or_default().to_owned();
            let is_row = |row: &&&str| {
                let (from, to) = row[2..].split_once(" | ").unwrap();
                from.contains(&last(old)) && to.contains(&last(new))
            };
            assert!(rows.iter().find(is_row).is_some(), "{old} is {new}");
        }
    }
}
