//! The golden cases: every type equals that of prost-build, except for expected differences.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rpcsmith::frontend::{self, Parser, Sources};
use rpcsmith::options;
use rpcsmith_parity::{Class, Report, compare};

/// Cases without types to compare, and why.
const SKIPPED: &[(&str, &str)] = &[
    ("editions_2023", "prost-build does not support editions"),
    ("editions_2024", "prost-build does not support editions"),
    ("editions_2026", "prost-build does not support editions"),
    (
        "editions_2026_features",
        "prost-build does not support editions",
    ),
    ("extensions_nested", "prost-build does not support editions"),
    ("open_enums", "prost-build does not support editions"),
    ("open_enums_extern", "prost-build does not support editions"),
];

/// Cases of the option `rename`. Without the option, names collide and both generators fail.
const RENAMED: &[&str] = &["options_rename", "options_rename_packages"];

#[test]
fn goldens_have_only_expected_differences() {
    let cases = cases();
    for (case, path) in &cases {
        let report = report(path);
        assert_eq!(report.differences, [], "{case}");
        let skipped = SKIPPED.iter().any(|(skipped, _)| skipped == case);
        assert_eq!(report.items == 0, skipped, "{case}: {} types", report.items);
    }
    let stale = SKIPPED.iter().find(|(case, _)| !cases.contains_key(*case));
    assert_eq!(stale, None, "the case does not exist");
}

/// The classes that random schemas do not cover.
#[test]
fn goldens_cover_the_other_classes() {
    let reports = cases().into_values().map(|path| report(&path));
    let covered: BTreeSet<_> = reports
        .flat_map(|report| report.classes.into_keys())
        .collect();
    let classes = [Class::Edition, Class::Underscores, Class::RequiredCycle].map(Class::name);
    assert_eq!(classes.map(|class| covered.contains(class)), [true; 3]);
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../golden")
}

/// The cases that expect code and not errors, by name.
fn cases() -> BTreeMap<String, PathBuf> {
    let paths = entries(&root()).into_iter();
    let paths =
        paths.filter(|path| path.join("proto").is_dir() && !path.join("expected.txt").exists());
    let named = paths.map(|path| (name(&path), path));
    named
        .filter(|(name, _)| !RENAMED.contains(&name.as_str()))
        .collect()
}

fn report(case: &Path) -> Report {
    compare(&request(case)).unwrap_or_else(|error| panic!("{}: {error:#}", name(case)))
}

/// The request of a case; `tests/golden.rs` of rpcsmith describes its files.
fn request(case: &Path) -> Vec<u8> {
    let include = case.join("proto");
    let files = match fs::read_to_string(case.join("files")) {
        Ok(list) => list.lines().map(|line| include.join(line)).collect(),
        Err(_) => files_below(&include),
    };
    let options = fs::read_to_string(case.join("options")).unwrap_or_default();
    let pairs = options
        .lines()
        .map(|line| line.split_once('=').unwrap_or((line, "")));
    let pairs = pairs.map(|(name, value)| match name {
        "service_config" => {
            let text = fs::read_to_string(case.join(value)).expect("the case has the file");
            (name, format!("{value}\n{text}"))
        }
        _ => (name, value.to_owned()),
    });
    let sources = Sources {
        files,
        includes: vec![include],
        parser: Parser::Embedded,
    };
    let fetched = frontend::fetch(&sources, &options::to_parameter(pairs));
    fetched
        .unwrap_or_else(|faults| panic!("{}: {}", name(case), faults[0]))
        .request
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let paths = entries(folder).into_iter();
    let files = paths.map(|path| {
        if path.is_dir() {
            files_below(&path)
        } else {
            vec![path]
        }
    });
    files.flatten().collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder exists");
    let paths = entries.map(|entry| entry.expect("the folder is readable").path());
    let mut paths: Vec<_> = paths.collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
