//! The published packages: their files, and the metadata for crates.io and docs.rs.

#![cfg(feature = "cli")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Each package, its folder, how many bytes of files it may hold, and how many modules it declares at least.
const PACKAGES: [(&str, &str, u64, usize); 11] = [
    ("rpcsmith", "", 2_900_000, 50),
    ("rpcsmith-cli", "runtime/rust/cli", 150_000, 13),
    ("rpcsmith-client", "runtime/rust/client", 250_000, 25),
    ("rpcsmith-compiler", "compiler", 1_500_000, 30),
    ("rpcsmith-config", "runtime/rust/config", 100_000, 5),
    ("rpcsmith-message", "runtime/rust/message", 1_000_000, 80),
    ("rpcsmith-runtime", "runtime/rust", 50_000, 0),
    ("rpcsmith-server", "runtime/rust/server", 500_000, 40),
    ("rpcsmith-service", "runtime/rust/service", 100_000, 5),
    ("rpcsmith-validate", "runtime/rust/validate", 300_000, 20),
    ("rpcsmith-wire", "runtime/rust/wire", 700_000, 50),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--offline")
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {stderr}");
    String::from_utf8(output.stdout).expect("the output is UTF-8")
}

/// The files of a package, with slashes.
fn files(package: &str) -> BTreeSet<String> {
    let list = cargo(&["package", "--package", package, "--list", "--allow-dirty"]);
    list.lines().map(|line| line.replace('\\', "/")).collect()
}

/// The names of files below a folder, with slashes.
fn files_below(folder: &str) -> Vec<String> {
    let mut files = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("the folder is readable") {
            let path = entry.expect("the folder is readable").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(root())
                    .expect("the path is below the root");
                files.push(name.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    files
}

#[test]
fn packages_contain_what_users_need() {
    for (package, folder, most, _) in PACKAGES {
        let files = files(package);
        let has = |name: &str| files.contains(name);
        for name in [
            "Cargo.toml",
            "LICENSE-APACHE",
            "LICENSE-MIT",
            "README.md",
            "src/lib.rs",
        ] {
            assert!(has(name), "{package} lacks {name}");
        }
        if package == "rpcsmith" {
            assert!(has("CHANGELOG.md"), "{package} lacks its changes");
            for name in [
                files_below("templates"),
                files_below("src/frontend/include"),
            ]
            .concat()
            {
                assert!(has(&name), "{package} lacks {name}");
            }
        }
        if package == "rpcsmith-compiler" {
            for name in files_below("compiler/include") {
                let name = name.trim_start_matches("compiler/");
                assert!(has(name), "{package} lacks {name}");
            }
        }
        let sizes = files
            .iter()
            .filter_map(|name| fs::metadata(root().join(folder).join(name)).ok());
        let size: u64 = sizes.map(|file| file.len()).sum();
        assert!(size < most, "{package} has {size} bytes");
    }
}

/// A package contains all modules that it declares, except test modules.
#[test]
fn packages_contain_all_modules_except_tests() {
    for (package, folder, _, modules_at_least) in PACKAGES {
        let files = files(package);
        let sources = files
            .iter()
            .filter(|name| name.starts_with("src/") && name.ends_with(".rs"));
        let mut declared = 0;
        for source in sources {
            let text = fs::read_to_string(root().join(folder).join(source)).expect(source);
            for (module, is_test) in modules(&text) {
                declared += 1;
                let candidates = candidates(source, module);
                let is_packaged = candidates.iter().any(|file| files.contains(file));
                assert_eq!(
                    is_packaged, !is_test,
                    "{package}: {candidates:?}, declared in {source}"
                );
            }
        }
        assert!(
            declared >= modules_at_least,
            "{package} declares {declared} modules"
        );
        let tests = files.iter().filter(|name| {
            let is_template = name.starts_with("templates/");
            !is_template
                && name
                    .split('/')
                    .any(|part| matches!(part, "tests" | "tests.rs"))
        });
        assert_eq!(tests.collect::<Vec<_>>(), [""; 0], "{package}");
    }
}

/// The modules that a file declares, each with whether it is only for tests.
fn modules(text: &str) -> Vec<(&str, bool)> {
    let mut modules = Vec::new();
    let mut is_test = false;
    for line in text.lines() {
        let declaration = line
            .trim_start_matches("pub ")
            .trim_start_matches("pub(crate) ")
            .trim_start_matches("pub(super) ");
        let module = declaration.strip_prefix("mod ");
        match module.and_then(|rest| rest.strip_suffix(';')) {
            Some(module) => modules.push((module, is_test)),
            None if line.starts_with("#[") => {
                is_test |= line == "#[cfg(test)]" || line.starts_with("#[cfg(all(test");
                continue;
            }
            None => {}
        }
        is_test = false;
    }
    modules
}

/// The two possible paths of a module's file.
fn candidates(source: &str, module: &str) -> [String; 2] {
    let (parent, name) = source.rsplit_once('/').expect("the path has a parent");
    let folder = match name {
        "lib.rs" | "main.rs" | "mod.rs" => parent.to_owned(),
        name => format!("{parent}/{}", name.trim_end_matches(".rs")),
    };
    [
        format!("{folder}/{module}.rs"),
        format!("{folder}/{module}/mod.rs"),
    ]
}

/// Manifests have the metadata that crates.io requires, and docs.rs shows the feature of each item.
#[test]
fn manifests_have_metadata_for_registries() {
    let metadata = cargo(&["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&metadata).expect("the metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    // `publish = false` is an empty list of registries.
    let published = packages
        .iter()
        .filter(|package| package["publish"].is_null());
    let mut names = BTreeSet::new();
    for package in published {
        let name = package["name"].as_str().expect("a name");
        names.insert(name);
        for field in [
            "description",
            "license",
            "readme",
            "repository",
            "rust_version",
        ] {
            assert!(package[field].is_string(), "{name}: {field}");
        }
        let keywords = package["keywords"].as_array().expect("keywords");
        assert!((1..=5).contains(&keywords.len()), "{name}: {keywords:?}");
        for keyword in keywords {
            assert!(keyword.as_str().is_some_and(|text| text.len() <= 20));
        }
        let categories = package["categories"].as_array().expect("categories");
        assert!(
            (1..=5).contains(&categories.len()),
            "{name}: {categories:?}"
        );
        let docs = &package["metadata"]["docs"]["rs"];
        assert_eq!(docs["all-features"], true, "{name}");
        assert_eq!(docs["rustdoc-args"][1], "docsrs", "{name}");
        let manifest = Path::new(package["manifest_path"].as_str().expect("a path"));
        let library = manifest.with_file_name("src").join("lib.rs");
        let library = fs::read_to_string(library).expect("the file is readable");
        assert!(
            library.contains("#![cfg_attr(docsrs, feature(doc_cfg))]"),
            "{name}"
        );
    }
    let expected: BTreeSet<&str> = PACKAGES.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names, expected);
}

/// Every package has the full text of each license that its manifest names.
#[test]
fn licenses_are_complete() {
    let read = |name: &str| fs::read_to_string(root().join(name)).expect(name);
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        for (package, folder, ..) in PACKAGES {
            let copy = fs::read_to_string(root().join(folder).join(name)).expect(package);
            assert_eq!(read(name), copy, "{package}");
        }
    }
    for name in ["LICENSE-APACHE", "src/frontend/include/LICENSE"] {
        let text = read(name);
        assert!(text.contains("Apache License"), "{name}");
        assert!(text.contains("END OF TERMS AND CONDITIONS"), "{name}");
    }
    assert!(read("LICENSE-MIT").contains("Permission is hereby granted"));
    let protobuf = read("compiler/include/LICENSE");
    assert!(protobuf.contains("Neither the name of Google Inc. nor the names of its"));
}
