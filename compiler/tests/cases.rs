//! Small sources, each about one rule, with the diagnostics of the compiler.
//!
//! Each file `cases/<topic>/<case>.proto` whose name does not begin with `_` is compiled by name, with its folder as the only
//! include path; it may import the bundled files, and files of its folder whose name begins with `_`. `<case>.txt` has the
//! diagnostics, one per line, sorted; it is empty for a source without any. To write these files, set `BLESS=1`, and read
//! what changed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use rpcsmith_compiler::{IncludePaths, compile};

#[test]
fn diagnostics_of_cases() {
    let bless = env::var_os("BLESS").is_some();
    let mut differences = String::new();
    for source in sources() {
        let actual = diagnostics(&source);
        let expected_path = source.with_extension("txt");
        let expected = fs::read_to_string(&expected_path).ok();
        if expected.as_deref() == Some(&actual) {
            continue;
        }
        if bless {
            fs::write(&expected_path, &actual).expect("writable");
        }
        let expected = expected.unwrap_or_default();
        let name = source.display();
        let _ = writeln!(
            differences,
            "{name}\nexpected:\n{expected}actual:\n{actual}"
        );
    }
    assert!(differences.is_empty(), "{differences}");
}

/// The cases of all topics, sorted.
fn sources() -> Vec<PathBuf> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut sources: Vec<_> = entries(&cases)
        .iter()
        .flat_map(|topic| entries(topic))
        .collect();
    sources.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".proto") && !name.starts_with('_')
    });
    sources.sort();
    sources
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    entries
        .map(|entry| entry.expect("readable").path())
        .collect()
}

/// The diagnostics of a source, one per line, sorted.
fn diagnostics(source: &Path) -> String {
    let mut paths = IncludePaths::default();
    paths.folders.push(source.parent().unwrap_or(source).into());
    let name = source.file_name().unwrap_or_default().to_string_lossy();
    let diagnostics = match compile(&[&name], &paths) {
        Ok(compiled) => compiled.warnings().to_vec(),
        Err(diagnostics) => diagnostics,
    };
    let mut lines: Vec<_> = diagnostics
        .iter()
        .map(|found| format!("{found}\n"))
        .collect();
    lines.sort();
    lines.concat()
}
