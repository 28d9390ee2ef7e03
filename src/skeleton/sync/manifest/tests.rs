//! Insertions into each form that a Cargo.toml can have.

use super::{Added, Dependency, complete};

fn wanted() -> Vec<Dependency> {
    let dependency = |package, value: &str, features: &[&'static str], dev| Dependency {
        package,
        value: value.to_owned(),
        features: features.to_vec(),
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

/// Puts in what is wanted: what is there stays, in its order, and nothing is to be done afterwards.
fn completed(text: &str) -> String {
    let manifest = complete(text, None, &wanted()).unwrap();
    let again = complete(&manifest.text, None, &wanted()).unwrap();
    assert_eq!((again.text, again.added), (manifest.text.clone(), vec![]));
    let mut rest = text.chars().peekable();
    for character in manifest.text.chars() {
        rest.next_if_eq(&character);
    }
    assert_eq!(rest.collect::<String>(), "", "of {}", manifest.text);
    let told = |mark: &str, added: Vec<Added>| -> String {
        let lines = added.into_iter();
        let line = |Added { line, kind, name }| format!("{mark}{line} {kind} {name}\n");
        lines.map(line).collect()
    };
    manifest.text + &told("+ ", manifest.added) + &told("! ", manifest.left)
}

/// All that is wanted but for what is tried.
const REST: &str = "[dependencies.prost]\nversion = \"0.14\"\n[dev-dependencies.tokio]\nworkspace = true\n\
                    features = [\"full\"]\n";

/// Puts the features of the runtime into an entry, and shows what became of it.
fn with_features(entry: &str) -> String {
    let text = format!("[dependencies]\n{entry}\n{REST}");
    let completed = completed(&text);
    let (before, told) = completed.split_once(REST).unwrap();
    before.strip_prefix("[dependencies]\n").unwrap().to_owned() + told
}

#[test]
fn dependencies_keep_the_order_that_is_there() {
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

/// A table that only stands as the start of others is made beside them.
#[test]
fn tables_of_one_dependency_count() {
    let text = "[dependencies.prost]\npath = \"../prost\"\n\n[target.'cfg(unix)'.dependencies]\n\
                runtime = { package = \"rpcsmith-runtime\", version = \"0.1\", features = [\"dyn\", \"fake\"] }\n";
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
fn lists_of_many_lines_go_on_as_they_are() {
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
fn what_a_feature_of_the_crate_turns_on_is_there() {
    let text = format!(
        "[features]\nall = [\"rpcsmith-runtime/fake\", \"rpcsmith-runtime?/validate\"]\n[dependencies]\n\
         rpcsmith-runtime = \"0.1\"\n{REST}"
    );
    assert_eq!(completed(&text), text);
}

#[test]
fn what_the_workspace_has_is_left_alone() {
    let text = format!("[dependencies]\nrpcsmith-runtime.workspace = true\n{REST}");
    let told = "! 2 feature fake of rpcsmith-runtime\n! 2 feature validate of rpcsmith-runtime\n";
    assert_eq!(completed(&text), format!("{text}{told}"));
    let workspace =
        "[workspace.dependencies.rpcsmith-runtime]\nversion = \"0.1\"\nfeatures = [\"dyn\"]\n";
    let manifest = complete(&text, Some(workspace), &wanted()).unwrap();
    let names: Vec<_> = manifest.left.iter().map(|left| &*left.name).collect();
    assert_eq!(names, ["fake of rpcsmith-runtime"]);
}

#[test]
fn what_is_no_table_is_left_alone() {
    let text = "dependencies = { rpcsmith-runtime = \"0.1\" }\ndev-dependencies = { tokio = { features = [\"full\"] } }\n";
    let manifest = complete(text, None, &wanted()).unwrap();
    let left = |kind, name: &str| Added {
        line: 1,
        kind,
        name: name.to_owned(),
    };
    assert_eq!(manifest.left, [left("dependency", "prost")]);
}

#[test]
fn what_is_no_toml_is_told() {
    let (line, message) = complete("[dependencies]\nprost = \n", None, &wanted()).unwrap_err();
    assert_eq!((line, message.is_empty()), (2, false));
}
