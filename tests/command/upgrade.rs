//! A crate that version 0.1 wrote, upgraded by the steps of `docs/migrate.md`. `cargo xtask skeleton` builds it as well.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{Outcome, Sandbox, assert_expected};

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

/// Follows the help for types of tonic, and removes the dependency.
fn name_the_runtime(sandbox: &Sandbox) {
    for file in ["src/services/shop_service.rs", "tests/shop_service.rs"] {
        sandbox.edit(file, "tonic::", "rpcsmith_runtime::");
    }
    let tonic = "tonic = { version = \"0.14\", default-features = false }\n";
    sandbox.edit(MANIFEST, tonic, "");
}

/// An item with another path in the runtime, in a file that names the runtime.
#[test]
fn the_help_for_types_of_tonic_works() {
    let sandbox = Sandbox::with_crate();
    assert_eq!(sandbox.rpcsmith("sync").code, Some(0));
    let module = "use rpcsmith_runtime::Status;\nuse tonic::server::NamedService;\n";
    sandbox.write("src/people/names.rs", module);
    sandbox.edit(
        "src/lib.rs",
        "pub mod users; }",
        "pub mod users; mod names; }",
    );
    let checked = sandbox.rpcsmith("check");
    let expected = "error: generated code takes `rpcsmith_runtime::service::NamedService`, not `tonic::server::NamedService`\n \
                    --> src/people/names.rs:2:5\n  |\n2 | use tonic::server::NamedService;\n  |     ^\n  |\n  = help: replace \
                    `tonic::server::NamedService` by `rpcsmith_runtime::service::NamedService`\n";
    assert_eq!(checked.code, Some(1));
    assert!(checked.stderr.contains(expected), "{}", checked.stderr);
    sandbox.edit(
        "src/people/names.rs",
        "tonic::server",
        "rpcsmith_runtime::service",
    );
    let checked = sandbox.rpcsmith("check");
    assert_eq!((checked.code, &*checked.stderr), (Some(0), ""));
}

/// The service of tonic in `docs/migrate.md`, before and after its move. Neither has an rpcsmith.toml.
#[test]
fn each_use_of_tonic_is_listed_with_what_replaces_it() {
    let sandbox = Sandbox::new(&[]);
    let migrate = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/migrate");
    for package in ["tonic", "rpcsmith"] {
        for file in ["Cargo.toml", "build.rs", "src/main.rs"] {
            let text = fs::read_to_string(migrate.join(package).join(file)).unwrap();
            sandbox.write(&format!("{package}/{file}"), &text);
        }
    }
    let before = sandbox.texts();
    let listed = sandbox.rpcsmith("check --tonic tonic");
    assert_expected("check_tonic.txt", &listed.stderr);
    let count = listed.stderr.matches("error: ").count();
    let stdout = format!("{count} uses of tonic to replace\n");
    assert_eq!((listed.code, listed.stdout), (Some(1), stdout));
    let moved = Outcome::new(0, "no code uses tonic\n", "");
    assert_eq!(sandbox.rpcsmith("check --tonic rpcsmith"), moved);
    assert_eq!(sandbox.texts(), before);

    let json = sandbox.rpcsmith("check --tonic tonic --format json");
    assert_eq!(json.stdout.matches("\"kind\": \"outdated\"").count(), count);
    // The help of a wrong folder is to name that of the package.
    let outside = sandbox.rpcsmith("check --tonic");
    assert_eq!(outside.code, Some(2));
    assert!(
        outside.stderr.contains("go to the package"),
        "{}",
        outside.stderr
    );
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
    name_the_runtime(&sandbox);
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
        "--> Cargo.toml:19:1",
        "error: the feature `survey` of rpcsmith 0.1 is called `analysis`",
        "--> Cargo.toml:19:52",
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
            name_the_runtime(&sandbox);
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

    // Only the generated code, the version and the paths of types differ.
    let own = |texts: BTreeMap<String, String>| -> BTreeMap<String, String> {
        let is_own = |name: &String| !name.starts_with("src/gen/") && name != MANIFEST;
        let own = texts.into_iter().filter(|(name, _)| is_own(name));
        own.map(|(name, text)| (name, text.replace("tonic::", "rpcsmith_runtime::")))
            .collect()
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
        "error: generated code takes `rpcsmith_runtime::Request`, not `tonic::Request`",
        "--> src/services/shop_service.rs:2:13",
        "2 | use tonic::{Request, Response, Status};",
        "error: generated code takes `rpcsmith_runtime::Code`, not `tonic::Code`",
        "--> tests/shop_service.rs:8:5",
        "= help: replace `tonic::` by `rpcsmith_runtime::`",
    ] {
        assert!(checked.stderr.contains(part), "{part}: {}", checked.stderr);
    }
    let stale = "src/gen/shop.v1.rs is not what would be generated";
    assert!(checked.stdout.contains(stale), "{}", checked.stdout);
}
