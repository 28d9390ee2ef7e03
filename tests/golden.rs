//! Golden cases: folders under `tests/golden`, found, not listed.
//!
//! | in the folder | what it is |
//! |---|---|
//! | `proto/` | the include path |
//! | `files` | the files to generate, a line each; without it, all of `proto/` |
//! | `options` | the options, `name=value` a line |
//! | what an option names, such as `service-config.json` | it, as it is |
//! | `parser` | `protoc` for what the embedded parser does not read |
//! | `expected/` | the generated files, all of them |
//! | `expected.txt` | instead of `expected/`: the faults, as protoc shows them |
//! | `warnings.txt` | the warnings, where there are any |
//!
//! `BLESS=1 cargo test --test golden` rewrites what is expected, and fails once to say what it rewrote: read it.

mod cases;
mod random;
mod shuffle;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use cases::{Files, cases, request, walk};
use prost::Message;
use prost_types::compiler::CodeGeneratorRequest;
use rpcsmith::Error;
use rpcsmith::diagnostics::Diagnostic;
use rpcsmith::options::{from_parameter, to_parameter};

#[test]
fn every_case_gives_what_is_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut report = String::new();
    let cases = cases();
    assert!(!cases.is_empty(), "no case was found");
    for case in &cases {
        let (expected, actual) = (expected(case), outcome(&request(case)));
        for (name, diff) in differences(&expected, &actual) {
            let _ = writeln!(report, "--- {}/{name}\n{diff}", case.display());
        }
        if bless {
            rewrite(case, &expected, &actual);
        }
    }
    assert!(
        report.is_empty(),
        "{}:\n{report}",
        if bless {
            "rewritten; read it"
        } else {
            "not as expected (BLESS=1 rewrites)"
        }
    );
}

#[test]
fn the_order_of_a_request_does_not_matter() {
    for case in cases() {
        let Ok(original) = request(&case) else {
            continue;
        };
        let expected = files(&original);
        for seed in 0..4 {
            let shuffled = shuffle::shuffled(&original, seed);
            assert_eq!(expected, files(&shuffled), "{}, {seed}", case.display());
        }
    }

    /// All but the model, which is in the order of the request.
    fn files(request: &[u8]) -> Files {
        let mut files = outcome(&Ok(request.to_vec()));
        files.remove("expected/model.txt");
        files
    }
}

#[test]
fn rustfmt_finds_nothing_to_do() {
    for case in cases() {
        let files = expected(&case)
            .into_keys()
            .filter(|name| name.ends_with(".rs"));
        let files: Vec<_> = files.map(|name| case.join(name)).collect();
        if files.is_empty() {
            continue;
        }
        let rustfmt = Command::new("rustfmt")
            .args(["--check", "--edition", "2024"])
            .args(&files)
            .stderr(Stdio::inherit())
            .output()
            .expect("rustfmt comes with Rust");
        assert!(
            rustfmt.status.success(),
            "{}",
            String::from_utf8_lossy(&rustfmt.stdout)
        );
    }
}

/// Each remedy for names that meet in Rust is taken by its word, all of a case at once.
#[test]
fn remedies_for_names_that_meet_work() {
    let mut remedies = 0;
    for case in cases() {
        let name = case.file_name().unwrap_or_default().to_string_lossy();
        let Ok(mut request) = request(&case) else {
            continue;
        };
        let Err(Error::Faults(faults)) = rpcsmith::generate(&request) else {
            continue;
        };
        let helps = faults.iter().filter_map(|fault| fault.help.as_deref());
        let pairs: Vec<_> = helps.filter_map(rename).collect();
        if pairs.is_empty() {
            continue;
        }
        remedies += pairs.len();
        let given = CodeGeneratorRequest::decode(&*request).expect("it is one");
        let mut options = from_parameter(given.parameter());
        options.retain(|(_, value)| !pairs.iter().any(|(replaced, _)| replaced == value));
        options.extend(pairs.into_iter().map(|(_, new)| ("rename".to_owned(), new)));
        let parameter = CodeGeneratorRequest {
            parameter: Some(to_parameter(options)),
            ..CodeGeneratorRequest::default()
        };
        // The last parameter of a request counts.
        request.extend(parameter.encode_to_vec());
        if let Err(error) = rpcsmith::generate(&request) {
            panic!("{name}: {error}");
        }
    }
    assert!(remedies >= 16, "{remedies}");

    /// The value of the option that a help offers, after the one that it replaces.
    fn rename(help: &str) -> Option<(String, String)> {
        let values = help
            .split('`')
            .filter_map(|part| part.strip_prefix("rename="));
        let values: Vec<_> = values.map(str::to_owned).collect();
        match &values[..] {
            [new] => Some((String::new(), new.clone())),
            [new, old] => Some((old.clone(), new.clone())),
            _ => None,
        }
    }
}

/// What a run gives, by the files that a case expects it in.
fn outcome(request: &Result<Vec<u8>, Vec<Diagnostic>>) -> Files {
    let generated = match request {
        Ok(request) => rpcsmith::generate(request),
        Err(faults) => Err(Error::Faults(faults.clone())),
    };
    let mut files = Files::new();
    match generated {
        Ok(generated) => {
            let named = generated
                .files
                .into_iter()
                .map(|file| (format!("expected/{}", file.name), file.content));
            files.extend(named);
            if !generated.warnings.is_empty() {
                files.insert("warnings.txt".to_owned(), lines(&generated.warnings));
            }
        }
        Err(Error::Faults(faults)) => drop(files.insert("expected.txt".to_owned(), lines(&faults))),
        Err(error) => panic!("{error}"),
    }
    files
}

fn lines(diagnostics: &[Diagnostic]) -> String {
    diagnostics
        .iter()
        .map(|diagnostic| format!("{diagnostic}\n"))
        .collect()
}

fn expected(case: &Path) -> Files {
    let mut files: Files = walk(&case.join("expected"))
        .into_iter()
        .map(|(name, text)| (format!("expected/{name}"), text))
        .collect();
    for name in ["expected.txt", "warnings.txt"] {
        files.extend(
            fs::read_to_string(case.join(name))
                .ok()
                .map(|text| (name.to_owned(), text)),
        );
    }
    files
}

/// The files that differ, each with what is different.
fn differences(expected: &Files, actual: &Files) -> BTreeMap<String, String> {
    let names = expected.keys().chain(actual.keys());
    let differ = names.filter(|name| expected.get(*name) != actual.get(*name));
    differ
        .map(|name| (name.clone(), diff(expected.get(name), actual.get(name))))
        .collect()
}

fn diff(expected: Option<&String>, actual: Option<&String>) -> String {
    match (expected, actual) {
        (Some(expected), Some(actual)) => similar::TextDiff::from_lines(expected, actual)
            .unified_diff()
            .context_radius(2)
            .to_string(),
        (Some(_), None) => "expected, but not made".to_owned(),
        (None, Some(text)) => format!("made, but not expected:\n{text}"),
        (None, None) => String::new(),
    }
}

fn rewrite(case: &Path, expected: &Files, actual: &Files) {
    for name in expected.keys().filter(|name| !actual.contains_key(*name)) {
        fs::remove_file(case.join(name)).expect("it can be removed");
    }
    for (name, text) in actual {
        let path = case.join(name);
        fs::create_dir_all(path.parent().expect("it is in a case")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }
}
