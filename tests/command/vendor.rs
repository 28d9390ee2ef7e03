//! Copies of bundled files: `rpcsmith vendor`, and `rpcsmith new`.

use std::process::Command;

use crate::support::{Outcome, Sandbox, assert_expected, run};

const RULES: &str = r#"syntax = "proto3";
package shop.v1;

import "buf/validate/validate.proto";
import "google/api/annotations.proto";
import "google/type/money.proto";

message Item {
  string name = 1 [(buf.validate.field).string.min_len = 1];
  google.type.Money price = 2;
}

service ShopService {
  rpc Sell(Item) returns (Item) {
    option (google.api.http) = {
      post: "/v1/items"
      body: "*"
    };
  }
}
"#;

const COPIES: [&str; 4] = [
    "buf/validate/validate.proto",
    "google/api/annotations.proto",
    "google/api/http.proto",
    "google/type/money.proto",
];

const SETTINGS: &str = "files = [\"proto\"]\ninclude_dirs = [\"proto\"]\nout = \"src/gen\"\n";

fn settled() -> Sandbox {
    Sandbox::new(&[
        ("proto/shop/v1/shop.proto", RULES),
        ("rpcsmith.toml", SETTINGS),
    ])
}

/// The text of a bundled file.
fn bundled(name: &str) -> String {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src/frontend/include");
    std::fs::read_to_string(format!("{root}/{name}")).unwrap()
}

/// protoc reads the files of the crate with nothing else on its include path.
fn assert_protoc_reads(sandbox: &Sandbox) {
    let mut protoc = Command::new(protoc_bin_vendored::protoc_bin_path().unwrap());
    protoc.args(["-Iproto", "-oset.binpb", "proto/shop/v1/shop.proto"]);
    let (outcome, _) = run(protoc.current_dir(sandbox.root()), &[]);
    assert_eq!(outcome, Outcome::new(0, "", ""));
}

#[test]
fn imports_are_copied_once() {
    let sandbox = settled();
    let lines: String = COPIES
        .iter()
        .map(|name| format!("create proto/{name}\n"))
        .collect();
    assert_eq!(
        sandbox.rpcsmith("vendor --dry-run"),
        Outcome::new(0, &format!("{lines}4 files to write, 0 up to date\n"), "")
    );
    assert_eq!(sandbox.files("proto"), ["shop/v1/shop.proto"]);
    assert_eq!(
        sandbox.rpcsmith("vendor"),
        Outcome::new(0, &format!("{lines}4 files written, 0 up to date\n"), "")
    );
    for name in COPIES {
        assert_eq!(sandbox.read(&format!("proto/{name}")), bundled(name));
    }
    assert_protoc_reads(&sandbox);
    assert_eq!(
        sandbox.rpcsmith("vendor"),
        Outcome::new(0, "0 files written, 4 up to date\n", "")
    );
    // The copies change no code, although `files` lists their folder.
    sandbox.rpcsmith("generate --quiet");
    assert_eq!(
        sandbox.files("src/gen"),
        ["google.type.rs", "mod.rs", "shop.v1.rs"]
    );
}

/// The user owns the copies: a new version of rpcsmith replaces them only on request.
#[test]
fn changed_copies_stay_until_an_update() {
    let sandbox = settled();
    sandbox.rpcsmith("vendor --quiet");
    let money = "proto/google/type/money.proto";
    let older = sandbox
        .read(money)
        .replace("// Represents", "// An older text that represents");
    sandbox.write(money, &older);
    assert_eq!(
        sandbox.rpcsmith("vendor"),
        Outcome::new(
            0,
            &format!(
                "keep {money} (differs from the bundled file)\n0 files written, 3 up to date, 1 kept\n"
            ),
            ""
        )
    );
    assert_eq!(sandbox.read(money), older);
    assert_eq!(
        sandbox.rpcsmith("vendor --update"),
        Outcome::new(
            0,
            &format!("update {money}\n1 file written, 3 up to date\n"),
            ""
        )
    );
    assert_eq!(sandbox.read(money), bundled("google/type/money.proto"));
}

/// Files outside of the crate may be shared with others.
#[test]
fn files_outside_of_the_crate_are_never_changed() {
    let sandbox = settled();
    sandbox.write(
        "shared/google/type/money.proto",
        &format!("{}\n", bundled("google/type/money.proto")),
    );
    for (name, text) in [
        ("proto/shop/v1/shop.proto", RULES),
        ("rpcsmith.toml", SETTINGS),
    ] {
        sandbox.write(&format!("app/{name}"), text);
    }
    sandbox.edit(
        "app/rpcsmith.toml",
        "[\"proto\"]\nout",
        "[\"../shared\", \"proto\"]\nout",
    );
    let before = sandbox.read("shared/google/type/money.proto");
    let outcome = sandbox.rpcsmith("vendor app --update");
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let line = "keep app/../shared/google/type/money.proto (differs from the bundled file)\n";
    assert!(outcome.stdout.contains(line), "{}", outcome.stdout);
    assert_eq!(sandbox.read("shared/google/type/money.proto"), before);
    assert_eq!(
        sandbox.files("app/proto/google"),
        ["api/annotations.proto", "api/http.proto"]
    );
}

#[test]
fn files_can_be_named() {
    let sandbox = settled();
    sandbox.write(
        "proto/shop/v1/shop.proto",
        "syntax = \"proto3\";\npackage shop.v1;\nmessage Item {}\n",
    );
    assert_eq!(
        sandbox.rpcsmith("vendor"),
        Outcome::new(0, "the crate imports no bundled file\n", "")
    );
    let outcome = sandbox.rpcsmith("vendor --file google/api/annotations.proto --into third_party");
    let lines = "create third_party/google/api/annotations.proto\n\
                 create third_party/google/api/http.proto\n2 files written, 0 up to date\n";
    let warning = "warning: `third_party` is not an include path of the crate\n |\n \
                   = help: add it to `include_dirs` in rpcsmith.toml\n\n";
    assert_eq!(outcome, Outcome::new(0, lines, warning));
    // A crate with the settings in its build script.
    let sandbox = Sandbox::new(&[]);
    let outcome = sandbox.rpcsmith("vendor --file google/type/money.proto --into proto");
    let lines = "create proto/google/type/money.proto\n1 file written, 0 up to date\n";
    assert_eq!(outcome, Outcome::new(0, lines, ""));
}

#[test]
fn errors_of_copies_are_reported() {
    let sandbox = settled();
    let refused = |arguments: &str, name: &str| {
        let before = sandbox.texts();
        let outcome = sandbox.rpcsmith(arguments);
        assert_eq!((outcome.code, &*outcome.stdout), (Some(2), ""));
        assert_expected(name, &outcome.stderr);
        assert_eq!(sandbox.texts(), before);
    };
    refused(
        "vendor --file google/type/mony.proto --file google/api/x.proto",
        "vendor_unknown.txt",
    );
    refused("vendor nowhere", "vendor_no_settings.txt");
    sandbox.write(
        "proto/shop/v1/shop.proto",
        "syntax = \"proto3\"; import \"no.proto\";",
    );
    refused("vendor", "vendor_faulty.txt");
    sandbox.write("proto/shop/v1/shop.proto", RULES);
    sandbox.write(
        "rpcsmith.toml",
        &SETTINGS.replace("[\"proto\"]\nout", "[\"..\"]\nout"),
    );
    let outcome = sandbox.rpcsmith("vendor");
    assert_expected("vendor_no_include.txt", &outcome.stderr);
}

#[test]
fn json_and_the_list_are_for_programs() {
    let sandbox = settled();
    let outcome = sandbox.rpcsmith("vendor --json");
    assert_expected("vendor.json", &outcome.stdout);
    assert_eq!(outcome, Outcome::new(0, &outcome.stdout, ""));
    let list = sandbox.rpcsmith("vendor --list").stdout;
    let json = sandbox.rpcsmith("vendor --list --json").stdout;
    assert_eq!(list.lines().count(), 34);
    for name in list.lines() {
        assert!(!bundled(name).is_empty());
        assert!(json.contains(&format!("\"{name}\"")), "{json}");
    }
}

/// protoc, buf and editors can read the files of a new crate.
#[test]
fn a_new_crate_has_copies_of_its_imports() {
    let sandbox = Sandbox::new(&[("api/shop/v1/shop.proto", RULES)]);
    let outcome = sandbox.rpcsmith("new shop --proto api/shop/v1/shop.proto --quiet");
    assert_eq!(outcome, Outcome::new(0, "", ""));
    for name in COPIES {
        assert_eq!(sandbox.read(&format!("shop/proto/{name}")), bundled(name));
    }
    assert!(
        sandbox
            .read("shop/rpcsmith.toml")
            .contains("files = [\"proto\"]\n")
    );
    let sandbox = sandbox.below("shop");
    assert_protoc_reads(&sandbox);
    assert_eq!(sandbox.rpcsmith("check --quiet"), Outcome::new(0, "", ""));
    assert_eq!(
        sandbox.rpcsmith("vendor"),
        Outcome::new(0, "0 files written, 4 up to date\n", "")
    );
    assert_eq!(
        sandbox.files("src/gen"),
        ["google.type.rs", "mod.rs", "shop.v1.rs"]
    );
}

/// In an existing crate, copies are beside its protos.
#[test]
fn init_copies_to_the_include_path_of_the_crate() {
    let sandbox = Sandbox::new(&[("api/shop/v1/shop.proto", RULES)]);
    let outcome = sandbox.rpcsmith("init --name shop --proto api/shop/v1/shop.proto --quiet");
    assert_eq!(outcome, Outcome::new(0, "", ""));
    for name in COPIES {
        assert_eq!(sandbox.read(&format!("api/{name}")), bundled(name));
    }
    assert_eq!(sandbox.rpcsmith("check --quiet"), Outcome::new(0, "", ""));
}

/// Names in `files` are relative to the include paths, in every current directory.
#[test]
fn bundled_files_can_be_listed() {
    let sandbox = Sandbox::new(&[]);
    sandbox.write("app/proto/shop/v1/shop.proto", RULES);
    let files = "[\"proto/shop\", \"google/rpc/error_details.proto\"]";
    sandbox.write(
        "app/rpcsmith.toml",
        &SETTINGS.replacen("[\"proto\"]", files, 1),
    );
    let generated = ["google.rpc.rs", "google.type.rs", "mod.rs", "shop.v1.rs"];
    let outcome = sandbox.rpcsmith("generate --config app/rpcsmith.toml --quiet");
    assert_eq!(outcome, Outcome::new(0, "", ""));
    assert_eq!(sandbox.files("app/src/gen"), generated);
    let sandbox = sandbox.below("app");
    assert_eq!(sandbox.rpcsmith("generate --check").code, Some(0));
}

/// A copy in the current directory counts only if that is an include path.
#[test]
fn a_copy_outside_of_the_include_paths_does_not_count() {
    let sandbox = settled();
    sandbox.write("google/type/money.proto", "no proto");
    assert_eq!(
        sandbox.rpcsmith("generate --quiet"),
        Outcome::new(0, "", "")
    );
}
