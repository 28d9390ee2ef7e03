//! Generated code of another version fails to compile. One error names both versions and the remedy.

use std::fs;
use std::path::Path;
use std::process::Command;

/// The errors of rustc for a crate with two generated files of a version, without what follows the first line of each.
fn errors(version: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("version-{version}"));
    fs::create_dir_all(&folder).unwrap();
    let macros = concat!(env!("CARGO_MANIFEST_DIR"), "/src/version.rs");
    let source = folder.join("lib.rs");
    let text = format!(
        "#![deny(warnings, missing_docs)]\n//! A crate.\n#[path = {macros:?}]\nmod version;\n\
         mod generated {{\n    crate::require_version!({version:?});\n}}\n"
    );
    fs::write(&source, text).unwrap();
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .args(["--edition=2024", "--crate-type=lib", "--emit=metadata"])
        .arg("--out-dir")
        .args([&folder, &source])
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let errors = stderr.lines().filter(|line| line.starts_with("error"));
    let errors: Vec<_> = errors.map(str::to_owned).collect();
    assert_eq!(output.status.success(), errors.is_empty(), "{stderr}");
    errors
}

#[test]
fn of_this_version_compiles() {
    let version = concat!(
        env!("CARGO_PKG_VERSION_MAJOR"),
        ".",
        env!("CARGO_PKG_VERSION_MINOR")
    );
    assert_eq!(errors(version), [""; 0]);
}

#[test]
fn of_another_version_is_one_error() {
    let runtime = concat!(
        env!("CARGO_PKG_VERSION_MAJOR"),
        ".",
        env!("CARGO_PKG_VERSION_MINOR")
    );
    for version in ["0.1", "0.20", "1.0"] {
        let expected = format!(
            "error: rpcsmith {version} generated this file, but this is rpcsmith-runtime {runtime}: use the same version \
             of both, and generate the file again with `rpcsmith sync`, `rpcsmith generate` or build.rs"
        );
        let errors = errors(version);
        assert_eq!(errors[0], expected);
        assert_eq!(errors.len(), 2, "{errors:?}");
        assert!(
            errors[1].contains("aborting due to 1 previous error"),
            "{errors:?}"
        );
    }
}
