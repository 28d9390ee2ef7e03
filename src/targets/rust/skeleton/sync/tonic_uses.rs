//! Lists all code of a package that uses tonic and its crates, for a package that moves to the runtime.
//!
//! It reads every Rust file of the package and its Cargo.toml, and needs neither settings nor a schema. `tonic_types` is for
//! packages that have moved, where tonic's own services and connections are allowed.

mod table;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::DeTable;

use super::MANIFEST;
use super::dependencies;
use super::manifest::entries::{all, package};
use super::paths::paths_in_file;
use crate::diagnostics::Diagnostic;
use crate::output;
use crate::skeleton::{Finding, Kind, place, shown};
use crate::targets::rust::skeleton::analysis::source::{Position, position};

/// The limit of files and folders of a package.
const MAX_ENTRIES: usize = 100_000;

/// Returns each use of tonic in a package, with what replaces it, in the order of files and lines.
///
/// # Errors
/// If there is no Cargo.toml, or if a folder cannot be read.
pub fn findings(root: &Path) -> Result<Vec<Finding>, Vec<Diagnostic>> {
    let manifest = root.join(MANIFEST);
    let Ok(text) = output::read_text(&manifest) else {
        let fault = format!("there is no `{}`", shown(root, MANIFEST));
        let help = "go to the package, or name its directory";
        return Err(vec![Diagnostic::error(fault).help(help)]);
    };
    let Dependencies {
        mut findings,
        crates,
    } = Dependencies::of(root, &text);
    let crates: Vec<_> = crates.iter().map(|(code, of)| (&**code, &**of)).collect();
    let files = rust_files(root).map_err(|fault| vec![Diagnostic::error(fault)])?;
    for path in files {
        let file = path.strip_prefix(root).unwrap_or(&path);
        let file = file.display().to_string().replace('\\', "/");
        for (at, used) in paths_in_file(&path, &crates) {
            if let Some(help) = table::remedy(&used) {
                findings.push(finding(root, &file, at, &used.join("::"), help));
            }
        }
    }
    Ok(findings)
}

fn finding(root: &Path, file: &str, at: Position, used: &str, help: String) -> Finding {
    let diagnostic = Diagnostic::error(format!("this uses `{used}`"))
        .at(place(root, file, at.line, at.column))
        .help(help);
    Finding::new(Kind::Outdated, diagnostic)
}

/// The dependencies of a package.
struct Dependencies {
    /// Those on tonic's crates.
    findings: Vec<Finding>,
    /// The names of tonic's crates in code, with the crates that have them.
    crates: HashMap<String, String>,
}

impl Dependencies {
    /// The dependencies in a Cargo.toml, and in that of its workspace.
    fn of(root: &Path, text: &str) -> Self {
        /// The tables of dependencies.
        const TABLES: &[&str] = &["dependencies", "dev-dependencies", "build-dependencies"];

        let mut crates: HashMap<_, _> = table::CRATES
            .into_iter()
            .map(|name| (name.to_owned(), name.to_owned()))
            .collect();
        let Ok(parsed) = DeTable::parse(text) else {
            // Cargo reports the error.
            return Self {
                findings: Vec::new(),
                crates,
            };
        };
        let workspace = dependencies::workspace(root);
        let workspace = workspace
            .as_ref()
            .and_then(|text| DeTable::parse(text).ok());
        let workspace = workspace.as_ref().map(Spanned::get_ref);
        let (mut found, mut renamed) = (Vec::new(), HashMap::new());
        for entry in all(parsed.get_ref(), TABLES) {
            let package = package(workspace, entry);
            let code = entry.0.get_ref().replace('-', "_");
            let Some(name) = table::crate_of_package(package) else {
                // Another crate can have the name of one of tonic's.
                if let Some(name) = crates.get_mut(&code) {
                    package.clone_into(name);
                }
                continue;
            };
            renamed.insert(code, name.to_owned());
            let at = position(text, entry.0.span().start);
            let help = table::replacement_of_crate(name);
            found.push((at, finding(root, MANIFEST, at, package, help)));
        }
        crates.extend(renamed);
        found.sort_by_key(|(at, _)| *at);
        Self {
            findings: found.into_iter().map(|(_, finding)| finding).collect(),
            crates,
        }
    }
}

/// The Rust files of a package, without those of packages in its folders, and without generated ones.
fn rust_files(root: &Path) -> Result<Vec<PathBuf>, String> {
    let (mut files, mut folders) = (Vec::new(), vec![root.to_owned()]);
    let mut entries = 0_usize;
    while let Some(folder) = folders.pop() {
        let unreadable = |error| format!("cannot read `{}`: {error}", folder.display());
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            entries += 1;
            if entries > MAX_ENTRIES {
                return Err(format!("the package has more than {MAX_ENTRIES} files"));
            }
            let entry = entry.map_err(unreadable)?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(unreadable)?);
            // The type of a symbolic link is neither, so a link cannot lead in a circle.
            if kind.is_dir() && is_part(&path) {
                folders.push(path);
            } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "rs")
            {
                files.push(path);
            }
        }
    }
    files.retain(|path| !is_generated(path));
    files.sort_unstable();
    Ok(files)
}

/// Whether a folder belongs to the package: not hidden, not the output of cargo, and not a package of its own.
fn is_part(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with('.') && name != "target" && !folder.join(MANIFEST).exists()
}

/// Whether rpcsmith or prost-build wrote a file. Such files go when the build script changes.
fn is_generated(path: &Path) -> bool {
    /// The first line of the files of prost-build.
    const PROST: &str = "// This file is @generated by prost-build.";
    output::is_generated(path).unwrap_or_default()
        || output::read_text(path).is_ok_and(|text| text.starts_with(PROST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(root: &Path) -> Vec<String> {
        let findings = findings(root).unwrap().into_iter();
        let listed = findings.map(|finding| finding.diagnostic.to_string());
        listed
            .map(|text| text.replace(&format!("{}/", root.display()), ""))
            .collect()
    }

    /// The place, the item and a part of the remedy of each use.
    const USES: [(&str, &str, &str); 14] = [
        ("Cargo.toml:2:1", "tonic", "`rpcsmith-runtime`"),
        ("Cargo.toml:4:1", "tonic-prost-build", "`rpcsmith`"),
        (
            "build.rs:1:13",
            "tonic_prost_build::configure",
            "rpcsmith::Builder",
        ),
        (
            "src/main.rs:1:13",
            "tonic::Request",
            "`rpcsmith_runtime::Request`",
        ),
        (
            "src/main.rs:1:22",
            "tonic::Status",
            "`rpcsmith_runtime::Status`",
        ),
        (
            "src/main.rs:1:42",
            "tonic::transport::Channel",
            "`rpcsmith_runtime::Channel`",
        ),
        (
            "src/main.rs:1:51",
            "tonic::transport::Server",
            "`rpcsmith_runtime::Server`",
        ),
        (
            "src/main.rs:2:9",
            "tonic::include_proto",
            "include_generated!()",
        ),
        ("src/main.rs:3:3", "tonic::async_trait", "plain `async fn`s"),
        ("src/main.rs:5:5", "tonic_web::GrpcWebLayer", "`web`"),
        (
            "tests/a.rs:1:5",
            "tonic_types::StatusExt",
            "rpcsmith_runtime::errors",
        ),
        ("tests/a.rs:1:35", "tonic::codec::Codec", "docs/migrate.md"),
        ("tests/b.rs:1:5", "tonic", "docs/migrate.md"),
        (
            "tests/b.rs:2:11",
            "tonic::Status",
            "`rpcsmith_runtime::Status`",
        ),
    ];

    #[test]
    fn each_item_is_listed_in_all_sources_of_the_package() {
        let folder = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &str| {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write(
            "Cargo.toml",
            "[dependencies]\ntonic = \"0.14\"\n[build-dependencies]\ntonic-prost-build = \"0.14\"\n",
        );
        write(
            "build.rs",
            "fn main() { tonic_prost_build::configure(); }\n",
        );
        write(
            "src/main.rs",
            "use tonic::{Request, Status, transport::{Channel, Server}};\nmod p { tonic::include_proto!(\"x\"); }\n\
             #[tonic::async_trait]\nimpl A for B {}\nuse tonic_web::GrpcWebLayer;\n",
        );
        write(
            "tests/a.rs",
            "use tonic_types::StatusExt; use ::tonic::codec::Codec;",
        );
        write("tests/b.rs", "use tonic as t;\nfn f() -> t::Status {}");
        // Not of the package, and not written by hand.
        write("target/x.rs", "use tonic::Status;");
        write("other/Cargo.toml", "");
        write("other/src/lib.rs", "use tonic::Status;");
        write(
            "src/p.rs",
            "// This file is @generated by prost-build.\nuse tonic::codegen::*;",
        );
        write("src/a.rs", "use rpcsmith_runtime::tonic::FromTonic;");
        let listed = listed(folder.path());
        assert_eq!(listed.len(), USES.len(), "{listed:#?}");
        for (line, (at, used, help)) in listed.iter().zip(USES) {
            assert!(
                line.contains(at) && line.contains(&format!("`{used}`")) && line.contains(help),
                "{line}: {at} {used} {help}"
            );
        }
    }

    /// Cargo.toml can rename a dependency, itself or by that of its workspace, for all targets or for some.
    #[test]
    fn renamed_dependencies_are_listed() {
        let folder = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
        write(
            "Cargo.toml",
            "[workspace.dependencies]\nhealth = { package = \"tonic-health\", version = \"0.14\" }\n",
        );
        let package = folder.path().join("package");
        fs::create_dir_all(package.join("src")).unwrap();
        write(
            "package/Cargo.toml",
            "[dependencies]\ngrpc = { package = \"tonic\", version = \"0.14\" }\nhealth.workspace = true\n\
             tonic-web = { package = \"other\", version = \"1\" }\n\
             [target.'cfg(unix)'.dependencies]\nreflection-of-grpc = { package = \"tonic-reflection\", version = \"0.14\" }\n\
             [target.'cfg(unix)'.build-dependencies.codegen]\npackage = \"tonic-prost-build\"\nversion = \"0.14\"\n",
        );
        write("package/build.rs", "fn main() { codegen::configure(); }\n");
        write(
            "package/src/lib.rs",
            "use grpc::Status;\nuse health::server::health_reporter;\nfn f(_: reflection_of_grpc::server::Builder) {}\n\
             fn g(_: tonic_web::Layer, _: grpc::Request<()>) {}\n",
        );
        let listed = listed(&package);
        let expected = [
            ("Cargo.toml:2:1", "tonic"),
            ("Cargo.toml:3:1", "tonic-health"),
            ("Cargo.toml:6:1", "tonic-reflection"),
            ("Cargo.toml:7:40", "tonic-prost-build"),
            ("build.rs:1:13", "tonic_prost_build::configure"),
            ("src/lib.rs:1:5", "tonic::Status"),
            ("src/lib.rs:2:5", "tonic_health::server::health_reporter"),
            ("src/lib.rs:3:9", "tonic_reflection::server::Builder"),
            ("src/lib.rs:4:30", "tonic::Request"),
        ];
        assert_eq!(listed.len(), expected.len(), "{listed:#?}");
        for (line, (at, used)) in listed.iter().zip(expected) {
            assert!(
                line.contains(at) && line.contains(&format!("`{used}`")),
                "{line}: {at} {used}"
            );
        }
    }

    #[test]
    fn a_folder_without_a_manifest_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let error = findings(folder.path()).unwrap_err();
        assert!(error[0].to_string().contains("Cargo.toml"));
    }
}
