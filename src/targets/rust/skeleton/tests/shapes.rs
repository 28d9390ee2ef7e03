//! Files of users before and after a splice.

use super::*;
use crate::skeleton::Rename;
use crate::targets::rust::skeleton::splice::{FunctionInsertion, Module, functions, modules};

pub const USE: &str = "use crate::proto::user::v1::user_service_server::UserService;\n";

/// The file after a splice of `GetUser`.
fn spliced(text: &str) -> String {
    let fixture = Fixture::new(&[("src/lib.rs", text)]);
    let edits = fixture.splice(&[user_service(&[get_user()], false)]);
    assert_eq!(edits[0].before, text);
    edits[0].after.clone()
}

/// A stub with the indent of a function, the further indent of its body, and a line end.
fn stub(indent: &str, deeper: &str, end: &str) -> String {
    let lines = [
        (0, "async fn get_user("),
        (1, "&self,"),
        (
            1,
            "request: ::rpcsmith_runtime::Request<crate::proto::user::v1::GetUserRequest>,",
        ),
        (0, ") -> Result<"),
        (
            1,
            "::rpcsmith_runtime::Response<crate::proto::user::v1::User>,",
        ),
        (1, "::rpcsmith_runtime::Status,"),
        (0, "> {"),
        (1, "let _request = request.into_inner();"),
        (
            1,
            "// Ok(::rpcsmith_runtime::Response::new(crate::proto::user::v1::User::default()))",
        ),
        (1, "Err(::rpcsmith_runtime::Status::unimplemented("),
        (2, "\"user.v1.UserService/GetUser is not implemented\","),
        (1, "))"),
        (0, "}"),
    ];
    let lines = lines.map(|(level, line)| format!("{indent}{}{line}{end}", deeper.repeat(level)));
    lines.concat()
}

#[test]
fn functions_are_added_to_every_shape_of_impl() {
    let four = stub("    ", "    ", "\n");
    for (before, after) in [
        (
            "impl UserService for () {}",
            format!("impl UserService for () {{\n{four}}}"),
        ),
        (
            "impl UserService for () { }\n",
            format!("impl UserService for () {{ \n{four}}}\n"),
        ),
        (
            "impl UserService for () {\n}\n",
            format!("impl UserService for () {{\n{four}}}\n"),
        ),
        (
            "impl UserService for () {\n    fn a() {}\n}\n",
            format!("impl UserService for () {{\n    fn a() {{}}\n\n{four}}}\n"),
        ),
        (
            "impl UserService for () {\n    fn a() {}\n\n}\n",
            format!("impl UserService for () {{\n    fn a() {{}}\n\n{four}}}\n"),
        ),
        (
            "impl UserService for () {\n    fn a() {}\n    // }\n}\n",
            format!("impl UserService for () {{\n    fn a() {{}}\n    // }}\n\n{four}}}\n"),
        ),
        (
            "impl UserService for () { fn a() {} }\n",
            format!("impl UserService for () {{ fn a() {{}} \n\n{four}}}\n"),
        ),
    ] {
        assert_eq!(
            spliced(&format!("{USE}{before}")),
            format!("{USE}{after}"),
            "{before}"
        );
    }
    let tabs = "mod a {\n\tuse super::*;\n\timpl UserService for () {\n\t}\n}\n";
    let after = tabs.replace("{\n\t}", &format!("{{\n{}\t}}", stub("\t\t", "\t", "\n")));
    assert_eq!(spliced(&format!("{USE}{tabs}")), format!("{USE}{after}"));
    let narrow = "impl UserService for () {\n  fn a() {}\n}\n";
    let after = narrow.replace("\n}", &format!("\n\n{}}}", stub("  ", "  ", "\n")));
    assert_eq!(spliced(&format!("{USE}{narrow}")), format!("{USE}{after}"));
    let text = format!(
        "\u{feff}#!/bin/sh\r\n{}impl UserService for () {{\r\n}}\r\n",
        USE.replace('\n', "\r\n")
    );
    let after = text.replace(
        "{\r\n}",
        &format!("{{\r\n{}}}", stub("    ", "    ", "\r\n")),
    );
    assert_eq!(spliced(&text), after);
}

#[test]
fn unclear_implementations_are_refused_with_a_stub() {
    let service = [user_service(&[get_user(), chat()], false)];
    for (text, expected) in [
        (
            "impl UserService for () {\n    make!();\n}\n",
            "src/lib.rs:3:5: the implementation contains a macro, which may expand to any of its functions",
        ),
        (
            "#[cfg(unix)]\nimpl UserService for () {}\n",
            "src/lib.rs:2:1: the implementation has a `#[cfg]`, so there may be another one",
        ),
        (
            "impl UserService for () {}\nimpl UserService for u8 {}\n",
            "src/lib.rs:2:1: `UserService` is implemented here and at src/lib.rs:3:1, and it is not clear to which of them to add",
        ),
    ] {
        let fixture = Fixture::new(&[("src/lib.rs", &format!("{USE}{text}"))]);
        let analysis = fixture.analyze(&service);
        assert_eq!(splice(&analysis, &[]), Ok(Vec::new()));
        let found = &analysis.services[0].service;
        assert_eq!(refused(found), expected);
        let stub = &found.refusal.as_ref().expect("it is refused").stub;
        assert!(stub.contains("async fn get_user(") && stub.contains("async fn chat("));
    }
    // An implementation without missing functions is never refused.
    for text in [
        "impl UserService for () { make!(); fn get_user() {} fn chat() {} }",
        "#[cfg(unix)]\nimpl UserService for () { fn get_user() {} fn chat() {} }",
        "impl UserService for () { fn get_user() {} fn chat() {} }\nimpl UserService for u8 { fn get_user() {} fn chat() {} }",
    ] {
        let fixture = Fixture::new(&[("src/lib.rs", &format!("{USE}{text}"))]);
        assert_eq!(fixture.analyze(&service).services[0].service.refusal, None);
    }
}

#[test]
fn several_traits_of_a_file_are_one_edit() {
    let text = "use crate::proto::user::v1::user_service_server::*;\n\
                pub struct Users;\n\n\
                impl UserServiceValidation for Users {\n    async fn fetch_user_request(&self) {}\n}\n\n\
                impl UserService for Users {\n    async fn fetch_user(&self) {}\n}\n";
    let fixture = Fixture::new(&[("src/lib.rs", text)]);
    let services = [user_service(&[get_user(), chat()], true)];
    let analysis = fixture.analyze(&services);
    let rename: Rename = "user.v1.UserService/FetchUser=GetUser"
        .parse()
        .expect("a rename");
    let edits = splice(&analysis, &[rename]).expect("no fault");
    let [edit] = &*edits else { panic!("one edit") };
    let names: Vec<_> = edit.inserted.iter().map(|i| (i.line, &*i.name)).collect();
    assert_eq!(
        names,
        [
            (7, "user.v1.ChatMessage"),
            (17, "user.v1.GetUserRequest"),
            (31, "Chat")
        ]
    );
    assert_eq!(
        (edit.renamed[0].line, &*edit.renamed[0].new),
        (29, "get_user")
    );
    let lines: Vec<&str> = edit.after.lines().collect();
    assert!(lines[6].ends_with("/// Checks a `user.v1.ChatMessage` by its rules."));
    assert_eq!(lines[28], "    async fn get_user(&self) {}");
    assert_eq!(lines[30], "    async fn chat(");
    assert!(
        edit.after
            .contains("        ::rpcsmith_runtime::server::by_rules(request).await\n")
    );
}

/// Added functions use the names that the file imports, if these are unambiguous.
#[test]
fn added_functions_use_the_imports_of_the_file() {
    for (uses, expected) in [
        (
            "use rpcsmith_runtime::{Request, Response, Status};\nuse crate::proto::user::v1::{GetUserRequest as Get, User};\n",
            "request: Request<Get>) -> Result<Response<User>, Status> {",
        ),
        (
            "use crate::proto::user::v1 as pb;\nuse rpcsmith_runtime::Status as S;\n",
            "request: ::rpcsmith_runtime::Request<pb::GetUserRequest>, ) -> Result<::rpcsmith_runtime::Response<pb::User>, S> {",
        ),
        (
            "use crate::proto::user::v1::*;\nuse rpcsmith_runtime::*;\n",
            "request: ::rpcsmith_runtime::Request<crate::proto::user::v1::GetUserRequest>, ) -> ::core::result::Result< ::rpcsmith_runtime::Response<crate::proto::user::v1::User>, ::rpcsmith_runtime::Status, > {",
        ),
        (
            "use crate::proto::user::v1::*;\nuse anyhow::Result;\n",
            "request: ::rpcsmith_runtime::Request<GetUserRequest>, ) -> ::core::result::Result<::rpcsmith_runtime::Response<User>, ::rpcsmith_runtime::Status> {",
        ),
        (
            "use http::{Request, Response};\n#[cfg(unix)]\nuse rpcsmith_runtime::Status;\nuse crate::proto::user::v2::User;\n",
            "request: ::rpcsmith_runtime::Request<crate::proto::user::v1::GetUserRequest>, ) -> Result< ::rpcsmith_runtime::Response<crate::proto::user::v1::User>, ::rpcsmith_runtime::Status, > {",
        ),
    ] {
        let text = format!(
            "#[path = \"gen/mod.rs\"]\npub mod proto;\n{USE}{uses}impl UserService for () {{}}\n"
        );
        let after = spliced(&text);
        let signature = after
            .split_once("&self, ")
            .or_else(|| after.split_once("&self,\n"));
        let signature = signature
            .expect("a function")
            .1
            .split_once("let ")
            .expect("a body")
            .0;
        let words: Vec<_> = signature.split_whitespace().collect();
        assert_eq!(words.join(" "), expected, "{uses}");
    }
}

/// Files, and the same files with a declaration of the module `b`.
const DECLARATIONS: [(&str, &str); 12] = [
    ("", "pub mod b;\n"),
    (
        "pub mod a;\npub mod c;\n",
        "pub mod a;\npub mod b;\npub mod c;\n",
    ),
    (
        "pub mod a;\npub mod c;",
        "pub mod a;\npub mod b;\npub mod c;",
    ),
    ("pub mod a;", "pub mod a;\npub mod b;"),
    (
        "mod c;\r\nmod a; // last\r\nfn x() {}",
        "mod c;\r\nmod a; // last\r\npub mod b;\r\nfn x() {}",
    ),
    ("// About c.\nmod c;\n", "pub mod b;\n// About c.\nmod c;\n"),
    (
        "//! Docs.\n\nuse x;\n",
        "//! Docs.\n\npub mod b;\n\nuse x;\n",
    ),
    ("//! Docs.\n", "//! Docs.\n\npub mod b;\n"),
    ("\u{feff}use x;", "\u{feff}pub mod b;\n\nuse x;"),
    ("#![allow(x)] use x;", "#![allow(x)] \npub mod b;\n\nuse x;"),
    ("mod a; fn f() {\n}\n", "mod a;\npub mod b; fn f() {\n}\n"),
    (
        "mod a { mod b; }\nmod a2;\n",
        "mod a { mod b; }\nmod a2;\npub mod b;\n",
    ),
];

#[test]
fn modules_are_declared_in_their_place() {
    let new = [Module {
        name: "b",
        text: "pub mod b;",
    }];
    for (before, after) in DECLARATIONS {
        let edit = modules("mod.rs".into(), "mod.rs", before.to_owned(), &new);
        let edit = edit.expect("it parses").expect("it is new");
        assert_eq!(edit.after, after);
        let line = edit
            .after
            .lines()
            .nth(edit.inserted[0].line - 1)
            .expect("a line");
        assert!(
            line.ends_with("pub mod b;") || line.starts_with("pub mod b;"),
            "{before}: {line}"
        );
        let again = modules("mod.rs".into(), "mod.rs", edit.after, &new);
        assert_eq!(again, Ok(None));
    }
}

#[test]
fn several_modules_are_declared_in_their_order() {
    let new = [
        ("z", "#[path = \"a.rs\"]\nmod z;"),
        ("c", "mod c;"),
        ("r#type", "mod r#type;"),
    ]
    .map(|(name, text)| Module { name, text });
    let edit = modules(
        "mod.rs".into(),
        "mod.rs",
        "mod a;\nmod c;\nmod x;\n".to_owned(),
        &new,
    );
    let edit = edit.expect("it parses").expect("there are new ones");
    assert_eq!(
        edit.after,
        "mod a;\nmod c;\nmod r#type;\nmod x;\n#[path = \"a.rs\"]\nmod z;\n"
    );
    let broken = modules("mod.rs".into(), "src/mod.rs", "mod a".to_owned(), &new).unwrap_err();
    assert!(broken.to_string().starts_with("src/mod.rs:"), "{broken}");
}

#[test]
fn functions_are_added_at_the_end() {
    let new = [
        FunctionInsertion {
            ident: "a",
            text: "#[test]\nfn a() {\n    b();\n}\n",
        },
        FunctionInsertion {
            ident: "c",
            text: "fn c() {}\n",
        },
    ];
    let (a, c) = (new[0].text, new[1].text);
    for (before, after) in [
        ("", format!("{a}\n{c}")),
        ("fn x() {}\n", format!("fn x() {{}}\n\n{a}\n{c}")),
        (
            "fn x() {} // end",
            format!("fn x() {{}} // end\n\n{a}\n{c}"),
        ),
        ("fn x() {}\n\n", format!("fn x() {{}}\n\n{a}\n{c}")),
        (
            "mod t { fn a() {} }\n",
            format!("mod t {{ fn a() {{}} }}\n\n{c}"),
        ),
        (
            "fn c() {}\r\n",
            format!("fn c() {{}}\n\n{a}").replace('\n', "\r\n"),
        ),
    ] {
        let edit = functions("t.rs".into(), "t.rs", before.to_owned(), &new);
        let edit = edit.expect("it parses").expect("some are new");
        assert_eq!(edit.after, after);
        let lines: Vec<&str> = edit.after.lines().collect();
        for inserted in &edit.inserted {
            let line = lines[inserted.line - 1];
            assert!(line == "#[test]" || line == "fn c() {}", "{line}");
        }
        assert_eq!(functions("t.rs".into(), "t.rs", edit.after, &new), Ok(None));
    }
    assert!(functions("t.rs".into(), "t.rs", "fn a(".to_owned(), &new).is_err());
}
