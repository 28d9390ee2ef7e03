//! New files in a folder of protos: they get code, or are reported.

use crate::support::{CRATE, Outcome, Sandbox, assert_expected};

const ORDERS: &str = "syntax = \"proto3\";\npackage orders.v1;\nmessage Order {}\n\
                      service OrderService {\n  rpc Place(Order) returns (Order);\n}\n";

/// As the README of a new crate describes it.
#[test]
fn a_new_crate_accepts_new_files() {
    let sandbox = Sandbox::with_protos();
    let outcome = sandbox.rpcsmith("new app -I proto --proto proto/user.proto --quiet");
    assert_eq!(outcome, Outcome::new(0, "", ""));
    assert!(
        sandbox
            .read("app/rpcsmith.toml")
            .contains("files = [\"proto\"]\n")
    );
    let sandbox = sandbox.below("app");
    sandbox.write("proto/orders/v1/orders.proto", ORDERS);
    // Copies for editors and other generators need no code.
    sandbox.write(
        "proto/buf/validate/validate.proto",
        "syntax = \"proto3\";\npackage buf.validate;\n",
    );
    sandbox.write(
        "proto/google/protobuf/empty.proto",
        "syntax = \"proto3\";\npackage google.protobuf;\nmessage Empty {}\n",
    );
    let outcome = sandbox.rpcsmith("sync");
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    for line in [
        "create src/services/order_service.rs",
        "write src/gen/orders.v1.rs",
    ] {
        assert!(outcome.stdout.contains(line), "{}", outcome.stdout);
    }
    assert_eq!(
        sandbox.files("src/gen"),
        ["mod.rs", "orders.v1.rs", "user.v1.rs"]
    );
    assert_eq!(sandbox.rpcsmith("check --quiet").code, Some(0));
}

/// A folder for `new` may contain copies of files whose code is in the runtime.
#[test]
fn a_new_crate_has_no_code_for_copies() {
    let sandbox = Sandbox::with_protos();
    sandbox.write(
        "proto/google/protobuf/empty.proto",
        "syntax = \"proto3\";\npackage google.protobuf;\nmessage Empty {}\n",
    );
    let outcome = sandbox.rpcsmith("new app --proto proto --quiet");
    assert_eq!(outcome, Outcome::new(0, "", ""));
    assert_eq!(
        sandbox.files("app/src/gen"),
        ["mod.rs", "team.v1.rs", "user.v1.rs"]
    );
}

/// A folder with files that are imported only for their options is not listed as a whole.
#[test]
fn a_new_crate_lists_only_its_files() {
    let sandbox = Sandbox::new(&[
        (
            "proto/shop/v1/shop.proto",
            "syntax = \"proto3\";\npackage shop.v1;\nimport \"tools/option.proto\";\nmessage A { option (tools.on) = true; }\nservice Shop { rpc Buy(A) returns (A); }\n",
        ),
        (
            "proto/tools/option.proto",
            "syntax = \"proto3\";\npackage tools;\nimport \"google/protobuf/descriptor.proto\";\nextend google.protobuf.MessageOptions { bool on = 50000; }\n",
        ),
    ]);
    let outcome = sandbox.rpcsmith("new app -I proto --proto proto/shop --quiet");
    assert_eq!(outcome, Outcome::new(0, "", ""));
    assert!(
        sandbox
            .read("app/rpcsmith.toml")
            .contains("files = [\"proto/shop\"]\n")
    );
    assert_eq!(
        sandbox.rpcsmith("check app"),
        Outcome::new(0, "7 files up to date\n", "")
    );
}

#[test]
fn unlisted_files_are_reported() {
    let sandbox = Sandbox::with_crate();
    sandbox.write("proto/orders/v1/orders.proto", ORDERS);
    sandbox.write("proto/.cache/x.proto", ORDERS);
    for command in ["check", "sync"] {
        let outcome = sandbox.rpcsmith(command);
        assert_eq!(outcome.code, Some(0));
        assert_expected("sync_not_listed.txt", &outcome.stderr);
    }
    let settings = |files: &str| {
        let [.., (_, settings), _, _, _] = CRATE;
        sandbox.write(
            "rpcsmith.toml",
            &settings.replace("[\"proto/user.proto\"]", files),
        );
    };
    settings("[\"proto/user.proto\", \"!proto/orders/v1/orders.proto\"]");
    assert_eq!(sandbox.rpcsmith("check").stderr, "");
    settings("[\"proto/user.proto\", \"!./proto/orders\"]");
    assert_eq!(sandbox.rpcsmith("check").stderr, "");
    settings("[\"proto\", \"!proto/orders\"]");
    assert_eq!(sandbox.rpcsmith("check").stderr, "");
    settings("[\"proto/**/*.proto\"]");
    let outcome = sandbox.rpcsmith("check");
    assert!(
        outcome
            .stdout
            .contains("src/services/order_service.rs is missing"),
        "{}",
        outcome.stdout
    );
    settings("[\"proto/*.prot\"]");
    let outcome = sandbox.rpcsmith("check");
    assert_eq!((outcome.code, &*outcome.stdout), (Some(2), ""));
    assert_expected("sync_no_match.txt", &outcome.stderr);
}

/// Also from another directory, and for `generate`.
#[test]
fn every_command_accepts_folders() {
    let sandbox = Sandbox::new(&[]);
    for (name, text) in CRATE {
        sandbox.write(&format!("crates/users/{name}"), text);
    }
    sandbox.edit(
        "crates/users/rpcsmith.toml",
        "\"proto/user.proto\"",
        "\"proto\", \"!proto/old\"",
    );
    sandbox.write("crates/users/proto/old/broken.proto", "no proto");
    assert_eq!(
        sandbox.rpcsmith("sync crates/users --quiet"),
        Outcome::new(0, "", "")
    );
    let outcome = sandbox.rpcsmith_with(
        &[
            "generate",
            "-I",
            "crates/users/proto",
            "--out",
            "gen",
            "crates/users/proto",
            "!crates/users/proto/old",
            "--quiet",
        ],
        b"",
    );
    assert_eq!(outcome, Outcome::new(0, "", ""));
    assert_eq!(sandbox.files("gen"), ["mod.rs", "user.v1.rs"]);
}
