//! Insertions into each form of a Cargo.toml.

use super::{DeclaredDependency, complete};
use crate::skeleton::Added;

fn wanted() -> Vec<DeclaredDependency> {
    let dependency =
        |package: &'static str, value: &str, features: &[&'static str], dev| DeclaredDependency {
            package,
            ident: package.replace('-', "_"),
            default_features: package == "rpcsmith-runtime",
            value: value.to_owned(),
            features: features.to_vec(),
            version: None,
            dev,
        };
    let runtime = r#"{ version = "0.1", features = ["fake", "validate"] }"#;
    let tokio = r#"{ version = "1", features = ["macros"] }"#;
    vec![
        dependency("prost", r#""0.14""#, &[], false),
        dependency("rpcsmith-runtime", runtime, &["fake", "validate"], false),
        dependency("tokio", tokio, &["macros"], true),
    ]
}

/// Adds the wanted dependencies, and checks that the old text is unchanged and that a second run adds nothing.
fn completed(text: &str) -> String {
    let manifest = complete(text, None, &wanted()).unwrap();
    let again = complete(&manifest.text, None, &wanted()).unwrap();
    assert_eq!((again.text, again.added), (manifest.text.clone(), vec![]));
    let mut rest = text.chars().peekable();
    for character in manifest.text.chars() {
        rest.next_if_eq(&character);
    }
    assert_eq!(rest.collect::<String>(), "", "of {}", manifest.text);
    let lines = |mark: &str, added: Vec<Added>| -> String {
        let lines = added.into_iter();
        let line = |Added { line, kind, name }| format!("{mark}{line} {kind} {name}\n");
        lines.map(line).collect()
    };
    manifest.text + &lines("+ ", manifest.added) + &lines("! ", manifest.remaining)
}

/// The other wanted dependencies.
const REST: &str = "[dependencies.prost]\nversion = \"0.14\"\n[dev-dependencies.tokio]\nworkspace = true\n\
                    features = [\"full\"]\n";

/// Adds the features of the runtime to an entry, and returns the new entry with the additions.
fn with_features(entry: &str) -> String {
    let text = format!("[dependencies]\n{entry}\n{REST}");
    let completed = completed(&text);
    let (before, additions) = completed.split_once(REST).unwrap();
    before.strip_prefix("[dependencies]\n").unwrap().to_owned() + additions
}

#[test]
fn dependencies_keep_the_existing_order() {
    let text = r#"[package]
name = "users"

[dependencies] # of ours
anyhow = "1" # why
# on serde
serde = { version = "1" }

[dev-dependencies]
zoo = "1"
ant = "1""#;
    let expected = r#"[package]
name = "users"

[dependencies] # of ours
anyhow = "1" # why
prost = "0.14"
rpcsmith-runtime = { version = "0.1", features = ["fake", "validate"] }
# on serde
serde = { version = "1" }

[dev-dependencies]
zoo = "1"
ant = "1"
tokio = { version = "1", features = ["macros"] }
+ 6 dependency prost
+ 7 dependency rpcsmith-runtime
+ 14 dependency tokio
"#;
    assert_eq!(completed(text), expected);
}

#[test]
fn tables_are_added_at_the_end() {
    let text = "[package]\r\nname = \"users\"\r\n[dev-dependencies]\r\nant = \"1\"";
    let expected = "[package]\r\nname = \"users\"\r\n[dev-dependencies]\r\nant = \"1\"\r\n\
                    tokio = { version = \"1\", features = [\"macros\"] }\r\n\r\n[dependencies]\r\n\
                    prost = \"0.14\"\r\n\
                    rpcsmith-runtime = { version = \"0.1\", features = [\"fake\", \"validate\"] }\r\n\
                    + 5 dependency tokio\n+ 8 dependency prost\n+ 9 dependency rpcsmith-runtime\n";
    assert_eq!(completed(text), expected);
    let expected = "\n[dependencies]\nprost = \"0.14\"\n\
                    rpcsmith-runtime = { version = \"0.1\", features = [\"fake\", \"validate\"] }\n\
                    \n[dev-dependencies]\ntokio = { version = \"1\", features = [\"macros\"] }\n\
                    + 3 dependency prost\n+ 4 dependency rpcsmith-runtime\n+ 7 dependency tokio\n";
    assert_eq!(completed(""), expected);
}

/// `[dependencies.prost]` does not define a table `[dependencies]`, which is added.
#[test]
fn tables_of_one_dependency_are_found() {
    let text = "[dependencies.prost]\npath = \"../prost\"\n\n[target.'cfg(unix)'.dependencies]\n\
                rpcsmith-runtime = { version = \"0.1\", features = [\"dyn\", \"fake\"] }\n";
    let added = "\n[dev-dependencies]\ntokio = { version = \"1\", features = [\"macros\"] }\n+ 8 dependency tokio\n";
    assert_eq!(completed(text), format!("{text}{added}"));
    let text = "[dependencies.rpcsmith-runtime]\nversion = \"0.1\" # ours\n\n[dependencies.tokio]\n\
                version = \"1\"\nfeatures = [\"full\"]\n";
    let expected = "[dependencies.rpcsmith-runtime]\nversion = \"0.1\" # ours\nfeatures = [\"fake\", \"validate\"]\n\n\
                    [dependencies.tokio]\nversion = \"1\"\nfeatures = [\"full\"]\n\n[dependencies]\nprost = \"0.14\"\n\
                    + 3 feature fake of rpcsmith-runtime\n+ 3 feature validate of rpcsmith-runtime\n+ 10 dependency prost\n";
    assert_eq!(completed(text), expected);
}

#[test]
fn features_go_into_every_form_of_entry() {
    let two = "+ 2 feature fake of rpcsmith-runtime\n+ 2 feature validate of rpcsmith-runtime\n";
    let one = "+ 2 feature validate of rpcsmith-runtime\n";
    for (entry, expected) in [
        (
            "rpcsmith-runtime = \"0.1\" # ours",
            format!(
                "rpcsmith-runtime = {{ version = \"0.1\", features = [\"fake\", \"validate\"] }} # ours\n{two}"
            ),
        ),
        (
            "rpcsmith-runtime = { path = \"..\" }",
            format!(
                "rpcsmith-runtime = {{ path = \"..\", features = [\"fake\", \"validate\"] }}\n{two}"
            ),
        ),
        (
            "rpcsmith-runtime={features=[],path=\"..\"}",
            format!("rpcsmith-runtime={{features=[\"fake\", \"validate\"],path=\"..\"}}\n{two}"),
        ),
        (
            "rpcsmith-runtime = { path = \"..\", features = [\"fake\",] }",
            format!(
                "rpcsmith-runtime = {{ path = \"..\", features = [\"fake\", \"validate\",] }}\n{one}"
            ),
        ),
        (
            "rpcsmith-runtime.path = \"..\"",
            "rpcsmith-runtime.path = \"..\"\nrpcsmith-runtime.features = [\"fake\", \"validate\"]\n\
             + 3 feature fake of rpcsmith-runtime\n+ 3 feature validate of rpcsmith-runtime\n"
                .to_owned(),
        ),
        (
            "rpcsmith-runtime.features = [\"fake\"]",
            format!("rpcsmith-runtime.features = [\"fake\", \"validate\"]\n{one}"),
        ),
    ] {
        assert_eq!(with_features(entry), expected, "{entry}");
    }
}

#[test]
fn lists_on_several_lines_keep_their_layout() {
    let list = |items: &str| {
        format!("rpcsmith-runtime = {{ version = \"0.1\", features = [\n    \"fake\"{items}] }}\n")
    };
    let entry = list(",\n    # the last\n");
    let expected = list(",\n    \"validate\",\n    # the last\n")
        + "+ 4 feature validate of rpcsmith-runtime\n";
    assert_eq!(with_features(entry.trim_end()), expected);
    let entry = list(" # for tests\n");
    let expected =
        list(", \"validate\" # for tests\n") + "+ 3 feature validate of rpcsmith-runtime\n";
    assert_eq!(with_features(entry.trim_end()), expected);
}

#[test]
fn features_of_the_crate_enable_features_of_dependencies() {
    let text = format!(
        "[features]\nall = [\"rpcsmith-runtime/fake\", \"rpcsmith-runtime?/validate\"]\n[dependencies]\n\
         rpcsmith-runtime = \"0.1\"\n{REST}"
    );
    assert_eq!(completed(&text), text);
}

/// An inherited entry keeps its version, and the crate enables the features that the workspace does not.
#[test]
fn features_are_added_to_inherited_entries() {
    let two = "feature fake of rpcsmith-runtime\n+ LINE feature validate of rpcsmith-runtime\n";
    for (entry, expected, line) in [
        (
            "rpcsmith-runtime.workspace = true",
            "rpcsmith-runtime.workspace = true\nrpcsmith-runtime.features = [\"fake\", \"validate\"]",
            3,
        ),
        (
            "rpcsmith-runtime = { workspace = true } # shared",
            "rpcsmith-runtime = { workspace = true, features = [\"fake\", \"validate\"] } # shared",
            2,
        ),
    ] {
        let additions = format!("+ LINE {two}").replace("LINE", &line.to_string());
        assert_eq!(with_features(entry), format!("{expected}\n{additions}"));
    }
    let text = format!("[dependencies]\nrpcsmith-runtime.workspace = true\n{REST}");
    let with_workspace = |entry: &str| {
        let workspace = format!("[workspace.dependencies]\nrpcsmith-runtime = {entry}\n");
        let manifest = complete(&text, Some(&workspace), &wanted()).unwrap();
        assert_eq!(manifest.remaining, []);
        let added = manifest.added.into_iter();
        added.map(|added| added.name).collect::<Vec<_>>()
    };
    let dynamic = with_workspace("{ version = \"0.1\", features = [\"dyn\"] }");
    assert_eq!(dynamic, ["fake of rpcsmith-runtime"]);
    let bare = "{ version = \"0.1\", default-features = false, features = [\"dyn\", \"fake\"] }";
    assert_eq!(with_workspace(bare), ["default of rpcsmith-runtime"]);
}

#[test]
fn default_features_are_enabled_again() {
    let entry = |features: &str| {
        format!(
            "rpcsmith-runtime = {{ version = \"0.1\", default-features = false, features = [\"dyn\", \"fake\"{features}] }}"
        )
    };
    let additions = "+ 2 feature default of rpcsmith-runtime\n";
    let expected = format!("{}\n{additions}", entry(", \"default\""));
    assert_eq!(with_features(&entry("")), expected);
    // Listing all default features is enough.
    let whole = entry(", \"client\", \"server\", \"channel\"");
    assert_eq!(with_features(&whole), format!("{whole}\n"));
}

/// Each target needs the features, unless the dependency applies to all targets.
#[test]
fn every_target_gets_its_features() {
    let of = |target: &str, features: &str| {
        format!(
            "[target.'cfg({target})'.dependencies]\nrpcsmith-runtime = {{ version = \"0.1\"{features} }}\n"
        )
    };
    let (all, fake) = (
        ", features = [\"fake\", \"validate\"]",
        ", features = [\"fake\"]",
    );
    let text = of("unix", "") + &of("windows", fake) + REST;
    let additions = "+ 2 feature fake of rpcsmith-runtime\n+ 2 feature validate of rpcsmith-runtime\n\
                + 4 feature validate of rpcsmith-runtime\n";
    assert_eq!(
        completed(&text),
        of("unix", all) + &of("windows", all) + REST + additions
    );
}

/// Code does not find a crate with another name, and a key cannot exist twice.
#[test]
fn names_must_match_the_code() {
    let renamed = "runtime = { package = \"rpcsmith-runtime\", version = \"0.1\" }";
    let additions = "! 2 renamed dependency `rpcsmith-runtime` as `rpcsmith_runtime`, but its name is `runtime` here\n";
    assert_eq!(with_features(renamed), format!("{renamed}\n{additions}"));
    let fork = "rpcsmith-runtime = { package = \"our-runtime\", version = \"0.1\", features = [\"fake\", \"dyn\"] }";
    assert_eq!(with_features(fork), format!("{fork}\n"));
    let mut wanted = wanted();
    wanted[1].ident = "runtime".to_owned();
    let text = format!("[dependencies]\n{renamed}\n{REST}");
    let manifest = complete(&text, None, &wanted).unwrap();
    assert_eq!((manifest.remaining, manifest.added.len()), (vec![], 2));
}

/// A version that the generated code does not fit is reported, and left to the owner of the file.
#[test]
fn versions_that_do_not_fit_are_reported() {
    let mut wanted = wanted();
    wanted[1].version = Some("0.2.0");
    let reported = |value: &str, workspace: &str| {
        let text = format!("[dependencies]\nrpcsmith-runtime = {value}\n{REST}");
        let remaining = complete(&text, Some(workspace), &wanted).unwrap().remaining;
        let remaining = remaining.into_iter();
        remaining
            .map(|Added { line, kind, name }| format!("{line} {kind} {name}"))
            .collect::<Vec<_>>()
    };
    for given in ["0.1", "^0.1.4", "=0.3.0", "1", "1.2.0"] {
        let expected =
            format!("2 outdated dependency `rpcsmith-runtime` 0.2.0, and this is {given}");
        assert_eq!(reported(&format!("\"{given}\""), ""), [&*expected]);
        assert_eq!(
            reported(&format!("{{ version = \"{given}\" }}"), ""),
            [&*expected]
        );
        let workspace = format!("[workspace.dependencies]\nrpcsmith-runtime = \"{given}\"\n");
        assert_eq!(reported("{ workspace = true }", &workspace), [&*expected]);
    }
    for fitting in [
        "\"0.2\"",
        "\"0.2.0\"",
        "\"~0.2.7\"",
        "\"0\"",
        "\">=0.1, <0.3\"",
        "\"*\"",
        "{ path = \"../runtime\" }",
    ] {
        assert_eq!(reported(fitting, ""), [""; 0], "{fitting}");
    }
    assert_eq!(
        reported("{ package = \"ours\", version = \"7\" }", ""),
        [""; 0]
    );
}

#[test]
fn tables_on_one_line_do_not_change() {
    let text = "dependencies = { rpcsmith-runtime = \"0.1\" }\ndev-dependencies = { tokio = { features = [\"full\"] } }\n";
    let manifest = complete(text, None, &wanted()).unwrap();
    let remaining = |kind, name: &str| Added {
        line: 1,
        kind,
        name: name.to_owned(),
    };
    assert_eq!(manifest.remaining, [remaining("dependency", "prost")]);
}

#[test]
fn invalid_toml_is_an_error() {
    let (line, message) = complete("[dependencies]\nprost = \n", None, &wanted()).unwrap_err();
    assert_eq!((line, message.is_empty()), (2, false));
}
