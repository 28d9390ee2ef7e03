//! The golden cases: no type differs, but for what is meant.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rpcsmith::frontend::{self, Parser, Sources};
use rpcsmith::options;

#[test]
fn goldens() {
    for case in cases() {
        let Ok(request) = request(&case) else {
            continue;
        };
        println!(
            "{} {:#?}",
            case.display(),
            rpcsmith_parity::compare(&request)
        );
    }
}

/// The cases that have something expected of them, rather than faults.
fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../golden");
    let entries = fs::read_dir(root).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    let mut cases: Vec<_> = paths
        .filter(|path| path.join("proto").is_dir() && !path.join("expected.txt").exists())
        .collect();
    cases.sort();
    cases
}

fn request(case: &Path) -> Result<Vec<u8>, Vec<rpcsmith::diagnostics::Diagnostic>> {
    let include = case.join("proto");
    let files = match fs::read_to_string(case.join("files")) {
        Ok(list) => list.lines().map(|line| include.join(line)).collect(),
        Err(_) => protos(&include),
    };
    let parser = match case.join("parser").exists() {
        true => Parser::Protoc {
            path: Some(protoc_bin_vendored::protoc_bin_path().unwrap()),
        },
        false => Parser::Embedded,
    };
    let options = fs::read_to_string(case.join("options")).unwrap_or_default();
    let pairs = options
        .lines()
        .map(|line| line.split_once('=').unwrap_or((line, "")));
    let sources = Sources {
        files,
        includes: vec![include],
        parser,
    };
    frontend::fetch(&sources, &options::to_parameter(pairs)).map(|fetched| fetched.request)
}

fn protos(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        match path.is_dir() {
            true => files.append(&mut protos(&path)),
            false => files.push(path),
        }
    }
    files.sort();
    files
}
