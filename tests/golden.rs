//! Golden cases: every folder under `tests/golden` is a case.
//!
//! | in the folder | content |
//! |---|---|
//! | `proto/` | the include path |
//! | `files` | the files to generate, one per line; default: all of `proto/` |
//! | `options` | the options, one `name=value` per line |
//! | a file that an option names, such as `service-config.json` | the content of the option |
//! | `expected/` | all generated files |
//! | `expected.txt` | instead of `expected/`: the errors, as protoc prints them |
//! | `warnings.txt` | the warnings, if any |
//!
//! `BLESS=1 cargo test --test golden` rewrites the expected files, and fails once with the diff: read it.

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
fn every_case_has_the_expected_output() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut report = String::new();
    let cases = cases();
    assert!(!cases.is_empty(), "there are no cases");
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
            "rewrote the expected files; read them"
        } else {
            "unexpected output (BLESS=1 rewrites the expected files)"
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

    /// All files except the dump of the model, which has the order of the request.
    fn files(request: &[u8]) -> Files {
        let mut files = outcome(&Ok(request.to_vec()));
        files.remove("expected/model.txt");
        files
    }
}

#[test]
fn generated_code_is_formatted() {
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
            .expect("rustfmt is installed");
        assert!(
            rustfmt.status.success(),
            "{}",
            String::from_utf8_lossy(&rustfmt.stdout)
        );
    }
}

/// The remedies that errors suggest for names that collide in Rust work, when all of a case are applied.
#[test]
fn remedies_for_colliding_names_work() {
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
        let decoded = CodeGeneratorRequest::decode(&*request).expect("the request is valid");
        let mut options = from_parameter(decoded.parameter());
        options.retain(|(_, value)| !pairs.iter().any(|(replaced, _)| replaced == value));
        options.extend(pairs.into_iter().map(|(_, new)| ("rename".to_owned(), new)));
        let parameter = CodeGeneratorRequest {
            parameter: Some(to_parameter(options)),
            ..CodeGeneratorRequest::default()
        };
        // If a request has two parameters, the last one counts.
        request.extend(parameter.encode_to_vec());
        if let Err(error) = rpcsmith::generate(&request) {
            panic!("{name}: {error}");
        }
    }
    assert!(remedies >= 16, "{remedies}");

    /// The `rename` values in a help text: the one to replace, if any, and the suggested one.
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

/// The output of a run, as the files that a case expects.
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

/// The files that differ, each with a diff.
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
        (Some(_), None) => "expected, but not generated".to_owned(),
        (None, Some(text)) => format!("generated, but not expected:\n{text}"),
        (None, None) => String::new(),
    }
}

fn rewrite(case: &Path, expected: &Files, actual: &Files) {
    for name in expected.keys().filter(|name| !actual.contains_key(*name)) {
        fs::remove_file(case.join(name)).expect("the file can be removed");
    }
    for (name, text) in actual {
        let path = case.join(name);
        fs::create_dir_all(path.parent().expect("the path has a parent"))
            .expect("the folder can be created");
        fs::write(path, text).expect("the file can be written");
    }
}
