//! Stubs have the layout of rustfmt.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::*;
use crate::targets::rust::skeleton::stub::{self, Names, Part};

fn rustfmt(text: &str) -> String {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("rustfmt comes with Rust");
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = text.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("rustfmt reads");
    assert!(output.status.success(), "it is Rust:\n{text}");
    String::from_utf8(output.stdout).expect("it is text")
}

/// A service whose names are `length` letters longer than usual.
fn long(length: usize) -> ServiceOutline {
    let x = "x".repeat(length);
    let name = |start: &str| format!("{start}{x}");
    let kinds = [
        Streaming::Unary,
        Streaming::Client,
        Streaming::Server,
        Streaming::Bidi,
    ];
    let mut methods = Vec::new();
    for (index, kind) in kinds.into_iter().enumerate() {
        let (rpc, input, output) = (format!("R{index}{x}"), name("I"), name("O"));
        methods.push(method(&rpc, kind, &input, &output));
        methods.push(method(&format!("Short{index}"), kind, "User", "()"));
        let mut last = method(&format!("S{index}{x}"), kind, "()", &output);
        last.docs = "/// Says `this`.\n///\n/// And that.\n".to_owned();
        last.deprecated = true;
        methods.push(last);
    }
    methods.push(method(
        "Move",
        Streaming::Unary,
        "::prost_types::Timestamp",
        "()",
    ));
    user_service(&methods, true)
}

#[test]
fn stubs_with_full_paths_are_formatted() {
    for depth in 0..4 {
        let mut text = String::new();
        for length in 0..60 {
            let names = Names::full("crate::proto", "::rpcsmith_runtime");
            let service = long(length);
            text += &format!("mod m{length} {{\n");
            for level in 1..depth {
                text += &format!("{:1$}mod m {{\n", "", 4 * level);
            }
            let outer = " ".repeat(4 * depth.max(1));
            let mut functions = Vec::new();
            for method in &service.methods {
                functions.push(stub::method(&service, method, &names, depth.max(1)));
            }
            for check in &service.checks {
                functions.push(stub::check(check, &names, depth.max(1)));
            }
            let functions = functions.join("\n");
            text += &format!("{outer}impl A for B {{\n");
            for line in functions.lines() {
                text += &format!(
                    "{}\n",
                    if line.is_empty() {
                        String::new()
                    } else {
                        format!("{outer}{line}")
                    }
                );
            }
            text += &format!("{outer}}}\n");
            for level in (1..depth).rev() {
                text += &format!("{:1$}}}\n", "", 4 * level);
            }
            text += "}\n";
        }
        same(&text, &rustfmt(&text));
    }
}

#[test]
fn stubs_in_files_with_imports_are_formatted() {
    for length in 0..60 {
        for part in [Part::Service, Part::Checks] {
            let service = long(length);
            let names = Names::imported(
                "crate::proto",
                "::rpcsmith_runtime",
                &service,
                part,
                &["UserServiceImpl"],
            );
            let text = format!(
                "{}\npub struct UserServiceImpl;\n\n{}",
                names.imports(),
                stub::implementation(&service, part, &names, "UserServiceImpl")
            );
            same(&text, &rustfmt(&text));
        }
    }
}

#[test]
fn formatted_files_stay_formatted_after_a_splice() {
    for length in (0..60).step_by(7) {
        let service = long(length);
        let import = "use crate::proto::user::v1::user_service_server::{UserService, UserServiceValidation};";
        for text in [
            format!(
                "{import}\n\nimpl UserService for () {{}}\n\nimpl UserServiceValidation for () {{}}\n"
            ),
            format!(
                "mod a {{\n    mod b {{\n        {import}\n\n        impl UserService for () {{\n            \
                 // All of it.\n        }}\n    }}\n}}\n"
            ),
            format!(
                "{import}\n\nimpl<T: Clone> UserService for T\nwhere\n    T: Send,\n{{\n    \
                 async fn move_(&self) {{}}\n}}\n"
            ),
        ] {
            let formatted = rustfmt(&text);
            let fixture = Fixture::new(&[("src/lib.rs", &formatted)]);
            let edits = fixture.splice(std::slice::from_ref(&service));
            same(&edits[0].after, &rustfmt(&edits[0].after));
        }
    }
}

fn same(text: &str, formatted: &str) {
    let difference = similar::TextDiff::from_lines(text, formatted);
    assert!(
        text == formatted,
        "{}",
        difference.unified_diff().context_radius(3)
    );
}
