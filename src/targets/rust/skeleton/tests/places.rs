//! Implementations are found in every place, and assigned to the right service.

use super::*;

const IMPL: &str = "pub struct Users;\nimpl UserService for Users {}\n";

/// The places of the implementations of the service, and the refusal.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let analysis = Fixture::new(files).analyze(&[user_service(&[get_user()], false)]);
    let found = &analysis.services[0].service;
    let all = found.implementations.iter();
    let mut all: Vec<String> = all.map(|i| format!("{}:{}", i.file, i.line)).collect();
    all.extend(found.refusal.as_ref().map(|_| refused(found)));
    all
}

fn with_use(path: &str) -> String {
    format!("use {path};\n{IMPL}")
}

const TRAIT: &str = "crate::proto::user::v1::user_service_server::UserService";
const LIB: &str = "#[path = \"gen/mod.rs\"]\npub mod proto;\n";

#[test]
fn implementations_are_found_through_modules() {
    let text = with_use(TRAIT);
    let lib = |module: &str| format!("{LIB}{module}\n");
    for (module, file) in [
        ("mod users;", "src/users.rs"),
        ("mod users;", "src/users/mod.rs"),
        ("mod r#type;", "src/type.rs"),
        ("#[path = \"odd/name.rs\"] mod users;", "src/odd/name.rs"),
        (
            "#[cfg_attr(unix, path = \"odd.rs\")] mod users;",
            "src/odd.rs",
        ),
        ("mod a { mod users; }", "src/a/users.rs"),
        ("mod a { mod b { mod users; } }", "src/a/b/users.rs"),
        ("#[path = \"x\"] mod a { mod users; }", "src/x/users.rs"),
        ("mod a { #[path = \"y.rs\"] mod users; }", "src/a/y.rs"),
    ] {
        let lib = lib(module);
        assert_eq!(
            found(&[("src/lib.rs", &lib), (file, &text)]),
            [format!("{file}:3")],
            "{module}"
        );
    }
    // The modules of a file other than mod.rs are in a folder with its name.
    let lib = lib("mod a;");
    let files = [
        ("src/lib.rs", &*lib),
        ("src/a.rs", "mod b; mod c { mod d; }"),
        ("src/a/b.rs", &text),
    ];
    assert_eq!(found(&files), ["src/a/b.rs:3"]);
    let files = [files[0], files[1], ("src/a/c/d.rs", &text)];
    assert_eq!(found(&files), ["src/a/c/d.rs:3"]);
    let files = [files[0], ("src/a/mod.rs", "mod b;"), ("src/a/b.rs", &text)];
    assert_eq!(found(&files), ["src/a/b.rs:3"]);
}

#[test]
fn implementations_are_found_through_imports() {
    for text in [
        with_use(TRAIT),
        format!("use {TRAIT} as Service;\nstruct S;\nimpl Service for S {{}}"),
        format!("struct S;\n\nimpl {TRAIT} for S {{}}"),
        "use crate::proto::user::v1::user_service_server::*;\nstruct S;\nimpl UserService for S {}".to_owned(),
        "use crate::proto::user::v1::{self as api, User};\nstruct S;\nimpl api::user_service_server::UserService for S {}".to_owned(),
        "use crate::proto::user;\nuse user::v1::user_service_server as server;\nimpl server::UserService for () {}".to_owned(),
        "use self::inner::Service;\nmod inner { pub use crate::proto::user::v1::user_service_server::UserService as Service; }\nimpl Service for () {}".to_owned(),
        "use self::inner::*;\nmod inner { pub use crate::proto::user::v1::user_service_server::*; }\nimpl UserService for () {}".to_owned(),
        format!("use {TRAIT};\nfn main() {{ struct S;\nimpl UserService for S {{}} }}"),
        format!("use {TRAIT};\n\nconst _: () = {{ impl UserService for () {{}} }};"),
        format!("mod a {{ use super::*;\n\nimpl UserService for () {{}} }}\nuse {TRAIT};"),
    ] {
        let lib = format!("{LIB}mod users;");
        let files = [("src/lib.rs", &*lib), ("src/users.rs", &text)];
        assert_eq!(found(&files), ["src/users.rs:3"], "{text}");
    }
}

#[test]
fn implementations_of_other_traits_are_ignored() {
    for text in [
        "pub trait UserService {}\nimpl UserService for () {}",
        "use domain::UserService;\nimpl UserService for () {}",
        "use std::fmt as user_service_server;\nimpl user_service_server::Debug for () {}",
        "use crate::proto::user::v2::user_service_server::UserService;\nimpl UserService for () {}",
        "#[cfg(test)]\nmod tests { impl crate::proto::user::v1::user_service_server::UserService for () {} }",
        "#[cfg(all(test, unix))]\nimpl crate::proto::user::v1::user_service_server::UserService for () {}",
        "#[tokio::test]\nasync fn t() { impl crate::proto::user::v1::user_service_server::UserService for () {} }",
        "// impl crate::proto::user::v1::user_service_server::UserService for () {}",
        "mod empty; impl Clone for () { fn clone(&self) {} }",
    ] {
        let lib = format!("{LIB}mod users;");
        let files = [("src/lib.rs", &*lib), ("src/users.rs", text)];
        assert_eq!(found(&files), [""; 0], "{text}");
    }
}

#[test]
fn other_traits_with_the_name_are_ignored() {
    let text = format!(
        "mod domain {{ pub trait UserService {{}} pub struct A; impl UserService for A {{}} }}\n\
         struct S;\nimpl {TRAIT} for S {{}}\nimpl other::UserService for S {{ fn get_user() {{}} }}"
    );
    // Without a module of generated code, paths of other crates are unknown.
    for lib in [
        LIB,
        "mod proto { include!(concat!(env!(\"OUT_DIR\"), \"/mod.rs\")); }\n",
    ] {
        let lib = format!("{lib}mod users;");
        let files = [("src/lib.rs", &*lib), ("src/users.rs", &text)];
        assert_eq!(found(&files), ["src/users.rs:3"], "{text}");
    }
}

#[test]
fn services_with_the_same_name_are_distinguished() {
    let text = "use crate::proto::user::v2::user_service_server::UserService as V2;\n\
                use crate::proto::user::v1::user_service_server::UserService;\n\
                impl V2 for () {}\n\
                impl UserService for () {}\n";
    for lib in [
        LIB,
        "",
        "#[path = \"gen/user.v1.rs\"]\nmod v1;\nmod proto { pub mod user { pub use crate::v1; pub use crate::v2; } }\n#[path = \"gen/user.v2.rs\"]\nmod v2;\n",
    ] {
        let lib = format!("{lib}mod users;");
        let fixture = Fixture::new(&[("src/lib.rs", &*lib), ("src/users.rs", text)]);
        let services = ["user.v1", "user.v2"]
            .map(|package| service(package, "UserService", &[get_user()], false));
        let analysis = fixture.analyze(&services);
        let lines: Vec<_> = analysis
            .services
            .iter()
            .flat_map(|s| s.service.implementations.iter().map(|i| i.line))
            .collect();
        assert_eq!(lines, [4, 3], "{lib}");
    }
    let text = "use other::UserService;\nimpl UserService for () {}\n";
    let fixture = Fixture::new(&[("src/lib.rs", text)]);
    let services =
        ["user.v1", "user.v2"].map(|package| service(package, "UserService", &[get_user()], false));
    for analyzed in &fixture.analyze(&services).services {
        assert_eq!(
            refused(&analyzed.service),
            "src/lib.rs:2:1: several services have a trait `UserService`, and its path does not show which one this is"
        );
    }
}

#[test]
fn implementations_are_found_in_every_target() {
    let text = format!(
        "use users::{};\nfn main() {{}}\nimpl UserService for () {{}}",
        &TRAIT["crate::".len()..]
    );
    for file in [
        "src/main.rs",
        "src/bin/server.rs",
        "src/bin/server/main.rs",
        "odd/server.rs",
    ] {
        let fixture = Fixture::new(&[("src/lib.rs", LIB), (file, &text)]);
        fixture.write(
            "Cargo.toml",
            "[package]\nname = \"users\"\n[[bin]]\nname = \"x\"\npath = \"odd/server.rs\"\n",
        );
        let services = [user_service(&[get_user()], false)];
        let analysis = fixture.analyze(&services);
        assert_eq!(analysis.generated_module.as_deref(), Some("crate::proto"));
        let [one] = &*analysis.services[0].service.implementations else {
            panic!("{file}")
        };
        assert_eq!((&*one.file, one.line), (file, 3));
        let edits = fixture.splice(&services);
        assert!(
            edits[0]
                .after
                .contains("::rpcsmith_runtime::Request<::users::proto::user::v1::GetUserRequest>")
        );
    }
}

#[test]
fn stubs_use_the_paths_of_their_file() {
    for (lib, implemented, path) in [
        (
            "#[path = \"gen/mod.rs\"] pub mod api;",
            "crate::api",
            "crate::api::user::v1",
        ),
        ("pub mod r#gen;", "crate::r#gen", "crate::r#gen::user::v1"),
        (
            "pub mod x { #[path = \"../gen/mod.rs\"] pub mod y; }",
            "crate::x::y",
            "crate::x::y::user::v1",
        ),
        (
            "#[path = \"gen/user.v1.rs\"] pub mod user;",
            "",
            "crate::user",
        ),
        ("", "users_proto", "::users_proto::user::v1"),
        (
            "mod p { tonic::include_proto!(\"x\"); }",
            "crate::p",
            "crate::p::user::v1",
        ),
    ] {
        let import = match implemented {
            "" => "crate::user".to_owned(),
            root => format!("{root}::user::v1"),
        };
        let lib = format!(
            "{lib}\nuse {import}::user_service_server::UserService;\nimpl UserService for () {{}}\n"
        );
        let fixture = Fixture::new(&[("src/lib.rs", &lib)]);
        let edits = fixture.splice(&[user_service(&[get_user()], false)]);
        let expected = format!("request: ::rpcsmith_runtime::Request<{path}::GetUserRequest>");
        assert!(
            edits[0].after.contains(&expected),
            "{expected} {}",
            edits[0].after
        );
    }
}

#[test]
fn unreadable_files_are_reported() {
    let lib = format!("{LIB}mod users;");
    let impl_ = with_use(TRAIT);
    for (text, expected) in [
        (
            "fn a() {\n",
            "src/users.rs:1:8: the file cannot be read, and may implement `UserService`: its tokens are not Rust",
        ),
        (
            "fn a(;)\n",
            "src/users.rs:1:6: the file cannot be read, and may implement `UserService`: expected",
        ),
        (
            "\u{feff}#!/bin/sh\n\n fn a(;)\n",
            "src/users.rs:3:7: the file cannot be read, and may implement `UserService`: expected",
        ),
    ] {
        let refused = found(&[("src/lib.rs", &lib), ("src/users.rs", text)]);
        assert!(refused[0].starts_with(expected), "{refused:?}");
    }
    let lib = format!("{LIB}mod users;\nmod other;\n");
    // If there is an implementation, an unreadable file matters only if it names the trait.
    let files = [
        ("src/lib.rs", &*lib),
        ("src/users.rs", &impl_),
        ("src/other.rs", "fn a(;)"),
    ];
    assert_eq!(found(&files).len(), 1);
    let files = [files[0], files[1], ("src/other.rs", "fn a(UserService;)")];
    assert!(found(&files)[1].starts_with("src/other.rs:1:17: the file cannot be read"));
    let call = "make! { impl UserService for X {} }";
    let files = [files[0], ("src/users.rs", call), ("src/other.rs", "")];
    assert_eq!(
        found(&files),
        ["src/users.rs:1:5: this macro may implement `UserService`"]
    );
}

#[cfg(unix)]
#[test]
fn links_out_of_the_crate_are_ignored() {
    let fixture = Fixture::new(&[
        ("src/lib.rs", "mod a;\nmod b;\nmod c;\n"),
        ("src/inside.rs", ""),
    ]);
    let outside = tempfile::tempdir().expect("a folder");
    let text = format!("impl {TRAIT} for () {{}}");
    fs::write(outside.path().join("a.rs"), &text).expect("it can be written");
    fixture.write("src/b.rs", &text);
    let link = |to: &Path, name: &str| {
        std::os::unix::fs::symlink(to, fixture.path().join(name)).expect("a link")
    };
    link(&outside.path().join("a.rs"), "src/a.rs");
    // A link to a file of the crate is not a second file.
    link(&fixture.path().join("src/b.rs"), "src/c.rs");
    let analysis = fixture.analyze(&[user_service(&[get_user()], false)]);
    let files = analysis.services[0]
        .service
        .implementations
        .iter()
        .map(|i| &*i.file);
    assert_eq!(files.collect::<Vec<_>>(), ["src/b.rs"]);
}

#[test]
fn folders_without_a_crate_are_an_error() {
    let fixture = Fixture::new(&[]);
    let fault = |manifest: &str| {
        fixture.write("Cargo.toml", manifest);
        let target = Target {
            root: fixture.path(),
            generated: Some(Path::new("src/gen")),
            runtime: "::rpcsmith_runtime",
        };
        analyze(&target, Vec::new()).expect_err("no crate")[0]
            .message
            .clone()
    };
    assert_eq!(fault("[workspace]"), "it has no `[package]`");
    assert_eq!(
        fault("[package]\nname = \"a\""),
        "it has neither a library nor a binary"
    );
    assert_eq!(fault("[package"), "unclosed table, expected `]`");
}

#[test]
fn cyclic_imports_end() {
    // Every module imports all names of all others, and no module has the trait.
    let globs: String = (0..40)
        .map(|index| format!("pub use super::m{index}::*;"))
        .collect();
    let circle = "pub use super::m1::UserService;";
    let modules = (0..40).map(|index| format!("pub mod m{index} {{ {globs} }}\n"));
    let text = format!(
        "{LIB}use m0::*;\nuse m2::Other;\nmod a {{ pub use super::b::UserService; }}\n\
         mod b {{ pub use super::a::UserService; }}\nmod c {{ {circle} }}\n{}\
         impl UserService for () {{}}\nimpl a::UserService for u8 {{}}\nimpl Other for u8 {{}}\n",
        modules.collect::<String>()
    );
    // Two of the implementations may be of the trait, so nothing is added.
    let found = found(&[("src/lib.rs", &text)]);
    assert!(
        found.len() == 3 && found[2].contains("is implemented here and at"),
        "{found:?}"
    );
}

#[test]
fn generated_files_in_the_same_folder_are_ignored() {
    let fixture = Fixture::new(&[
        (
            "src/lib.rs",
            &format!("mod users;\n#[path = \"mod.rs\"]\npub mod proto;\nuse {TRAIT};\n"),
        ),
        (
            "src/mod.rs",
            "// @generated by rpcsmith. Do not edit.\nimpl UserService for u8 {}\n",
        ),
        ("src/users.rs", &with_use(TRAIT)),
    ]);
    let target = Target {
        root: fixture.path(),
        generated: Some(Path::new("src")),
        runtime: "::rpcsmith_runtime",
    };
    let analysis = analyze(&target, vec![user_service(&[get_user()], false)]).expect("a crate");
    assert_eq!(analysis.generated_module.as_deref(), Some("crate::proto"));
    let files = analysis.services[0]
        .service
        .implementations
        .iter()
        .map(|i| &*i.file);
    assert_eq!(files.collect::<Vec<_>>(), ["src/users.rs"]);
}
