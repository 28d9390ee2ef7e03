//! Tests of faults.

use super::faults;

/// The line and the message of the first fault.
fn first(text: &str) -> (u32, String) {
    faults(text).into_iter().next().unwrap_or_default()
}

#[test]
fn faults_of_files() {
    for (text, line, message) in [
        ("syntax = \"proto4\";", 1, "unknown syntax `proto4`"),
        ("edition = \"2022\";", 1, "unknown edition `2022`"),
        ("edition = \"PROTO2\";", 1, "unknown edition `PROTO2`"),
        (
            "syntax = 'proto3';\npackage a;\npackage b;",
            3,
            "the file has a second `package`",
        ),
        (
            "syntax = 'proto3';\nimport option 'a';",
            2,
            "`import option` is not supported before edition 2024",
        ),
        (
            "edition = '2024';\nimport weak 'a';",
            2,
            "`import weak` is not supported in edition 2024 and later",
        ),
        (
            "edition = '2024';\nimport option 'a';import 'b';",
            2,
            "an `import` follows an `import option`",
        ),
        (
            "edition = '2024';\nexport\nservice A {}",
            3,
            "only `message` and `enum` can have `export` or `local`",
        ),
        (
            "syntax = 'proto3';\n}",
            2,
            "expected a statement, found `}`",
        ),
        (
            "syntax = 'proto3';\nmessage A {",
            2,
            "the file ends within the block of this message",
        ),
    ] {
        assert_eq!(first(text), (line, message.into()), "{text}");
    }
}

/// Checks the first fault of statements on the second line of a message.
fn check_statements(cases: &[(&str, u32, &str)]) {
    for &(statement, line, message) in cases {
        let text = format!("syntax = 'proto2'; message M {{\n{statement} }}");
        assert_eq!(first(&text), (line, message.into()), "{text}");
    }
}

#[test]
fn faults_of_fields() {
    check_statements(&[
        (
            "int32 a = 1;",
            2,
            "expected a label or a statement, found `int32`",
        ),
        ("optional int32 a;", 2, "the field has no number"),
        ("optional int32 a = 1\n}", 3, "expected `;`, found `}`"),
        (
            "optional int32 a = 2147483648;",
            2,
            "the integer `2147483648` is out of range",
        ),
        (
            "optional map<string, string> a = 1;",
            2,
            "a map field cannot have a label",
        ),
        (
            "oneof o { map<string, string> a = 1; }",
            2,
            "a oneof cannot have a map field",
        ),
        (
            "oneof o {\noptional int32 a = 1; }",
            3,
            "a field of a oneof has the label `optional`",
        ),
        ("oneof o {}", 2, "expected a type, found `}`"),
        (
            "extend M { map<string, string> a = 1; }",
            2,
            "an extension cannot be a map field",
        ),
        (
            "optional group a = 1 {}",
            2,
            "the name of a group begins with a small letter",
        ),
        (
            "optional group A = 1;",
            2,
            "expected the block of the group, found `;`",
        ),
        ("extensions 2147483647\n;", 3, "the number is out of range"),
        (
            "reserved a;",
            2,
            "reserved names are strings: only editions have identifiers here",
        ),
    ]);
}

#[test]
fn faults_of_options() {
    check_statements(&[
        (
            "optional int32 a = 1 [default = 'x'];",
            2,
            "expected an integer as the default, found `'x'`",
        ),
        (
            "optional uint32 a = 1 [default = -1];",
            2,
            "the default of an unsigned field cannot be negative",
        ),
        (
            "optional group A = 1 [default = 1] {}",
            2,
            "a message field cannot have a default",
        ),
        (
            "optional int32 a = 1 [default = 1, default = 2];",
            2,
            "the option `default` is already set",
        ),
        (
            "optional int32 a = 1 [json_name = 'a', json_name = 'b'];",
            2,
            "the option `json_name` is already set",
        ),
        (
            "option\nmap_entry\n= true;",
            3,
            "the option `map_entry` cannot be set",
        ),
        (
            "option a = -b;",
            2,
            "after `-` only a number, `inf` or `nan` can follow",
        ),
        (
            "option a = {{{};",
            2,
            "the file ends within an option value",
        ),
    ]);
}

#[test]
fn faults_with_editions() {
    for (statement, message) in [
        ("optional int32 a = 1;", "editions have no label `optional`"),
        ("required int32 a = 1;", "editions have no label `required`"),
        ("group A = 1 {}", "editions have no groups"),
        (
            "reserved \"a\";",
            "with editions, reserved names are identifiers",
        ),
        (
            "fixed32 a = 1;",
            "the type `fixed32` is obsolete in unstable editions",
        ),
    ] {
        let text = format!("edition = 'UNSTABLE'; message M {{\n{statement} }}");
        assert_eq!(first(&text), (2, message.into()), "{text}");
    }
}

#[test]
fn faults_of_enums_and_services() {
    for (text, line, message) in [
        ("enum E { A; }", 2, "the value of the enum has no number"),
        (
            "enum E { A = 2147483648; }",
            2,
            "the integer `2147483648` is out of range",
        ),
        (
            "enum E { option allow_alias = false; A = 0; }\n",
            3,
            "the enum `E` sets `allow_alias`, but not to `true`, which has no effect",
        ),
        (
            "enum E { option allow_alias = true; A = 0; }\n",
            3,
            "the enum `E` sets `allow_alias`, but no two of its values have the same number",
        ),
        (
            "service S { rpc R(int32) returns (A); }",
            2,
            "expected a message type, found `int32`",
        ),
        (
            "service S { rpc R(A) {} }",
            2,
            "expected `returns`, found `{`",
        ),
        (
            "service S { stream R(A); }",
            2,
            "expected `rpc`, found `stream`",
        ),
    ] {
        let text = format!("syntax = 'proto2';\n{text}");
        assert_eq!(first(&text), (line, message.into()), "{text}");
    }
}

#[test]
fn one_run_reports_many_faults() {
    let text = concat!(
        "syntax = 'proto3';\n",
        "message A { int32 a = ; int32 b = 2;\n",
        "  string c = 'x';\n",
        "  enum E { B = 1x; } }\n",
        "foo { bar }\n",
        "message B { int32 }\n",
    );
    let lines: Vec<_> = faults(text).into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [2, 3, 4, 4, 5, 6]);
}

#[test]
fn nesting_is_limited() {
    let nested = |open: &str, depth: usize| {
        let text = format!(
            "syntax = 'proto2'; {}{}",
            open.repeat(depth),
            "}".repeat(depth)
        );
        faults(&text)
    };
    assert_eq!(nested("message A {", 31), []);
    for depth in [32, 33, 34, 100] {
        assert_eq!(nested("message A {", depth).len(), 1, "{depth}");
        let fields = nested("message A { optional int32 x = 1; message B {} ", depth);
        // Messages whose only message is at the limit have two.
        assert!(
            fields
                .iter()
                .all(|(_, fault)| fault.starts_with("messages are nested"))
        );
        assert_eq!(fields.len(), 2, "{depth}");
    }
    assert!(
        nested("message A {", 100_000)[0]
            .1
            .starts_with("messages are nested too deeply")
    );
    let groups = format!(
        "syntax = 'proto2'; message A {{ {}",
        "optional group A = 1 {".repeat(100_000)
    );
    assert!(
        faults(&groups)[0]
            .1
            .starts_with("messages are nested too deeply")
    );
}

#[test]
fn reserved_names_that_are_no_identifiers_are_warnings() {
    let text = "syntax = 'proto3'; message M { reserved 'a', 'b-c'; }";
    assert_eq!(
        faults(text),
        [(1, "the reserved name `b-c` is not an identifier".into())]
    );
}

#[test]
fn a_broken_byte_order_mark_is_the_only_fault() {
    let (_, faults) = super::parse("test.proto", b"\xef\xbbsyntax = 'proto3';");
    assert_eq!(faults.len(), 1);
}

#[test]
fn garbage_has_limited_faults() {
    assert_eq!(faults(&"é".repeat(10_000)).len(), 1000);
}
