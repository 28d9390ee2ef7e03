//! Golden cases: folders under `tests/golden`, found, not listed.
//!
//! | in the folder | what it is |
//! |---|---|
//! | `proto/` | the include path |
//! | `files` | the files to generate, a line each; without it, all of `proto/` |
//! | `options` | the options, `name=value` a line |
//! | `parser` | `protoc` for what the embedded parser does not read |
//! | `expected/` | the generated files, all of them |
//! | `expected.txt` | instead of `expected/`: the faults, as protoc shows them |
//! | `warnings.txt` | the warnings, where there are any |
//!
//! `BLESS=1 cargo test --test golden` rewrites what is expected, and fails once to say what it rewrote: read it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rpcsmith::diagnostics::Diagnostic;
use rpcsmith::frontend::{self, Parser, Sources};
use rpcsmith::{Error, options};

/// Files by their path within the folder of a case.
type Files = BTreeMap<String, String>;

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
        let Ok(request) = request(&case) else {
            continue;
        };
        let reversed = support::reversed(&request);
        assert_eq!(
            outcome(&Ok(request)),
            outcome(&Ok(reversed)),
            "{}",
            case.display()
        );
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

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let entries = fs::read_dir(root).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    let mut cases: Vec<_> = paths.filter(|path| path.join("proto").is_dir()).collect();
    cases.sort();
    cases
}

/// The request that a case is about, or the faults of the parser.
fn request(case: &Path) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let include = case.join("proto");
    let files = match fs::read_to_string(case.join("files")) {
        Ok(list) => list.lines().map(|line| include.join(line)).collect(),
        Err(_) => walk(&include)
            .into_keys()
            .map(|name| include.join(name))
            .collect(),
    };
    let options = fs::read_to_string(case.join("options")).unwrap_or_default();
    let pairs = options
        .lines()
        .map(|line| line.split_once('=').unwrap_or((line, "")));
    let parser = match fs::read_to_string(case.join("parser"))
        .as_deref()
        .map(str::trim)
    {
        Ok("protoc") => Parser::Protoc {
            path: Some(protoc_bin_vendored::protoc_bin_path().unwrap()),
        },
        Ok(other) => panic!("{}: no parser is called {other}", case.display()),
        Err(_) => Parser::Embedded,
    };
    let sources = Sources {
        files,
        includes: vec![include],
        parser,
    };
    frontend::fetch(&sources, &options::to_parameter(pairs)).map(|fetched| fetched.request)
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

/// All files below a folder; none if there is no such folder.
fn walk(root: &Path) -> Files {
    let mut files = Files::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(root)
                    .expect("it is below")
                    .to_str()
                    .expect("it is UTF-8");
                // Protos may be anything; what is expected is text.
                let text =
                    String::from_utf8_lossy(&fs::read(&path).expect("it can be read")).into_owned();
                files.insert(name.replace('\\', "/"), text);
            }
        }
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

/// Requests taken apart, with nothing of the generator.
mod support {
    use prost::Message;

    /// The parts of a `CodeGeneratorRequest` whose order is the caller's.
    #[derive(Clone, PartialEq, Message)]
    struct Request {
        #[prost(string, repeated, tag = "1")]
        file_to_generate: Vec<String>,
        #[prost(string, tag = "2")]
        parameter: String,
        #[prost(bytes = "vec", repeated, tag = "15")]
        proto_file: Vec<Vec<u8>>,
    }

    /// The same request with its files in the opposite order.
    pub fn reversed(request: &[u8]) -> Vec<u8> {
        let mut request = Request::decode(request).expect("a front end made it");
        request.file_to_generate.reverse();
        request.proto_file.reverse();
        request.encode_to_vec()
    }
}
