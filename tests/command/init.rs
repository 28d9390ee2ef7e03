//! `rpcsmith init`: adds to an existing crate, and loses nothing.

use std::collections::BTreeMap;

use crate::support::{Outcome, Sandbox, assert_expected};

const MANIFEST: &str = "\
[package]
name = \"my-app\" # as it is known
version = \"1.2.3\"
edition = \"2024\"

[dependencies]
tokio = { version = \"1\", features = [\"fs\"] }
serde = \"1\"
";

const INIT: &str = "init --proto proto/user.proto";

fn app() -> Sandbox {
    let sandbox = Sandbox::with_protos();
    sandbox.write("Cargo.toml", MANIFEST);
    sandbox.write("src/main.rs", "fn main() {}\r\n");
    sandbox.write("README.md", "My app\n");
    sandbox
}

fn all(sandbox: &Sandbox) -> BTreeMap<String, String> {
    let names = sandbox.files("").into_iter();
    names
        .map(|name| (name.clone(), sandbox.read(&name)))
        .collect()
}

#[test]
fn existing_files_stay_and_missing_ones_are_added() {
    let sandbox = app();
    let before = all(&sandbox);
    let outcome = sandbox.rpcsmith(INIT);
    assert_expected("init.txt", &outcome.stdout);
    assert_eq!(outcome, Outcome::new(0, &outcome.stdout, ""));
    assert_expected("init_manifest.toml", &sandbox.read("Cargo.toml"));
    let after = all(&sandbox);
    for (name, text) in &before {
        assert!(name == "Cargo.toml" || after[name] == *text, "{name}");
    }
    // Files in the crate are not copied.
    assert!(
        sandbox
            .read("rpcsmith.toml")
            .contains("files = [\"proto/user.proto\"]\n")
    );
    assert_eq!(sandbox.rpcsmith("check").code, Some(0));
}

#[test]
fn a_second_run_changes_nothing() {
    let sandbox = app();
    sandbox.rpcsmith(INIT);
    let before = all(&sandbox);
    let outcome = sandbox.rpcsmith("init");
    assert!(
        outcome
            .stdout
            .starts_with("kept README.md\nkept src/main.rs\n")
    );
    assert_eq!((outcome.code, all(&sandbox)), (Some(0), before));
}

/// The feature of the page is added to the manifest once, and `sync` keeps the document up to date.
#[test]
fn http_adds_a_document_and_a_feature() {
    for (features, expected) in [
        ("", "\n[features]\nswagger-ui = []\n"),
        (
            "\n[features]\ndefault = []\n",
            "\n[features]\nswagger-ui = []\ndefault = []\n",
        ),
        ("\n[features]\nswagger-ui = [\"a\"]\na = []\n", ""),
    ] {
        let sandbox = app();
        sandbox.write("Cargo.toml", &format!("{MANIFEST}{features}"));
        let outcome = sandbox.rpcsmith(&format!("{INIT} --with http,jwt"));
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        let manifest = sandbox.read("Cargo.toml");
        assert!(manifest.contains(expected), "{manifest}");
        assert_eq!(manifest.matches("swagger-ui").count(), 1, "{manifest}");
        let adds = outcome.stdout.contains("feature swagger-ui");
        assert_eq!(adds, !expected.is_empty(), "{}", outcome.stdout);
        let document = sandbox.read("src/gen/openapi.json");
        assert!(document.contains(r#""bearerFormat": "JWT""#), "{document}");
        assert_eq!(sandbox.rpcsmith("check").code, Some(0));
        let before = all(&sandbox);
        let outcome = sandbox.rpcsmith("init --with http,jwt");
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        assert!(all(&sandbox) == before, "{}", outcome.stdout);
    }
}

/// Pasted code is not printed again.
/// An existing `.gitignore` stays, and the command prints the lines for the secrets that it creates.
#[test]
fn secrets_are_to_be_ignored() {
    let sandbox = app();
    sandbox.write(".gitignore", "/target\n");
    let run = format!("{INIT} --with jwt");
    let lines =
        "Paste into it what it lacks of this:\n\n    /target\n    /config/development.jwks.json\n";
    let outcome = sandbox.rpcsmith(&run);
    assert!(
        outcome.stdout.contains(".gitignore is yours."),
        "{outcome:?}"
    );
    assert!(outcome.stdout.contains(lines), "{outcome:?}");
    assert_eq!(sandbox.read(".gitignore"), "/target\n");
    sandbox.write(
        ".gitignore",
        "target\n/config/development.jwks.json\n/config/development.token\n",
    );
    let outcome = sandbox.rpcsmith(&run);
    assert!(
        !outcome.stdout.contains(".gitignore is yours."),
        "{outcome:?}"
    );
}

#[test]
fn nothing_remains_after_the_code_is_pasted() {
    let sandbox = app();
    sandbox.write("src/lib.rs", "pub mod other;\n");
    sandbox.write("src/services/mod.rs", "pub mod other;\n");
    let first = sandbox.rpcsmith(INIT).stdout;
    for file in ["src/lib.rs", "src/main.rs", "src/services/mod.rs"] {
        let printed = format!("\n{file} is yours. Paste into it what it lacks of this:\n");
        assert!(first.contains(&printed), "{first}");
    }
    sandbox.write("src/main.rs", "fn main() { my_app::server(); }\n");
    sandbox.write(
        "src/lib.rs",
        "mod config; pub mod proto; mod services; pub fn server() {}\n",
    );
    sandbox.write("src/services/mod.rs", "mod user_service;\n");
    let second = sandbox.rpcsmith("init").stdout;
    assert!(!second.contains("is yours"), "{second}");
}

#[test]
fn a_dry_run_writes_nothing() {
    let sandbox = app();
    let before = all(&sandbox);
    let outcome = sandbox.rpcsmith(&format!("{INIT} --dry-run --json"));
    assert_expected("init_dry.json", &outcome.stdout);
    assert_eq!((outcome.code, all(&sandbox)), (Some(0), before));
}

/// Inherited dependencies get the features that the code needs, and the user gets the remaining work.
#[test]
fn members_of_a_workspace_get_missing_dependencies() {
    let sandbox = app();
    sandbox.write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"app\"]\n[workspace.dependencies]\nprost = { version = \"0.14\", default-features = false }\n\
         rpcsmith-runtime = { version = \"0.2\", default-features = false, features = [\"serve\"] }\n",
    );
    sandbox.write(
        "app/Cargo.toml",
        "[package]\nname = \"app\"\nedition = \"2024\"\n\n[dependencies]\nprost = { workspace = true }\n\
         rpcsmith-runtime.workspace = true\ntokio1 = { package = \"tokio\", version = \"1\" }\n",
    );
    let outcome = sandbox.rpcsmith("init app -I proto --proto proto/user.proto");
    let merged = "merge app/Cargo.toml + feature default of prost, feature default of rpcsmith-runtime, feature cli of \
                  rpcsmith-runtime, feature config of rpcsmith-runtime, feature health of rpcsmith-runtime, feature \
                  reflection of rpcsmith-runtime, dependency serde, dependency tracing, dependency tracing-subscriber, default-run\n";
    assert!(outcome.stdout.contains(merged), "{}", outcome.stdout);
    assert_expected("init_workspace.txt", &outcome.stderr);
    let manifest = sandbox.read("app/Cargo.toml");
    assert_expected("init_workspace.toml", &manifest);
    let again = sandbox.rpcsmith("init app --quiet");
    assert_eq!(
        (again.code, sandbox.read("app/Cargo.toml")),
        (Some(0), manifest)
    );
}

#[test]
fn a_folder_without_a_crate_gets_one() {
    let sandbox = Sandbox::with_protos();
    sandbox.write("users/notes.txt", "mine\n");
    let outcome = sandbox.rpcsmith("init users -I proto --proto proto/user.proto --quiet");
    assert_eq!(outcome, Outcome::new(0, "", ""));
    let new = sandbox.rpcsmith("new other --name users -I proto --proto proto/user.proto --quiet");
    assert_eq!(new, Outcome::new(0, "", ""));
    let mut files = sandbox.files("users");
    files.retain(|name| name != "notes.txt");
    assert_eq!(files, sandbox.files("other"));
    for name in files {
        let [one, other] = ["users", "other"].map(|of| sandbox.read(&format!("{of}/{name}")));
        assert_eq!(one, other, "{name}");
    }
}

#[test]
fn nothing_is_written_after_an_error() {
    for (manifest, settings, arguments, code) in [
        ("[workspace]\n", None, INIT, 1),
        ("no TOML", None, INIT, 1),
        (MANIFEST, None, "init", 2),
        (MANIFEST, Some("files = [\"proto/user.proto\"]\n"), INIT, 2),
        (
            MANIFEST,
            Some("files = [\"proto/user.proto\"]\nout = \"gen\"\n"),
            "init",
            1,
        ),
        (
            MANIFEST,
            Some("out = \"src/gen\"\nlayout = \"flat\"\n"),
            "init",
            1,
        ),
        (MANIFEST, Some("nonsense = 1\n"), "init", 1),
    ] {
        let sandbox = Sandbox::with_protos();
        sandbox.write("Cargo.toml", manifest);
        if let Some(settings) = settings {
            sandbox.write("rpcsmith.toml", settings);
        }
        let before = all(&sandbox);
        let outcome = sandbox.rpcsmith(arguments);
        assert!(outcome.stderr.contains("error: "), "{}", outcome.stderr);
        assert_eq!(
            (outcome.code, all(&sandbox)),
            (Some(code), before),
            "{arguments}"
        );
    }
}
