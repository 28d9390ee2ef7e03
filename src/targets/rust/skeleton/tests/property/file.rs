//! Random files of a user, in many styles.

use super::random::Random;
use crate::outline::{CheckOutline, MethodOutline, ServiceOutline};
use crate::targets::rust::skeleton::stub::{self, Names};

/// What prevents a splice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    None,
    Macro,
    Cfg,
    Second,
    Broken,
}

/// A file, and the functions of the service in it.
#[derive(Debug)]
pub struct UserFile {
    pub text: String,
    /// The methods with a function.
    pub functions: Vec<MethodOutline>,
    /// The checks with a function.
    pub checks: Vec<CheckOutline>,
    pub obstacle: Obstacle,
    /// The end of each line.
    pub end: &'static str,
}

/// Items and comments between other items.
const NOISE: [&str; 16] = [
    "// } impl UserService for X {",
    "/* { /* nested { */ */",
    "const BRACES: &str = \"}}{{ \\\" }\";",
    "const RAW: &str = r#\"} \" {\"#;",
    "const LETTER: char = '}';",
    "macro_rules! some { ($x:tt) => { { $x } }; }",
    "impl Users { async fn get_user(&self) {} }",
    "impl std::fmt::Debug for Users { fn fmt(&self) -> R { todo!() } }",
    "#[cfg(feature = \"x\")]\nfn under_a_feature() { if a { b } else { c } }",
    "#[cfg(test)]\nmod tests {\n    struct Fake;\n    impl UserService for Fake { fn a() {} }\n}",
    "fn generic<'a, T: Into<Option<&'a str>>>(t: T) -> impl Fn(&str) -> bool + use<'a, T> { |_| true }",
    "thread_local! { static X: u8 = 1; }",
    "mod ünïcödé { /* ✓ */ pub const Ä: &str = \"✓{\"; }",
    "static BYTES: &[u8] = b\"{\\x7d\"; // trailing }",
    "/** Old { docs */\npub enum E { A { b: u8 }, C }",
    "pub trait Other { fn get_user(&self); }\nimpl Other for Users { fn get_user(&self) {} }",
];

/// Bodies of functions.
const BODIES: [&str; 8] = [
    "Ok(a(\"}\"))",
    "// }\n    let x = '{';\n    Err(x.into())",
    "match a { B { c } => c, _ => { return Err(d()); } }",
    "let s = r##\"}\"# {\"##; /* } */ todo(s)",
    "some!({ } [ => ] \"}\")",
    "async move { self.0.lock() }.await?; Ok(b)",
    "",
    "loop {}",
];

/// Writes a file that implements some of the methods of a service, with other items around.
pub fn write(random: &mut Random, service: &ServiceOutline, methods: &[MethodOutline]) -> UserFile {
    let obstacle = match random.below(12) {
        0 => Obstacle::Macro,
        1 => Obstacle::Cfg,
        2 => Obstacle::Second,
        3 => Obstacle::Broken,
        _ => Obstacle::None,
    };
    let functions: Vec<MethodOutline> = methods
        .iter()
        .filter(|_| !random.once_in(4))
        .cloned()
        .collect();
    let mut checks = service.checks.clone();
    checks.retain(|_| !random.once_in(4));
    let items = items(random, service, &functions, &checks, obstacle);
    let text = in_modules(random, &items, obstacle);
    let (text, end) = with_layout(random, text);
    UserFile {
        text,
        functions,
        checks,
        obstacle,
        end,
    }
}

/// The implementations, between other items.
fn items(
    random: &mut Random,
    service: &ServiceOutline,
    functions: &[MethodOutline],
    checks: &[CheckOutline],
    obstacle: Obstacle,
) -> Vec<String> {
    let mut items = Vec::new();
    noise(random, &mut items);
    items.push("pub struct Users;".to_owned());
    items.push(implementation(random, service, functions, obstacle));
    if !service.checks.is_empty() {
        noise(random, &mut items);
        let at = items.len() - random.below(2);
        items.insert(at, validation(checks));
    }
    if obstacle == Obstacle::Second {
        items.push("pub struct Others;".to_owned());
        let functions = if random.once_in(2) {
            &functions[..0]
        } else {
            functions
        };
        let second = implementation(random, service, functions, Obstacle::None);
        items.push(second.replace("Users", "Others"));
    }
    noise(random, &mut items);
    items
}

/// The items in up to two modules, after imports.
fn in_modules(random: &mut Random, items: &[String], obstacle: Obstacle) -> String {
    let gap = random.pick(&["\n", "\n\n", "\n\n\n"]);
    let mut text = items.join(gap);
    for _ in 0..random.below(3) {
        text = format!(
            "pub mod inner {{\n    use super::*;\n{}\n}}",
            indented(&text)
        );
    }
    text = format!("{}\n\n{text}", imports(random));
    if obstacle == Obstacle::Broken {
        text += random.pick(&[
            "\nfn a( {",
            "\n}",
            "\nstruct ;",
            "\nlet x = 1;",
            "\n\"",
            "\n/*",
        ]);
    }
    text
}

/// The text with another indent, line end, start and end. Returns the line end too.
fn with_layout(random: &mut Random, text: String) -> (String, &'static str) {
    let mut text = match random.below(4) {
        0 => text.replace("    ", "\t"),
        1 => text.replace("    ", "  "),
        _ => text,
    };
    let end = if random.once_in(3) { "\r\n" } else { "\n" };
    text += random.pick(&["", "\n", "\n\n", "\n// the end", " "]);
    if end == "\r\n" {
        text = text.replace('\n', "\r\n");
    }
    let shebang = if random.once_in(6) {
        format!("#!/usr/bin/env {{ run{end}")
    } else {
        String::new()
    };
    let mark = if random.once_in(6) { "\u{feff}" } else { "" };
    (format!("{mark}{shebang}{text}"), end)
}

/// An implementation of the trait for checks.
fn validation(checks: &[CheckOutline]) -> String {
    let names = Names::full("crate::proto", "::rpcsmith_runtime");
    let functions = checks.iter().map(|check| stub::check(check, &names, 0));
    let functions = functions.collect::<Vec<_>>().join("\n");
    let path = "crate::proto::user::v1::user_service_server::UserServiceValidation";
    format!("impl {path} for Users {{\n{functions}}}")
}

fn noise(random: &mut Random, items: &mut Vec<String>) {
    for _ in 0..random.below(4) {
        items.push(random.pick(&NOISE).to_owned());
    }
}

fn imports(random: &mut Random) -> &'static str {
    random.pick(&[
        "use crate::proto::user::v1::user_service_server::UserService;",
        "use crate::proto::user::v1::{user_service_server::{UserService}, User};",
        "//! Docs {\n\n#![allow(dead_code)]\n\nuse crate::proto::user::v1::user_service_server::*;",
        "use crate::proto::user::v1::user_service_server as server;\nuse server::UserService;",
    ])
}

/// The lines, indented by 4.
fn indented(text: &str) -> String {
    let lines = text.lines().map(|line| match line {
        "" => String::new(),
        line => format!("    {line}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// An implementation of the service, with some of its functions.
fn implementation(
    random: &mut Random,
    service: &ServiceOutline,
    functions: &[MethodOutline],
    obstacle: Obstacle,
) -> String {
    let members = members(random, service, functions, obstacle);
    let head = head(random, obstacle);
    let body = body(random, &members);
    // A comment to the end of its line would hide the brace.
    format!(
        "{head}{}",
        body.replace("// } }", "// }\n}")
            .replace("// }}", "// }\n}")
    )
}

/// The functions, with other members between them.
fn members(
    random: &mut Random,
    service: &ServiceOutline,
    functions: &[MethodOutline],
    obstacle: Obstacle,
) -> Vec<String> {
    let mut members = Vec::new();
    for method in functions {
        members.push(function(random, service, method));
        if random.once_in(6) {
            members.push(
                random
                    .pick(&["// }", "/* { */", "const X: u8 = 1;", "type Y = Z;"])
                    .to_owned(),
            );
        }
    }
    if obstacle == Obstacle::Macro {
        let at = random.below(members.len() + 1);
        members.insert(
            at,
            random
                .pick(&["make!();", "make! { get_user }", "a::b![];"])
                .to_owned(),
        );
    }
    members
}

/// An implementation before its brace.
fn head(random: &mut Random, obstacle: Obstacle) -> String {
    let attributes = random.pick(&[
        "",
        "/// Docs {\n",
        "#[allow(dead_code)]\n",
        "#[tonic::async_trait]\n",
        "#[cfg_attr(x, y)]\n// }\n",
    ]);
    let cfg = match obstacle {
        Obstacle::Cfg => "#[cfg(feature = \"server\")]\n",
        _ => "",
    };
    let (generics, bounds) = random.pick(&[
        ("", ""),
        ("", " where Users: Sized"),
        (
            "<'a, T: Clone, const N: usize>",
            "\nwhere\n    T: Into<[u8; { N }]>,\n",
        ),
    ]);
    let r#trait = random.pick(&[
        "UserService",
        "crate::proto::user::v1::user_service_server::UserService",
    ]);
    format!("{attributes}{cfg}impl{generics} {trait} for Users{bounds} ")
}

/// The body of an implementation, in one of many layouts.
fn body(random: &mut Random, members: &[String]) -> String {
    match (random.below(6), members.is_empty()) {
        (0, true) => "{}".to_owned(),
        (1, true) => "{ }".to_owned(),
        (2, true) => "{\n}".to_owned(),
        (3, true) => "{\n    // TODO }\n}".to_owned(),
        (4, true) => "{ /* } */ }".to_owned(),
        (_, true) => "{\n\n}".to_owned(),
        (0, _) => format!("{{ {} }}", members.join("\n")),
        (1, _) => format!("{{{}}}", members.join("\n")),
        (2, _) => format!("{{\n{}\n    /* }} */ }}", indented(&members.join("\n"))),
        (3, _) => format!("{{\n{}\n\n  }}", indented(&members.join("\n\n"))),
        _ => format!("{{\n{}\n}}", indented(&members.join("\n\n"))),
    }
}

/// A function with a body, or a stub.
fn function(random: &mut Random, service: &ServiceOutline, method: &MethodOutline) -> String {
    let names = Names::full("crate::proto", "::rpcsmith_runtime");
    let stub = stub::method(service, method, &names, 0);
    let stub = stub
        .lines()
        .map(|line| line.strip_prefix("    ").unwrap_or(line));
    let stub = stub.collect::<Vec<_>>().join("\n");
    if random.once_in(4) {
        return stub;
    }
    let head = stub
        .split_once("    let _")
        .map_or(&*stub, |(head, _)| head);
    let head = head.trim_end().trim_end_matches('{').trim_end();
    let body = random.pick(&BODIES);
    let function = match random.below(3) {
        0 if !body.contains("//") => format!("{head} {{ {body} }}"),
        _ => format!("{head} {{\n    {body}\n}}"),
    };
    match random.below(6) {
        0 => format!("#[cfg(all())]\n{function}"),
        1 => format!("// {{\n{function}"),
        _ => function,
    }
}
