//! Checks the dependencies against `deny.toml`: their licenses, their sources, and denied packages. cargo-deny checks the
//! same if it is installed. Compares `rust-version` with those of the dependencies.

#![cfg(feature = "cli")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// `deny.toml`.
fn rules() -> toml::Table {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/deny.toml");
    fs::read_to_string(path).unwrap().parse().unwrap()
}

/// The strings of an array in `deny.toml`, or the key `crate` of its tables.
fn texts(rules: &toml::Table, section: &str, key: &str) -> Vec<String> {
    let items = rules[section][key].as_array().unwrap().iter();
    let text = |item: &toml::Value| match item.as_str() {
        Some(text) => text.to_owned(),
        None => item["crate"].as_str().unwrap().to_owned(),
    };
    items.map(text).collect()
}

/// All packages of the lock file, including our own.
fn packages() -> Vec<Value> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--all-features",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = cargo.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    let mut metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let Value::Array(packages) = metadata["packages"].take() else {
        panic!("the metadata has no packages");
    };
    assert!(packages.len() > 100, "{}", packages.len());
    packages
}

/// The minor version of Rust 1 in `1.88` and `1.88.0`.
fn minor(version: &str) -> u32 {
    let minor = version
        .strip_prefix("1.")
        .and_then(|rest| rest.split('.').next());
    minor.and_then(|minor| minor.parse().ok()).expect(version)
}

/// All our packages declare the highest `rust-version` of a dependency, and so do new crates. The docs name it, and say that
/// older toolchains are not tested.
#[test]
fn the_rust_version_is_the_highest_of_a_dependency() {
    let packages = packages();
    let version = |package: &Value| package["rust_version"].as_str().map(minor);
    let (ours, others): (Vec<_>, Vec<_>) = packages
        .iter()
        .partition(|package| package["source"].is_null());
    let highest = others.into_iter().filter_map(version).max().unwrap();
    assert!(ours.len() > 10, "{}", ours.len());
    for package in ours {
        assert_eq!(version(package), Some(highest), "{}", package["name"]);
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let runtime = root.join("runtime/rust");
    let crates = fs::read_dir(&runtime)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("README.md"));
    let crates: Vec<_> = crates.filter(|page| page.exists()).collect();
    assert_eq!(crates.len(), 8);
    let start = root.join("docs/start.md");
    let compiler = root.join("compiler/README.md");
    for page in [start, compiler, runtime.join("README.md")]
        .into_iter()
        .chain(crates)
    {
        let text = fs::read_to_string(&page).unwrap();
        for part in [
            format!("Rust 1.{highest} or newer"),
            "the current stable toolchain only".to_owned(),
        ] {
            assert!(text.contains(&part), "{}: {part}", page.display());
        }
    }
    for (file, part) in [
        ("README.md", format!("Rust 1.{highest} or newer")),
        (
            "templates/skeleton/manifest.toml",
            format!("rust-version = \"1.{highest}\""),
        ),
    ] {
        assert!(
            fs::read_to_string(root.join(file)).unwrap().contains(&part),
            "{file}: {part}"
        );
    }
}

#[test]
fn licenses_sources_and_packages_are_allowed() {
    let rules = rules();
    let licenses = texts(&rules, "licenses", "allow");
    let registries = texts(&rules, "sources", "allow-registry");
    let denied = texts(&rules, "bans", "deny");
    let mut faults = Vec::new();
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        let license = package["license"].as_str().unwrap_or("none");
        if !License::allows(license, &licenses) {
            faults.push(format!("{name} has the license {license}"));
        }
        let source = package["source"].as_str();
        let is_known = |source: &str| {
            let registry = source.strip_prefix("registry+");
            registry.is_some_and(|registry| registries.iter().any(|known| known == registry))
        };
        // Members of the workspace have no source.
        if !source.is_none_or(is_known) {
            faults.push(format!("{name} comes from {source:?}"));
        }
        if denied.iter().any(|denied| denied == name) {
            faults.push(format!("{name} is denied"));
        }
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        for dependency in dependencies.filter(|_| source.is_none()) {
            if dependency["req"] == "*" && dependency["path"].is_null() {
                faults.push(format!(
                    "{name} accepts any version of {}",
                    dependency["name"]
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// A parser of SPDX expressions.
struct License<'a> {
    tokens: Vec<&'a str>,
    allowed: &'a [String],
}

impl License<'_> {
    /// Whether the allowed licenses satisfy an expression.
    fn allows(expression: &str, allowed: &[String]) -> bool {
        // Old packages write `MIT/Apache-2.0`.
        let spaced = expression.replace('/', " OR ");
        let spaced = spaced.replace('(', " ( ").replace(')', " ) ");
        let mut tokens: Vec<&str> = spaced.split_whitespace().collect();
        tokens.reverse();
        let mut license = License { tokens, allowed };
        license.any() && license.tokens.is_empty()
    }

    fn takes(&mut self, token: &str) -> bool {
        let is_next = self.tokens.last() == Some(&token);
        is_next && self.tokens.pop().is_some()
    }

    fn any(&mut self) -> bool {
        let mut allowed = self.all();
        while self.takes("OR") {
            allowed |= self.all();
        }
        allowed
    }

    fn all(&mut self) -> bool {
        let mut allowed = self.one();
        while self.takes("AND") {
            allowed &= self.one();
        }
        allowed
    }

    fn one(&mut self) -> bool {
        if self.takes("(") {
            let allowed = self.any();
            return self.takes(")") && allowed;
        }
        let mut name = self.tokens.pop().unwrap_or_default().to_owned();
        if self.takes("WITH") {
            name = format!("{name} WITH {}", self.tokens.pop().unwrap_or_default());
        }
        self.allowed.contains(&name)
    }
}

#[test]
fn spdx_expressions_are_evaluated() {
    let allowed = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"];
    let allowed = allowed.map(str::to_owned);
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("GPL-3.0-only OR MIT", true),
        ("GPL-3.0-only AND MIT", false),
        ("GPL-3.0-only AND MIT OR Apache-2.0", true),
        ("(GPL-3.0-only OR MIT) AND Apache-2.0", true),
        ("(GPL-3.0-only OR MIT) AND LGPL-2.1-only", false),
        ("MIT/Apache-2.0", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("GPL-2.0 WITH Classpath-exception-2.0", false),
        ("(MIT", false),
        ("MIT Apache-2.0", false),
        ("none", false),
        ("", false),
    ] {
        assert_eq!(
            License::allows(expression, &allowed),
            expected,
            "{expression}"
        );
    }
}
