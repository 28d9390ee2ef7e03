//! The golden cases, as requests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rpcsmith::diagnostics::Diagnostic;
use rpcsmith::frontend::{self, Parser, Sources};
use rpcsmith::options;

/// Files by their path within the folder of a case.
pub type Files = BTreeMap<String, String>;

/// The folders of all cases, in order.
pub fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let entries = fs::read_dir(root).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    let mut cases: Vec<_> = paths.filter(|path| path.join("proto").is_dir()).collect();
    cases.sort();
    cases
}

/// The request that a case is about, or the faults of the parser.
pub fn request(case: &Path) -> Result<Vec<u8>, Vec<Diagnostic>> {
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
    let pairs = pairs.map(|(name, value)| match name {
        // As a door reads it, though not from where the test runs.
        "service_config" => {
            let text = fs::read_to_string(case.join(value));
            let text = text.map(|text| format!("{value}\n{text}"));
            (name, text.unwrap_or_else(|_| value.to_owned()))
        }
        _ => (name, value.to_owned()),
    });
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

/// All files below a folder; none if there is no such folder.
pub fn walk(root: &Path) -> Files {
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
