//! The table of checks in `docs/compiler-checks.md` agrees with the small cases: each message is one of its case, and each
//! diagnostic of a case is in the table.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{fmt::Write as _, fs};

use rpcsmith_compiler::{Sources, compile};

/// A row of the table.
struct Row {
    message: String,
    case: String,
}

#[test]
fn each_message_is_in_its_case() {
    let cases = cases();
    for Row { message, case } in rows() {
        let found = match case.strip_prefix("generated: ") {
            Some(name) => generated(name),
            None => cases
                .get(&case)
                .unwrap_or_else(|| panic!("no case {case}"))
                .clone(),
        };
        let is_in = found.iter().any(|found| matches(&message, found));
        assert!(is_in, "{message} is not a message of {case}: {found:?}");
    }
}

#[test]
fn each_diagnostic_is_in_the_table() {
    let rows = rows();
    let is_in = |found: &str| rows.iter().any(|row| matches(&row.message, found));
    let cases = cases();
    let all = cases
        .iter()
        .flat_map(|(case, found)| found.iter().map(move |found| (case, found)));
    let mut missing: Vec<_> = all.filter(|(_, found)| !is_in(found)).collect();
    missing.sort();
    assert!(missing.is_empty(), "the table lacks {missing:#?}");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).into()
}

fn rows() -> Vec<Row> {
    let page = fs::read_to_string(root().join("../docs/compiler-checks.md")).expect("the page");
    let lines = page
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| check"));
    let rows = lines.map(|line| {
        let cells: Vec<_> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [_, message, case] = *cells else {
            panic!("not a row of three cells: {line}");
        };
        let (message, case) = (message.into(), case.into());
        Row { message, case }
    });
    rows.collect()
}

/// The messages of each case, without their places.
fn cases() -> HashMap<String, Vec<String>> {
    let mut cases = HashMap::new();
    for topic in fs::read_dir(root().join("tests/cases")).expect("a folder") {
        let topic = topic.expect("readable");
        for file in fs::read_dir(topic.path()).expect("a folder") {
            let path = file.expect("readable").path();
            if path.extension().is_some_and(|extension| extension == "txt") {
                let text = fs::read_to_string(&path).expect("readable");
                let topic = topic.file_name().to_string_lossy().into_owned();
                let name = path.file_stem().unwrap_or_default().to_string_lossy();
                let messages = text.lines().map(|line| {
                    let message = line
                        .split_once(": error: ")
                        .or(line.split_once(": warning: "));
                    message.map_or(line, |(_, message)| message).to_owned()
                });
                cases.insert(format!("{topic}/{name}"), messages.collect());
            }
        }
    }
    cases
}

/// Whether a message has the form of one in the table, in which `…` varies.
fn matches(form: &str, message: &str) -> bool {
    let mut parts = form.split('…');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = message.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<_> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.split_once(part) {
            Some((_, tail)) => rest = tail,
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// The messages of a source that is too large for a file.
fn generated(name: &str) -> Vec<String> {
    let long = "a".repeat(70_000);
    let mut source = String::from("syntax = \"proto2\";\n");
    match name {
        "long_name" => {
            let _ = writeln!(source, "message {long} {{}}");
        }
        "long_reserved_name" => {
            let _ = writeln!(source, "message M {{ reserved \"{long}\"; }}");
        }
        "many_fields" => {
            source.push_str("message M {\n");
            for number in 1..=65_536 + 1_000 {
                // The numbers from 19000 to 19999 are reserved.
                if !(19_000..20_000).contains(&number) {
                    let _ = writeln!(source, "optional int32 f{number} = {number};");
                }
            }
            source.push_str("}\n");
        }
        _ => panic!("no generated case {name}"),
    }
    let mut sources = Sources::new();
    sources.insert("case.proto", source);
    let faults = compile(&["case.proto"], &sources).expect_err("faults");
    faults.into_iter().map(|fault| fault.message).collect()
}
