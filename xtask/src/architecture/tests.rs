//! Small trees, most of which must fail.

use super::exceptions::Exception;
use super::*;

/// The faults of a tree with the root `src/lib.rs`, as the command prints them.
fn faults(files: &[(&str, &str)]) -> Vec<String> {
    faults_with(files, &[])
}

fn faults_with(files: &[(&str, &str)], known: &[Exception]) -> Vec<String> {
    let sources = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    let faults = check(&sources, &["src/lib.rs".to_owned()], known);
    let faults = faults.expect("the tree is Rust");
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn imports_with_an_order_pass() {
    let files = [
        ("src/lib.rs", "mod a;\nmod b;\npub use b::B;\n"),
        ("src/a.rs", "pub struct A;\n"),
        ("src/b.rs", "use crate::a::A;\npub struct B(A);\n"),
    ];
    assert_eq!(faults(&files), [""; 0]);
}

#[test]
fn a_circle_of_two_files_fails() {
    let files = [
        ("src/lib.rs", "mod a;\nmod b;\n"),
        ("src/a.rs", "use crate::b::B;\npub struct A(B);\n"),
        ("src/b.rs", "pub struct B;\nfn f() { crate::a::A; }\n"),
    ];
    assert_eq!(
        faults(&files),
        [
            "src/lib.rs: import circle of 2: a, b\n  a -> b: src/a.rs:1 `crate::b::B`\n  \
          b -> a: src/b.rs:2 `crate::a::A`"
        ]
    );
}

#[test]
fn a_circle_of_folders_whose_files_have_none_fails() {
    let files = [
        ("src/lib.rs", "mod a;\nmod b;\n"),
        ("src/a/mod.rs", "pub mod one;\npub mod two;\n"),
        ("src/a/one.rs", "use crate::b::B;\n"),
        ("src/a/two.rs", "pub struct A;\n"),
        ("src/b.rs", "mod inner;\npub struct B;\n"),
        ("src/b/inner.rs", "use crate::a::two::A;\n"),
    ];
    assert_eq!(
        faults(&files),
        [
            "src/lib.rs: import circle of 2: a, b\n  a -> b: src/a/one.rs:1 `crate::b::B`\n  \
          b -> a: src/b/inner.rs:1 `crate::a::two::A`"
        ]
    );
}

#[test]
fn a_circle_through_a_reexport_a_glob_or_a_macro_is_found() {
    let b = "pub struct B;\nfn f() { println!(\"{}\", crate::a::NAME); }\n";
    for root in [
        "mod a;\nmod b;\npub use b::B;\n",
        "mod a;\nmod b;\nuse b::*;\n",
    ] {
        let files = [
            ("src/lib.rs", root),
            ("src/a.rs", "use crate::B;\npub const NAME: &str = \"\";\n"),
            ("src/b.rs", b),
        ];
        let faults = faults(&files);
        assert!(faults[0].contains("import circle of 2: a, b"), "{faults:?}");
    }
}

#[test]
fn a_type_and_its_builder_pass() {
    let server = "mod builder;\npub struct Server;\nfn f() -> builder::Builder { todo!() }\n";
    let builder = "use super::Server;\npub struct Builder;\nfn f() -> Server { todo!() }\n";
    let files = [
        ("src/lib.rs", "mod server;\n"),
        ("src/server.rs", server),
        ("src/server/builder.rs", builder),
    ];
    assert_eq!(faults(&files), [""; 0]);
}

#[test]
fn a_circle_below_the_file_of_a_module_fails() {
    let files = [
        ("src/lib.rs", "mod server;\n"),
        (
            "src/server/mod.rs",
            "mod one;\nmod two;\npub use two::Two;\n",
        ),
        ("src/server/one.rs", "pub struct One(super::Two);\n"),
        ("src/server/two.rs", "pub struct Two(super::one::One);\n"),
    ];
    let faults = faults(&files);
    assert!(
        faults[0].starts_with("src/server/mod.rs: import circle of 2: one, two\n"),
        "{faults:?}"
    );
}

#[test]
fn a_stage_that_names_the_root_fails() {
    let files = [
        (
            "src/lib.rs",
            "mod stage;\nmod command;\npub struct Generated;\n",
        ),
        ("src/stage.rs", "use crate::Generated;\n"),
        ("src/command/mod.rs", "use crate::Generated;\n"),
    ];
    assert_eq!(
        faults(&files),
        ["src/stage.rs: may not name `crate::Generated` (line 1): \
          lib.rs calls the stages, so no stage names it"]
    );
}

#[test]
fn tests_may_name_what_the_code_may_not() {
    let files = [
        ("src/lib.rs", "mod a;\nmod b;\n"),
        (
            "src/a.rs",
            "pub struct A;\n#[cfg(test)]\nuse crate::b::B;\n#[cfg(all(test, feature = \"x\"))]\nmod tests { use crate::b::B; use syn::File; }\n",
        ),
        ("src/b.rs", "use crate::a::A;\npub struct B(A);\n"),
    ];
    assert_eq!(faults(&files), [""; 0]);
}

#[test]
fn a_neutral_folder_that_names_the_target_or_a_parser_of_rust_fails() {
    let files = [
        ("src/lib.rs", "mod engine;\nmod targets;\n"),
        (
            "src/engine.rs",
            "use crate::targets::Stub;\nfn f() { syn::parse_file(\"\"); }\n",
        ),
        ("src/targets/mod.rs", "mod rust;\npub use rust::Stub;\n"),
        (
            "src/targets/rust.rs",
            "use syn::File;\npub struct Stub(File);\n",
        ),
    ];
    let faults = faults(&files);
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(
        faults[0].starts_with(
            "src/engine.rs: may not name `crate::targets::Stub` (line 1), `syn::parse_file` (line 2): "
        ),
        "{faults:?}"
    );
    assert!(
        faults[1].starts_with("src/targets/rust.rs: may not name `syn::File` (line 1): "),
        "{faults:?}"
    );
}

#[test]
fn long_files_and_long_functions_fail() {
    let long = format!("fn f() {{\n{}}}\n", "    g();\n".repeat(59));
    let method = format!("struct S;\nimpl S {{\n{long}}}\n");
    let file = "// A line.\n".repeat(401);
    let files = [
        ("src/lib.rs", "mod a;\n"),
        ("src/a.rs", long.as_str()),
        ("src/b.rs", method.as_str()),
        ("src/c.py", file.as_str()),
    ];
    assert_eq!(
        faults(&files),
        [
            "src/a.rs:1: function `f` has 61 lines: the limit is 60",
            "src/b.rs:3: function `f` has 61 lines: the limit is 60",
            "src/c.py: 401 lines: the limit of a file is 400",
        ]
    );
}

#[test]
fn an_exception_needs_a_fault_and_a_reason() {
    let files = [
        ("src/lib.rs", "mod a;\nmod b;\n"),
        ("src/a.rs", "use crate::b::B;\npub struct A(B);\n"),
        ("src/b.rs", "use crate::a::A;\npub struct B(A);\n"),
    ];
    let exception = |message, reason| Exception {
        path: "src/lib.rs",
        message,
        reason,
    };
    let accepted = [exception("import circle of 2: a, b", "a reason")];
    assert_eq!(faults_with(&files, &accepted), [""; 0]);
    for refused in [
        exception("import circle of 2: a, b", ""),
        exception("import circle of 2: x, y", "a reason"),
    ] {
        let faults = faults_with(&files, &[refused]);
        assert!(
            faults.iter().any(|fault| fault.contains("remove it")),
            "{faults:?}"
        );
    }
}

#[test]
fn modules_are_found_by_path_attributes_and_in_blocks() {
    let files = [
        (
            "src/lib.rs",
            "#[path = \"odd/name.rs\"]\nmod a;\nmod block { pub mod b; }\n",
        ),
        (
            "src/odd/name.rs",
            "use crate::block::b::B;\npub struct A(B);\n",
        ),
        ("src/block/b.rs", "use crate::a::A;\npub struct B(A);\n"),
    ];
    let faults = faults(&files);
    assert!(
        faults[0].contains("import circle of 2: a, block"),
        "{faults:?}"
    );
}
