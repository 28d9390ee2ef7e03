//! Generated code is formatted as rustfmt formats it, for names of every length.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use rpcsmith::frontend::{self, Parser, Sources};

/// The longest name in the test. With longer names, lines overflow and rustfmt does not format items.
const LONGEST: usize = 60;

#[test]
fn code_is_formatted_for_names_of_any_length() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut files = Vec::new();
    for length in 1..=LONGEST {
        for (prefix, text) in [("w", proto(length)), ("e", extensions(length))] {
            let file = folder.path().join(format!("{prefix}{length}.proto"));
            fs::write(&file, text).expect("the file can be written");
            files.push(file);
        }
    }
    let parser = Parser::Embedded;
    let sources = Sources {
        files,
        includes: vec![folder.path().to_owned()],
        parser,
    };
    for (case, parameter) in [
        ("default", ""),
        ("stubs", "default_stubs,fakes,btree_map=."),
        ("json", "json,text,validate=none,server=false,client=false"),
        (
            "json path",
            "json,text,runtime=crate::rt,validate=none,server=false,client=false",
        ),
        ("path", "runtime=crate::rt"),
        (
            "derive",
            "messages_impl=derive,type_name_domain=.=type.googleapis.com",
        ),
        ("all", "validate=all"),
        ("extensions", "unknown_fields=.,extensions"),
        (
            "views",
            "views=.,unknown_fields=.,validate=none,server=false,client=false",
        ),
        (
            "open enums",
            "enums=open,json,text,extensions,server=false,client=false",
        ),
    ] {
        let fetched = frontend::fetch(&sources, &format!("layout=flat,{parameter}"))
            .expect("the schema is valid");
        let generated = rpcsmith::generate(&fetched.request).expect("the schema is valid");
        let out = folder.path().join(case);
        fs::create_dir(&out).expect("the folder can be created");
        let mut rustfmt = Command::new("rustfmt");
        rustfmt.args(["--check", "--color", "never", "--edition", "2024"]);
        for file in generated.files {
            fs::write(out.join(&file.name), file.content).expect("the file can be written");
            rustfmt.arg(out.join(&file.name));
        }
        let output = rustfmt.output().expect("rustfmt is installed");
        assert!(
            output.status.success(),
            "{case}:\n{}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
}

/// A file with names of `length` letters for each kind of element.
fn proto(length: usize) -> String {
    let name = |first: char| format!("{first}{}", "x".repeat(length - 1));
    let (message, r#enum, value, field) = (name('M'), name('E'), name('V'), name('f'));
    let (nested, long) = (nested_messages(length), long_names(&message, &field));
    let validated = validated_services(&message, &field);
    // Consecutive numbers become a range in a pattern; other numbers are listed.
    let members = (1..=length).map(|index| format!("int32 m{index} = {};", 2 * index - 1));
    let sparse = members.collect::<Vec<_>>().join(" ");
    let mut text = format!(
        "syntax = \"proto3\";\npackage w{length};\n\
         import \"buf/validate/validate.proto\";\n\
         {nested}{long}{validated}\
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
         message Q{message} {{\n\
         {message} {field} = 1 [(buf.validate.field).required = true];\n\
         Q{message} {field}_next = 2 [(buf.validate.field).required = true];\n\
         oneof {field}_choice {{ option (buf.validate.oneof).required = true; {message} {field}_self = 3; }}\n\
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

/// A file with extensions of `length` letters, and of messages of `length` letters.
fn extensions(length: usize) -> String {
    let [message, r#enum, field] =
        ["M", "E", "f"].map(|first| first.to_owned() + &"x".repeat(length - 1));
    format!(
        "syntax = \"proto2\";\npackage e{length};\nimport \"google/protobuf/descriptor.proto\";\n\
         enum {enum} {{ VALUE = 1; }}\n\
         message {message} {{\n\
         extensions 1 to 100;\n\
         extend {message} {{ optional {message} {field} = 1; repeated {enum} {field}_list = 2; }}\n\
         extend Base {{ optional {enum} {field}_enum = 1; optional {enum} {field}_default = 2 [default = VALUE]; }}\n\
         }}\n\
         message Base {{ extensions 1 to 100; }}\n\
         message Set {{ option message_set_wire_format = true; extensions 4 to max; }}\n\
         extend Set {{ optional {message} {field}_set = 5; }}\n\
         extend Base {{\n\
         optional int32 {field} = 10; repeated int32 {field}_list = 11; optional {message} {field}_message = 12;\n\
         optional string {field}_text = 13 [default = \"{field}\"]; optional group G{message} = 14 {{}}\n\
         repeated {message} {field}_messages = 15; optional bytes {field}_data = 16 [default = \"{field}\"];\n\
         }}\n\
         extend google.protobuf.FieldOptions {{ repeated {message} {field}_options = 5000{length}; }}\n"
    )
}

/// The longest name in nested messages. rustfmt breaks lines with longer names in ways that rpcsmith does not support.
const LONGEST_NESTED: usize = 40;

/// Nested messages with the same names at every depth.
fn nested_messages(length: usize) -> String {
    let name = |first: char| format!("{first}{}", "x".repeat(length.min(LONGEST_NESTED) - 1));
    let (r#enum, value, field) = (name('E'), name('V'), name('f'));
    let items = format!(
        "enum {enum} {{ {value} = 0; ENUM_{value} = 1; VALUE_WHOSE_NAME_IS_FAR_LONGER_{value} = 2; }}\n\
         {enum} {field} = 1;\n\
         repeated {enum} {field}_list = 2;\n\
         oneof {field}_choice {{ {enum} {field}_enum = 7; }}\n"
    );
    let levels = 1..=5;
    levels.fold(String::new(), |within, level| {
        format!("message Deep{level} {{\n{within}{items}}}\n")
    })
}

/// Names that exceed a line together, or with a few words before them.
fn long_names(message: &str, field: &str) -> String {
    format!(
        "message MessageWithANameFarLongerThanTheOthers{message} {{\n\
         enum EnumO{message} {{ ZERO = 0; }}\n\
         int32 field_with_a_name_far_longer_than_the_others_{field} = 1;\n\
         }}\n\
         message Holder {{\n\
         enum EnumO{message} {{ ZERO = 0; ONE_{field} = 1; }}\n\
         message {message} {{\n\
         enum EnumO{message} {{ ZERO = 0; ONE_{field} = 1; }}\n\
         }}\n\
         }}\n\
         message Shower {{\n\
         Holder.EnumO{message} {field} = 1;\n\
         optional Holder.{message}.EnumO{message} {field}_maybe = 2;\n\
         repeated Holder.{message}.EnumO{message} {field}_list = 3;\n\
         map<string, Holder.{message}.EnumO{message}> {field}_map = 4;\n\
         oneof {field}_choice {{ Holder.{message}.EnumO{message} {field}_enum = 7; }}\n\
         }}\n"
    )
}

/// Services with validated requests and requests without rules.
fn validated_services(message: &str, field: &str) -> String {
    let rule = "[(buf.validate.field).int32.gt = 1]";
    let mut text = format!(
        "message Ruled{{ message {message} {{ int32 {field} = 1 {rule}; }} }}\n\
         message V{message} {{ int32 {field} = 1 {rule}; }}\n\
         message W{message} {{ message V{message} {{ int32 {field} = 1 {rule}; }} }}\n"
    );
    for (service, options) in [("Checks", ""), ("Old", BOTH)] {
        let _ = writeln!(text, "service {service}{message} {{");
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
                "rpc R{index}{message}({input} Ruled.{message}) returns ({output} {message}) {{ {options} }}\n\
                 rpc P{index}{message}({input} {message}) returns ({output} {message}) {{ {options} }}\n\
                 rpc V{index}{message}({input} V{message}) returns ({output} {message}) {{ {options} }}\n\
                 rpc W{index}{message}({input} W{message}.V{message}) returns ({output} {message}) {{ {options} }}"
            );
        }
        text.push_str("}\n");
    }
    text
}

const BOTH: &str = "option deprecated = true; option idempotency_level = NO_SIDE_EFFECTS;";
