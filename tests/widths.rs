//! Layout at every width: rustfmt has nothing to do, whatever the names are as long as.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use rpcsmith::frontend::{self, Parser, Sources};

/// The longest name tried; past it lines overflow and rustfmt leaves items as they are.
const LONGEST: usize = 60;

#[test]
fn rustfmt_finds_nothing_to_do_at_any_width() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut files = Vec::new();
    for length in 1..=LONGEST {
        let file = folder.path().join(format!("w{length}.proto"));
        fs::write(&file, proto(length)).expect("it can be written");
        files.push(file);
    }
    let parser = Parser::Embedded;
    let sources = Sources {
        files,
        includes: vec![folder.path().to_owned()],
        parser,
    };
    for (case, parameter) in [
        ("plain", ""),
        ("stubs", "default_stubs,fakes,btree_map=."),
        ("path", "runtime=crate::rt"),
        ("derive", "messages_impl=derive"),
    ] {
        let fetched =
            frontend::fetch(&sources, &format!("layout=flat,{parameter}")).expect("they are right");
        let generated = rpcsmith::generate(&fetched.request).expect("they are right");
        let out = folder.path().join(case);
        fs::create_dir(&out).expect("it can be made");
        let mut rustfmt = Command::new("rustfmt");
        rustfmt.args(["--check", "--color", "never", "--edition", "2024"]);
        for file in generated.files {
            fs::write(out.join(&file.name), file.content).expect("it can be written");
            rustfmt.arg(out.join(&file.name));
        }
        let output = rustfmt.output().expect("rustfmt comes with Rust");
        assert!(
            output.status.success(),
            "{case}:\n{}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
}

/// A file with a name of each kind that is `length` letters long.
fn proto(length: usize) -> String {
    let name = |first: char| format!("{first}{}", "x".repeat(length - 1));
    let (message, r#enum, value, field) = (name('M'), name('E'), name('V'), name('f'));
    // Numbers that follow each other are a range in a pattern; others are told one by one.
    let members = (1..=length).map(|index| format!("int32 m{index} = {};", 2 * index - 1));
    let sparse = members.collect::<Vec<_>>().join(" ");
    let mut text = format!(
        "syntax = \"proto3\";\npackage w{length};\n\
         enum {enum} {{ {value} = 0; ENUM_{value} = 1; }}\n\
         message {message} {{\n\
         message N{message} {{ {message} back = 1; }}\n\
         {message} {field} = 1;\n\
         repeated {enum} {field}_list = 2 [packed = false];\n\
         map<string, {message}> {field}_map = 3;\n\
         map<int32, {enum}> {field}_numbers = 4;\n\
         N{message} nested = 5;\n\
         optional string {field}_text = 9;\n\
         optional double {field}_ratio = 10;\n\
         optional {enum} {field}_maybe = 11;\n\
         oneof {field}_choice {{ {message} {field}_self = 6; {enum} {field}_enum = 7; bytes {field}_data = 8; }}\n\
         }}\n\
         message Sparse {{ oneof sparse {{ {sparse} }} }}\n\
         message Dense {{ oneof dense {{ {sparse} int32 a = 2; int32 b = 4; }} }}\n"
    );
    for options in [
        "",
        "option deprecated = true;",
        "option idempotency_level = IDEMPOTENT;",
        BOTH,
    ] {
        let service = format!("S{length}{}{message}", options.len());
        let _ = writeln!(text, "service {service} {{");
        for (index, (input, output)) in [
            ("", ""),
            ("", "stream"),
            ("stream", ""),
            ("stream", "stream"),
        ]
        .iter()
        .enumerate()
        {
            let _ = writeln!(
                text,
                "rpc R{index}{message}({input} {message}) returns ({output} {message}) {{ {options} }}"
            );
        }
        text.push_str("}\n");
    }
    text
}

const BOTH: &str = "option deprecated = true; option idempotency_level = NO_SIDE_EFFECTS;";
