//! `rpcsmith new` and `rpcsmith init`: the files that they write, and errors, after which nothing is written.

use std::fs;

use crate::support::{Outcome, Sandbox, assert_expected};

const NEW: &str = "new users -I proto --proto proto/user.proto";

/// An error as a terminal shows it.
fn fault(message: &str, help: &str) -> String {
    format!("error: {message}\n |\n = help: {help}\n\n")
}

#[test]
fn files_are_written_and_listed() {
    let sandbox = Sandbox::with_protos();
    let outcome = sandbox.rpcsmith(NEW);
    assert_expected("new.txt", &outcome.stdout);
    assert_eq!(outcome, Outcome::new(0, &outcome.stdout, ""));
    let created = outcome.stdout.lines();
    let created = created.filter_map(|line| line.strip_prefix("created users/"));
    let mut created: Vec<_> = created.collect();
    created.sort_unstable();
    assert_eq!(sandbox.files("users"), created);
}

/// `rpcsmith generate` generates the same bytes with the settings of the new crate.
#[test]
fn generated_code_is_current() {
    let sandbox = Sandbox::with_protos();
    sandbox.rpcsmith(NEW);
    let crate_of = Sandbox::new(&[]);
    copy(&sandbox, "users", &crate_of);
    assert_eq!(
        crate_of.rpcsmith("generate --check"),
        Outcome::new(0, "2 files in src/gen up to date\n", "")
    );
    assert_eq!(crate_of.rpcsmith("check").code, Some(0));
    assert_eq!(
        crate_of.read("proto/user.proto"),
        sandbox.read("proto/user.proto")
    );
}

fn copy(from: &Sandbox, folder: &str, to: &Sandbox) {
    for name in from.files(folder) {
        to.write(&name, &from.read(&format!("{folder}/{name}")));
    }
}

#[test]
fn the_package_decides_the_include_path() {
    let user = crate::support::USER;
    let sandbox = Sandbox::new(&[("api/user/v1/user.proto", user), ("flat.proto", user)]);
    sandbox.rpcsmith("new one --proto api/user/v1/user.proto --quiet");
    assert!(sandbox.path("one/proto/user/v1/user.proto").is_file());
    sandbox.rpcsmith("new two --proto flat.proto --quiet");
    assert!(sandbox.path("two/proto/flat.proto").is_file());
}

/// Imported messages get code too. Services are implemented only if their file is named.
#[test]
fn imported_messages_get_code() {
    let sandbox = Sandbox::new(&[
        (
            "proto/order.proto",
            "syntax = \"proto3\";\npackage order;\nimport \"money.proto\";\n\
             service Orders {\n  rpc Pay(money.Sum) returns (money.Sum);\n}\n",
        ),
        (
            "proto/money.proto",
            "syntax = \"proto3\";\npackage money;\nimport \"currency.proto\";\nimport \"unused.proto\";\n\
             message Sum {\n  currency.Code code = 1;\n}\n",
        ),
        (
            "proto/currency.proto",
            "syntax = \"proto3\";\npackage currency;\nmessage Code {}\n",
        ),
        ("proto/unused.proto", "syntax = \"proto3\";\n"),
    ]);
    let arguments = "new orders -I proto --proto proto/order.proto --quiet";
    assert_eq!(sandbox.rpcsmith(arguments), Outcome::new(0, "", ""));
    assert_eq!(
        sandbox.files("orders/proto"),
        [
            "currency.proto",
            "money.proto",
            "order.proto",
            "unused.proto"
        ]
    );
    assert_eq!(
        sandbox.files("orders/src/gen"),
        ["currency.rs", "mod.rs", "money.rs", "order.rs"]
    );
    let settings = sandbox.read("orders/rpcsmith.toml");
    let files = r#"files = ["proto/currency.proto", "proto/money.proto", "proto/order.proto"]"#;
    assert!(settings.contains(files), "{settings}");
    let refused = Sandbox::with_protos().rpcsmith("new team -I proto --proto proto/team.proto");
    assert!(
        refused.stderr.contains("generate `user.proto` as well"),
        "{}",
        refused.stderr
    );
}

/// The suggested command is one that the client has.
#[test]
fn suggested_commands_are_unambiguous() {
    for (service, method, command) in [
        ("One", "GetUser", "get-user"),
        ("One", "Health", "One/Health"),
        (
            "One { rpc Go(M) returns (M); }\nservice Two",
            "Go",
            "One/Go",
        ),
    ] {
        let message = "syntax = \"proto3\";\nmessage M {}\n";
        let proto = format!("{message}service {service} {{ rpc {method}(M) returns (M); }}\n");
        let sandbox = Sandbox::new(&[("m.proto", &proto)]);
        let stdout = sandbox.rpcsmith("new app --proto m.proto").stdout;
        assert!(
            stdout.contains(&format!("_client -- {command} --help\n")),
            "{stdout}"
        );
    }
}

#[test]
fn a_dry_run_writes_nothing() {
    let sandbox = Sandbox::with_protos();
    let dry = sandbox.rpcsmith(&format!("{NEW} --dry-run"));
    assert_eq!(sandbox.files("users"), [""; 0]);
    let wet = sandbox.rpcsmith(NEW).stdout;
    let created = wet.lines().filter(|line| line.starts_with("created "));
    let would: String = created
        .map(|line| line.replacen("created", "would create", 1) + "\n")
        .collect();
    assert_eq!(dry, Outcome::new(0, &would, ""));
}

#[test]
fn json_has_the_owners_of_files() {
    let sandbox = Sandbox::with_protos();
    let outcome = sandbox.rpcsmith(&format!("{NEW} --json"));
    assert_expected("new.json", &outcome.stdout);
    assert_eq!(outcome, Outcome::new(0, &outcome.stdout, ""));
    let again = sandbox.rpcsmith(&format!("{NEW} --json"));
    assert_expected("new_refused.json", &again.stdout);
    assert_eq!(again.code, Some(1));
}

#[test]
fn existing_files_stay() {
    let sandbox = Sandbox::with_protos();
    sandbox.write("users/notes.txt", "mine\n");
    let help = "choose another path, or add to the crate in it with `rpcsmith init`";
    assert_eq!(
        sandbox.rpcsmith(NEW),
        Outcome::new(1, "", &fault("`users` already exists", help))
    );
    assert_eq!(sandbox.files("users"), ["notes.txt"]);
    fs::remove_file(sandbox.path("users/notes.txt")).unwrap();
    assert_eq!(sandbox.rpcsmith(NEW).code, Some(0));
}

#[test]
fn invalid_names_of_crates_are_rejected() {
    let sandbox = Sandbox::with_protos();
    for (name, reason) in [
        ("9lives", "it does not start with a letter"),
        ("_users", "it does not start with a letter"),
        ("type", "it is a keyword of Rust"),
        ("self", "it is a keyword of Rust"),
        ("test", "Rust or Cargo reserves it"),
        ("proc-macro", "Rust or Cargo reserves it"),
        ("tokio", "the crate depends on a crate with this name"),
        (
            "rpcsmith_runtime",
            "the crate depends on a crate with this name",
        ),
        ("a.b", "it contains `.`"),
        ("übung", "it contains `ü`"),
    ] {
        let help =
            "choose another name with --name: letters, digits, `-` and `_`, starting with a letter";
        assert_eq!(
            sandbox.rpcsmith(&format!("new {name} -I proto --proto proto/user.proto")),
            Outcome::new(
                1,
                "",
                &fault(
                    &format!("`{name}` is not a valid name of a crate: {reason}"),
                    help
                )
            )
        );
    }
    assert_eq!(sandbox.files(""), ["proto/team.proto", "proto/user.proto"]);
    let named = sandbox.rpcsmith("new 9lives --name nine -I proto --proto proto/user.proto");
    assert_eq!(named.code, Some(0));
    assert!(sandbox.path("9lives/config/nine.toml").is_file());
}

#[test]
fn nothing_is_written_after_an_error() {
    let sandbox = Sandbox::with_protos();
    sandbox.write("file", "mine\n");
    sandbox.write("proto/broken.proto", "syntax = \"proto3\";\nmessage {\n");
    for (arguments, code) in [
        ("new users", 2),
        ("new users --proto nowhere.proto", 1),
        ("new users --proto proto/broken.proto", 1),
        ("new users -I proto --proto proto/team.proto", 1),
        ("new users --proto proto/user.proto --with doubt", 2),
        ("new users --proto proto/user.proto --runtime nowhere", 2),
        (
            "new users --proto proto/user.proto --runtime path=nowhere",
            1,
        ),
        ("new users --proto proto/user.proto -o layout=flat", 1),
        ("new users --proto proto/user.proto -o server=false", 1),
        ("new users --proto proto/user.proto -o nonsense=1", 1),
        (
            "new users --proto proto/user.proto --with json -o json=false",
            1,
        ),
        ("new .. --proto proto/user.proto", 2),
        ("new file -I proto --proto proto/user.proto", 1),
        ("new file/users -I proto --proto proto/user.proto", 1),
    ] {
        let outcome = sandbox.rpcsmith(arguments);
        assert_eq!(outcome.code, Some(code), "{arguments}: {}", outcome.stderr);
        assert!(outcome.stderr.starts_with("error: "), "{}", outcome.stderr);
        assert_eq!(
            sandbox.files(""),
            [
                "file",
                "proto/broken.proto",
                "proto/team.proto",
                "proto/user.proto"
            ],
            "{arguments}"
        );
    }
}

/// Cargo refuses to build a crate in the folder of a workspace that does not list it.
#[test]
fn a_crate_in_another_workspace_gets_its_own() {
    let workspace = "[workspace]\nmembers = [\"crates/*\"]\nexclude = [\"other\"]\n";
    let sandbox = Sandbox::with_protos();
    sandbox.write("Cargo.toml", workspace);
    for (command, path, own) in [
        ("new", "crates/users", false),
        ("new", "users", true),
        ("new", "other/users", false),
        ("init", "crates/orders", false),
        ("init", "orders", true),
    ] {
        if command == "init" {
            sandbox.write(&format!("{path}/notes.txt"), "");
        }
        let arguments = format!("{command} {path} -I proto --proto proto/user.proto -q");
        assert_eq!(sandbox.rpcsmith(&arguments), Outcome::new(0, "", ""));
        let manifest = sandbox.read(&format!("{path}/Cargo.toml"));
        assert_eq!(manifest.ends_with("[workspace]\n"), own, "{path}");
    }
    assert_eq!(sandbox.read("Cargo.toml"), workspace);
}

#[test]
fn the_source_of_the_runtime_can_be_set() {
    let sandbox = Sandbox::with_protos();
    sandbox.write("runtime/Cargo.toml", "");
    for (source, expected) in [
        ("version=0.1.5", r#"{ version = "0.1.5", "#),
        ("path=runtime", r#"{ path = "../../runtime", "#),
        (
            "git=https://example.com/r",
            r#"{ git = "https://example.com/r", "#,
        ),
        (
            "git=https://example.com/r#abc",
            r#"{ git = "https://example.com/r", rev = "abc", "#,
        ),
    ] {
        let _ = fs::remove_dir_all(sandbox.path("a"));
        let arguments = format!("new a/users -I proto --proto proto/user.proto --runtime {source}");
        assert_eq!(sandbox.rpcsmith(&arguments).code, Some(0));
        let manifest = sandbox.read("a/users/Cargo.toml");
        let line = format!("\nrpcsmith-runtime = {expected}features = [\"cli\", ");
        assert!(manifest.contains(&line), "{manifest}");
    }
}

/// A service with JSON has its option, its feature, and a call with curl if a method is unary.
#[test]
fn json_is_an_option_of_the_generated_code() {
    for (method, calls) in [
        (
            "rpc Go(M) returns (M);",
            "    http://127.0.0.1:50051/a.b.Mover/Go\n",
        ),
        ("rpc Run(M) returns (stream M);", ""),
    ] {
        let proto = format!(
            "syntax = \"proto3\";\npackage a.b;\nmessage M {{}}\nservice Mover {{ {method} }}\n"
        );
        let sandbox = Sandbox::new(&[("a/b/m.proto", &proto)]);
        for options in ["", " -o json"] {
            let _ = fs::remove_dir_all(sandbox.path("app"));
            let new = format!("new app --proto a/b/m.proto --with json --quiet{options}");
            assert_eq!(sandbox.rpcsmith(&new), Outcome::new(0, "", ""));
            let settings = sandbox.read("app/rpcsmith.toml");
            assert_eq!(settings.matches("\njson = true\n").count(), 1, "{settings}");
            assert!(sandbox.read("app/Cargo.toml").contains(", \"json\", "));
            let readme = sandbox.read("app/README.md");
            let (_, section) = readme.split_once("## JSON\n").expect("a section");
            let section = section.split("\n## ").next().unwrap_or_default();
            assert!(section.contains(calls), "{section}");
            assert_eq!(section.contains("curl"), !calls.is_empty(), "{section}");
        }
    }
}

/// Each crate has its own development keys, which are not part of a repository.
#[test]
fn development_keys_are_unique() {
    let sandbox = Sandbox::with_protos();
    let keys = ["one", "two"].map(|name| {
        let arguments = format!("new {name} -I proto --proto proto/user.proto --with jwt");
        assert_eq!(sandbox.rpcsmith(&arguments).code, Some(0));
        let ignored = sandbox.read(&format!("{name}/.gitignore"));
        assert_eq!(
            ignored,
            "/target\n/config/development.jwks.json\n/config/development.token\n"
        );
        sandbox.read(&format!("{name}/config/development.jwks.json"))
    });
    assert_ne!(keys[0], keys[1]);
}

/// Documents of the user stay beside that of `--with http`, and a base is in a file.
#[test]
fn http_keeps_other_documents() {
    let sandbox = Sandbox::with_protos();
    let base = r#"{"info":{"title":"Team"}}"#;
    let outcome = sandbox.rpcsmith(&format!(
        "new users -I proto --proto proto/user.proto --with http -o openapi=api.yaml -o openapi_base={base}"
    ));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let settings = sandbox.read("users/rpcsmith.toml");
    for line in [
        "openapi = [\"api.yaml\", \"openapi.json\"]\n",
        "openapi_base = \"openapi-base.json\"\n",
    ] {
        assert!(settings.contains(line), "{settings}");
    }
    assert_eq!(sandbox.read("users/openapi-base.json"), base);
    let sandbox = sandbox.below("users");
    assert_eq!(sandbox.rpcsmith("check").code, Some(0));
    assert!(sandbox.read("src/gen/openapi.json").contains("\"Team\""));
    assert!(sandbox.read("src/gen/api.yaml").contains("Team"));
}
