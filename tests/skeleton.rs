//! New crates, as a person finds them: folders under `tests/skeleton`, found, not listed.
//!
//! | in the folder | what it is |
//! |---|---|
//! | `arguments` | what follows `rpcsmith new`; the first is the name of the crate |
//! | `expected/` | the files, but those that are generated or copied, and secrets |
//!
//! `BLESS=1 cargo test --test skeleton` rewrites what is expected, and fails once to say what it rewrote: read it.

#![cfg(feature = "cli")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// Texts by their paths.
type Files = BTreeMap<String, String>;

#[test]
fn every_crate_is_as_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut report = String::new();
    let cases = folders(&root().join("tests/skeleton"));
    assert!(!cases.is_empty(), "no case was found");
    for case in cases {
        let arguments = fs::read_to_string(case.join("arguments")).expect("a case has arguments");
        let made = new(&arguments);
        let mut actual = walk(made.path());
        actual.retain(|name, _| !is_left_out(name));
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

/// What is generated or copied is looked at elsewhere; keys are new each time.
fn is_left_out(name: &str) -> bool {
    name.starts_with("src/gen/") || name.starts_with("proto/") || name.ends_with(".jwks.json")
}

/// Whatever services, rpcs and messages are called, and with all that a crate can have.
#[test]
fn rustfmt_finds_nothing_to_do() {
    let mut crates = 0;
    for case in folders(&root().join("tests/golden")) {
        let proto = case.join("proto");
        let protos: String = walk(&proto)
            .iter()
            .filter(|(_, text)| text.contains("syntax = "))
            .map(|(name, _)| format!(" --proto {}", proto.join(name).display()))
            .collect();
        let is_sound = case.join("expected").is_dir() && !case.join("files").is_file();
        let services = walk(&proto)
            .values()
            .any(|text| text.contains("\nservice "));
        if !is_sound || !services || case.join("parser").is_file() {
            continue;
        }
        let options = fs::read_to_string(case.join("options")).unwrap_or_default();
        // Without them, names of the case are alike.
        let renames = options.lines().filter(|line| line.starts_with("rename="));
        let renames: String = renames.map(|line| format!(" -o {line}")).collect();
        let made = new(&format!(
            "app --with tls,jwt,otel,web,metrics -I {}{renames}{protos}",
            proto.display()
        ));
        let files = walk(made.path()).into_keys();
        let files = files.filter(|name| name.ends_with(".rs") && !name.starts_with("src/gen/"));
        let files: Vec<_> = files.map(|name| made.path().join(name)).collect();
        let rustfmt = Command::new("rustfmt")
            .args(["--check", "--edition", "2024"])
            // A root leads to its modules, of which the generated ones are others' to look at.
            .args(files.iter().filter(|file| !file.ends_with("src/lib.rs")))
            .output()
            .expect("rustfmt comes with Rust");
        let text = String::from_utf8_lossy(&rustfmt.stdout);
        assert!(rustfmt.status.success(), "{}:\n{text}", case.display());
        crates += 1;
    }
    assert!(crates > 20, "{crates}");
}

/// The limits of a new crate add up to no more than the memory of its pod, by the sum in its README.
#[test]
fn limits_fit_into_the_memory_of_the_pod() {
    const MIB: u64 = 1024 * 1024;
    for case in folders(&root().join("tests/skeleton")) {
        let files = walk(&case.join("expected"));
        let text = |folder: &str, extension: &str| {
            let is_it = |name: &&String| name.starts_with(folder) && name.ends_with(extension);
            files[files.keys().find(is_it).expect("it is there")].as_str()
        };
        let config: toml::Table = text("config/", ".toml").parse().expect("it is TOML");
        let limit = |name: &str| {
            let limit = config["server"]["limits"][name].as_integer();
            u64::try_from(limit.expect("it is set")).expect("it is a size")
        };
        let limits = text("deploy/", "kubernetes.yaml").split_once("limits:");
        let memory = limits.and_then(|(_, limits)| limits.split_once("memory: "));
        let memory = memory.and_then(|(_, memory)| memory.split_once("Mi\n"));
        let memory: u64 = memory.expect("in MiB").0.parse().expect("a number");
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

/// Runs `rpcsmith new` with a path in a folder of its own, which is gone when the crate is looked at.
fn new(arguments: &str) -> Crate {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut arguments = arguments.split_whitespace();
    let path = folder
        .path()
        .join(arguments.next().expect("it begins with a name"));
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
        .expect("it runs");
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    assert_eq!((stdout.len(), stderr.len()), (0, 0), "it is quiet");
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
    let entries = fs::read_dir(path).expect("it is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    let mut folders: Vec<_> = paths.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// All files below a folder; none if there is no such folder.
fn walk(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten() {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("it is below");
            let name = name.to_str().expect("it is UTF-8").replace('\\', "/");
            files.insert(name, fs::read_to_string(path).expect("it is a text"));
        }
    }
    files
}

fn rewrite(folder: &Path, expected: &Files, actual: &Files) {
    for name in expected.keys().filter(|name| !actual.contains_key(*name)) {
        fs::remove_file(folder.join(name)).expect("it can be removed");
    }
    for (name, text) in actual {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("it is in a case")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }
}
