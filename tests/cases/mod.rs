//! Reads the golden cases as requests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rpcsmith::diagnostics::Diagnostic;
use rpcsmith::frontend::{self, Parser, Sources};
use rpcsmith::options;

/// Files by their path in the folder of a case.
pub type Files = BTreeMap<String, String>;

/// The folders of all cases, in order.
pub fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let entries = fs::read_dir(root).expect("the folder exists");
    let paths = entries.map(|entry| entry.expect("the folder is readable").path());
    let mut cases: Vec<_> = paths.filter(|path| path.join("proto").is_dir()).collect();
    cases.sort();
    cases
}

/// The request of a case, or the errors of the parser.
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
        // Inline the file as the entry points do, but relative to the case and not to the current directory.
        "service_config" => {
            let text = fs::read_to_string(case.join(value));
            let text = text.map(|text| format!("{value}\n{text}"));
            (name, text.unwrap_or_else(|_| value.to_owned()))
        }
        _ => (name, value.to_owned()),
    });
    let sources = Sources {
        files,
        includes: vec![include],
        parser: Parser::Embedded,
    };
    frontend::fetch(&sources, &options::to_parameter(pairs)).map(|fetched| fetched.request)
}

/// All files below a folder; empty if the folder does not exist.
pub fn walk(root: &Path) -> Files {
    let mut files = Files::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.expect("the folder is readable").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(root)
                    .expect("the path is below the root")
                    .to_str()
                    .expect("the path is UTF-8");
                // Protos can contain any bytes; expected files are text.
                let text = String::from_utf8_lossy(&fs::read(&path).expect("the file is readable"))
                    .into_owned();
                files.insert(name.replace('\\', "/"), text);
            }
        }
    }
    files
}
