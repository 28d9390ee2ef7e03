//! The crates that `rpcsmith new` writes: every folder under `tests/skeleton` is a case.
//!
//! | in the folder | content |
//! |---|---|
//! | `arguments` | the arguments of `rpcsmith new`; the first one is the name of the crate |
//! | `expected/` | the files, except generated and copied files, and secrets |
//!
//! `BLESS=1 cargo test --test skeleton` rewrites the expected files, and fails once with the diff: read it.

#![cfg(feature = "cli")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The texts of files by their paths.
type Files = BTreeMap<String, String>;

#[test]
fn every_crate_is_as_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut report = String::new();
    let cases = folders(&root().join("tests/skeleton"));
    assert!(!cases.is_empty(), "there are no cases");
    for case in cases {
        let arguments = fs::read_to_string(case.join("arguments")).expect("a case has arguments");
        let new_crate = new(&arguments);
        let mut actual = walk(new_crate.path());
        actual.retain(|name, _| !is_excluded(name));
        let expected = walk(&case.join("expected"));
        for name in expected.keys().chain(actual.keys()) {
            let text = |files: &Files| files.get(name).cloned().unwrap_or_default();
            if expected.get(name) != actual.get(name) {
                let (old, new) = (text(&expected), text(&actual));
                let diff = similar::TextDiff::from_lines(&old, &new);
                let diff = diff.unified_diff().context_radius(2).to_string();
                let _ = writeln!(report, "--- {}/{name}\n{diff}", case.display());
            }
        }
        if bless {
            rewrite(&case.join("expected"), &expected, &actual);
        }
    }
    assert!(report.is_empty(), "{report}");
}

/// Other tests check generated and copied files; keys are different in each run.
fn is_excluded(name: &str) -> bool {
    name.starts_with("src/gen/") || name.starts_with("proto/") || name.ends_with(".jwks.json")
}

/// The case of a document with routes that rpcs hide. With `http`, they are errors.
const WITH_HIDDEN_ROUTES: &str = "openapi_precedence";

/// New crates with all features are formatted for the names of all golden cases.
#[test]
fn new_crates_are_formatted() {
    let mut crates = 0;
    for case in folders(&root().join("tests/golden")) {
        let proto = case.join("proto");
        let protos: String = walk(&proto)
            .iter()
            .filter(|(_, text)| text.contains("syntax = ") || text.contains("edition = "))
            .map(|(name, _)| format!(" --proto {}", proto.join(name).display()))
            .collect();
        let is_valid = case.join("expected").is_dir()
            && !case.join("files").is_file()
            && !case.ends_with(WITH_HIDDEN_ROUTES);
        let services = walk(&proto)
            .values()
            .any(|text| text.contains("\nservice "));
        if !is_valid || !services {
            continue;
        }
        let options = fs::read_to_string(case.join("options")).unwrap_or_default();
        // Without its renames, names of the case collide.
        let renames = options.lines().filter(|line| line.starts_with("rename="));
        let renames: String = renames.map(|line| format!(" -o {line}")).collect();
        let new_crate = new(&format!(
            "app --with tls,jwt,otel,web,metrics,json,http -I {}{renames}{protos}",
            proto.display()
        ));
        let files = walk(new_crate.path()).into_keys();
        let files = files.filter(|name| name.ends_with(".rs") && !name.starts_with("src/gen/"));
        let files: Vec<_> = files.map(|name| new_crate.path().join(name)).collect();
        let rustfmt = Command::new("rustfmt")
            .args(["--check", "--edition", "2024"])
            // rustfmt follows a root to its modules, and other tests check the generated ones.
            .args(files.iter().filter(|file| !file.ends_with("src/lib.rs")))
            .output()
            .expect("rustfmt is installed");
        let text = String::from_utf8_lossy(&rustfmt.stdout);
        assert!(rustfmt.status.success(), "{}:\n{text}", case.display());
        crates += 1;
    }
    assert!(crates > 20, "{crates}");
}

/// The limits of a new crate fit into the memory of its pod, computed as its README describes.
#[test]
fn limits_fit_into_the_memory_of_the_pod() {
    const MIB: u64 = 1024 * 1024;
    for case in folders(&root().join("tests/skeleton")) {
        let files = walk(&case.join("expected"));
        let text = |folder: &str, extension: &str| {
            let is_it = |name: &&String| name.starts_with(folder) && name.ends_with(extension);
            files[files.keys().find(is_it).expect("the file exists")].as_str()
        };
        let config: toml::Table = text("config/", ".toml")
            .parse()
            .expect("the configuration is TOML");
        let limit = |name: &str| {
            let limit = config["server"]["limits"][name].as_integer();
            u64::try_from(limit.expect("the limit is set")).expect("the limit is a size")
        };
        let limits = text("deploy/", "kubernetes.yaml").split_once("limits:");
        let memory = limits.and_then(|(_, limits)| limits.split_once("memory: "));
        let memory = memory.and_then(|(_, memory)| memory.split_once("Mi\n"));
        let memory: u64 = memory
            .expect("the memory is in MiB")
            .0
            .parse()
            .expect("the memory is a number");
        let sum = 32 * MIB
            + limit("max_connections") * limit("connection_window")
            + limit("max_concurrent_calls") * 128 * 1024
            + limit("max_buffered_bytes") * 2;
        assert!(sum <= memory * MIB, "{}: {} MiB", case.display(), sum / MIB);
        let readme = &files["README.md"];
        for part in [
            "32 MiB",
            "`connection_window`",
            "128 KiB",
            "`max_buffered_bytes` × 2",
        ] {
            assert!(readme.contains(part), "{}: {part}", case.display());
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs `rpcsmith new` in a temporary folder, which is deleted with the returned crate.
fn new(arguments: &str) -> Crate {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut arguments = arguments.split_whitespace();
    let path = folder
        .path()
        .join(arguments.next().expect("the arguments begin with a name"));
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_rpcsmith"))
        .args(["new", "--quiet"])
        .arg(&path)
        .args(arguments)
        .current_dir(root())
        .output()
        .expect("rpcsmith runs");
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    assert_eq!(
        (stdout.len(), stderr.len()),
        (0, 0),
        "--quiet prints nothing"
    );
    Crate {
        _folder: folder,
        path,
    }
}

/// A crate on disk.
struct Crate {
    _folder: TempDir,
    path: PathBuf,
}

impl Crate {
    fn path(&self) -> &Path {
        &self.path
    }
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).expect("the folder exists");
    let paths = entries.map(|entry| entry.expect("the folder is readable").path());
    let mut folders: Vec<_> = paths.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// All files below a folder; empty if the folder does not exist.
fn walk(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten() {
            let path = entry.expect("the folder is readable").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path
                .strip_prefix(folder)
                .expect("the path is below the folder");
            let name = name.to_str().expect("the path is UTF-8").replace('\\', "/");
            files.insert(name, fs::read_to_string(path).expect("the file is text"));
        }
    }
    files
}

fn rewrite(folder: &Path, expected: &Files, actual: &Files) {
    for name in expected.keys().filter(|name| !actual.contains_key(*name)) {
        fs::remove_file(folder.join(name)).expect("the file can be removed");
    }
    for (name, text) in actual {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("the path has a parent"))
            .expect("the folder can be created");
        fs::write(path, text).expect("the file can be written");
    }
}
