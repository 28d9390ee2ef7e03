//! A crate that version 0.1 wrote, upgraded by the steps of `docs/migrate.md`. `cargo xtask skeleton` builds it as well.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{Outcome, Sandbox};

const MANIFEST: &str = "Cargo.toml";

fn frozen() -> Sandbox {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upgrade/0.1");
    let sandbox = Sandbox::new(&[]);
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
            let name = name.replace('\\', "/");
            sandbox.write(&name, &fs::read_to_string(&path).unwrap());
        }
    }
    sandbox
}

/// `check` lists each old name with its line and its new name, and each dependency of another version.
#[test]
fn old_names_are_listed() {
    let sandbox = frozen();
    let version = env!("CARGO_PKG_VERSION");
    sandbox.edit(
        MANIFEST,
        "{ version = \"0.1.0\",",
        &format!("{{ version = \"{version}\","),
    );
    assert_eq!(sandbox.rpcsmith("sync").code, Some(0));
    let manifest = sandbox.read(MANIFEST);
    let build = "\n[build-dependencies]\nrpcsmith = { version = \"0.1\", features = [\"build\", \"survey\"] }\n";
    sandbox.write(MANIFEST, &format!("{manifest}{build}"));
    let script = "use rpcsmith::Builder;\nuse rpcsmith::options::{Layout, Options};\n\nfn main() {\n    \
                  let _ = (Builder::new(), Layout::Flat, Options::default(), rpcsmith::output::HEADER);\n}\n";
    sandbox.write("build.rs", script);
    let before = sandbox.texts();

    let checked = sandbox.rpcsmith("check");
    assert_eq!(checked.code, Some(1));
    for part in [
        &*format!("error: this is version 0.1 of `rpcsmith`, and the command is {version}"),
        "--> Cargo.toml:20:1",
        "error: the feature `survey` of rpcsmith 0.1 is called `analysis`",
        "--> Cargo.toml:20:52",
        "error: the item `rpcsmith::options::Layout` of rpcsmith 0.1 is called `rpcsmith::rust::Layout`",
        "--> build.rs:2:25",
        "error: the item `rpcsmith::output::HEADER` of rpcsmith 0.1 is called `rpcsmith::output::MARK`",
        "--> build.rs:5:64",
    ] {
        assert!(checked.stderr.contains(part), "{part}: {}", checked.stderr);
    }
    assert_eq!(checked.stderr.matches("error: ").count(), 4);
    assert_eq!(sandbox.texts(), before);

    // The help of each works.
    sandbox.edit(MANIFEST, "\"0.1\", features", "\"0.2\", features");
    sandbox.edit(MANIFEST, "survey", "analysis");
    sandbox.edit(
        "build.rs",
        "options::{Layout, Options}",
        "{options::Options, rust::Layout}",
    );
    sandbox.edit("build.rs", "HEADER", "MARK");
    assert_eq!(sandbox.rpcsmith("check").code, Some(0));
}

/// The documented steps, each with the commands that it runs.
fn steps() -> Vec<(String, Vec<String>)> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/migrate.md");
    let page = fs::read_to_string(page).unwrap();
    let (_, section) = page.split_once("\n## Upgrade rpcsmith\n").unwrap();
    let (_, list) = section.split_once("\n1. ").unwrap();
    let (list, _) = list.split_once("\n\n").unwrap();
    let steps = list
        .split('\n')
        .fold(Vec::<String>::new(), |mut steps, line| {
            match steps.last_mut() {
                Some(step) if line.starts_with("   ") => step.push_str(line),
                _ => steps.push(
                    line.trim_start_matches(|c: char| "0123456789. ".contains(c))
                        .to_owned(),
                ),
            }
            steps
        });
    let commands = |step: &str| {
        let run = step
            .strip_prefix("Run ")
            .and_then(|rest| rest.split('.').next());
        let codes = run.unwrap_or_default().split('`').skip(1).step_by(2);
        codes.map(str::to_owned).collect()
    };
    steps
        .into_iter()
        .map(|step| {
            let commands = commands(&step);
            (step, commands)
        })
        .collect()
}

#[test]
fn a_crate_of_version_0_1_is_upgraded_by_the_documented_steps() {
    let sandbox = frozen();
    let before = sandbox.texts();
    let version = env!("CARGO_PKG_VERSION");
    let mut is_changed = false;
    let mut ran = Vec::new();
    for (step, commands) in steps() {
        if step.starts_with("Change these lines") {
            let new = format!("{{ version = \"{version}\",");
            sandbox.edit(MANIFEST, "{ version = \"0.1.0\",", &new);
            is_changed = true;
        }
        for command in commands {
            // `cargo xtask skeleton` also builds the crate and runs its tests.
            if let Some(command) = command.strip_prefix("rpcsmith ") {
                let outcome = sandbox.rpcsmith(command);
                assert_eq!(
                    outcome.code,
                    Some(i32::from(!is_changed)),
                    "{command}: {}",
                    outcome.stderr
                );
                if !is_changed {
                    lists_what_has_to_change(&outcome);
                    assert_eq!(sandbox.texts(), before);
                }
            }
            ran.push(command);
        }
    }
    let expected = [
        "rpcsmith check",
        "rpcsmith sync",
        "cargo check",
        "rpcsmith check",
        "cargo test",
    ];
    assert_eq!(ran, expected);

    // Only the generated code and the version differ.
    let own = |texts: BTreeMap<String, String>| -> BTreeMap<String, String> {
        let is_own = |name: &String| !name.starts_with("src/gen/") && name != MANIFEST;
        texts.into_iter().filter(|(name, _)| is_own(name)).collect()
    };
    assert_eq!(own(sandbox.texts()), own(before));
    let generated = sandbox.read("src/gen/shop.v1.rs");
    assert!(generated.contains("::message::require_version!(\"0.2\");"));
}

fn lists_what_has_to_change(checked: &Outcome) {
    let version = env!("CARGO_PKG_VERSION");
    for part in [
        &*format!(
            "error: the generated code needs `rpcsmith-runtime` {version}, and this is 0.1.0"
        ),
        "--> Cargo.toml:11:1",
    ] {
        assert!(checked.stderr.contains(part), "{}", checked.stderr);
    }
    let stale = "src/gen/shop.v1.rs is not what would be generated";
    assert!(checked.stdout.contains(stale), "{}", checked.stdout);
}
