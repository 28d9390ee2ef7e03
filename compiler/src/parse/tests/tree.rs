//! Tests of the syntax tree.

use super::parsed;
use crate::ast::{
    Field, File, ImportKind, Label, MessageIndex, OptionStatement, OptionValue, Syntax, Type,
    Visibility,
};

fn fields(file: &File, message: MessageIndex) -> Vec<&Field> {
    let fields = file.message(message).fields.iter();
    fields.map(|&field| file.field(field)).collect()
}

/// The default of a field of message `M`.
fn default(declaration: &str) -> String {
    let file = parsed(&format!("message M {{ optional {declaration}; }}"));
    let default = file.fields[0].default.as_ref().expect("a default");
    String::from_utf8_lossy(&default.value).into_owned()
}

/// The only option of a file.
fn option(text: &str) -> OptionStatement {
    let file = parsed(text);
    file.options[0].statements[0].clone()
}

#[test]
fn file_level() {
    let file = parsed(concat!(
        "edition = '2024'; package a . b;\n",
        "import 'x' '.proto'; import public \"y.proto\"; import option \"z.proto\";\n",
        "export message M {} local enum E { A = 0; }",
    ));
    assert_eq!(file.syntax, Syntax::Edition(1001));
    assert_eq!(&*file.package.as_ref().expect("a package").text, "a.b");
    let imports: Vec<_> = file.imports.iter().map(|it| (&*it.name, it.kind)).collect();
    assert_eq!(
        imports,
        [
            ("x.proto", ImportKind::Normal),
            ("y.proto", ImportKind::Public)
        ]
    );
    assert_eq!(&*file.option_imports[0].name, "z.proto");
    assert_eq!(file.messages[0].visibility, Some(Visibility::Export));
    assert_eq!(file.enums[0].visibility, Some(Visibility::Local));
}

#[test]
fn words_of_later_editions_are_types_before() {
    let file = parsed("syntax = 'proto3'; message M { export.X local = 1; map map = 2; }");
    let types = file.fields.iter().map(|field| field.type_name.as_ref());
    let types: Vec<_> = types
        .map(|name| name.map_or("", |name| &*name.text))
        .collect();
    assert_eq!(types, ["export.X", "map"]);
}

#[test]
fn groups_declare_a_message_and_a_field() {
    let file = parsed("message M { oneof o { group Ab = 1 { optional int32 c = 2; } } }");
    let field = fields(&file, MessageIndex(0))[0];
    assert_eq!(
        (&*field.name.text, field.type_, field.oneof),
        ("ab", Some(Type::Group), Some(0))
    );
    assert_eq!(&*file.message(MessageIndex(1)).name.text, "Ab");
    assert_eq!(file.message(MessageIndex(1)).parent, Some(MessageIndex(0)));
}

#[test]
fn maps_have_a_message_of_entries() {
    let file = parsed(concat!(
        "edition = '2023'; message M { map<string, X> _a_bC = 1 ",
        "[enforce_utf8 = true, features.a = B, deprecated = true]; }",
    ));
    let map = fields(&file, MessageIndex(0))[0];
    assert_eq!(
        (map.label, map.type_, map.map_entry),
        (Label::Repeated, None, Some(MessageIndex(1)))
    );
    let entry = file.message(MessageIndex(1));
    assert_eq!((&*entry.name.text, entry.map_entry), ("ABCEntry", true));
    let options = |field: &Field| {
        let block = file.option_block(field.options.expect("options"));
        let names = block
            .statements
            .iter()
            .map(|it| it.name[0].text.to_string());
        names.collect::<Vec<_>>()
    };
    let entry_fields = fields(&file, MessageIndex(1));
    assert_eq!(options(entry_fields[0]), ["enforce_utf8", "features"]);
    assert_eq!(options(entry_fields[1]), ["features"]);
    assert_eq!(
        entry_fields[1].type_name.as_ref().map(|name| &*name.text),
        Some("X")
    );
}

#[test]
fn synthetic_oneofs_come_last() {
    let file = parsed(concat!(
        "syntax = 'proto3'; message M { optional int32 a = 1; int32 _a = 2;",
        " optional int32 _b = 3; oneof o { int32 c = 4; } }",
    ));
    let message = file.message(MessageIndex(0));
    let oneofs: Vec<_> = message
        .oneofs
        .iter()
        .map(|it| (&*it.name.text, it.synthetic))
        .collect();
    assert_eq!(oneofs, [("o", false), ("X_a", true), ("X_b", true)]);
    let of_fields: Vec<_> = file.fields.iter().map(|field| field.oneof).collect();
    assert_eq!(of_fields, [Some(1), None, Some(2), Some(0)]);
}

#[test]
fn ends_of_ranges() {
    let ends = |options: &str| {
        let text = format!(
            "message M {{ {options} extensions 4, 5 to max; reserved 1 to 2, 3; }} enum E {{ A = 0; reserved -2 to -1, 7 to max; }}"
        );
        let file = parsed(&text);
        let message = file.message(MessageIndex(0));
        let extensions: Vec<_> = message
            .extension_ranges
            .iter()
            .map(|it| (it.start, it.end))
            .collect();
        let reserved: Vec<_> = message
            .reserved_ranges
            .iter()
            .map(|it| (it.start, it.end))
            .collect();
        let of_enum: Vec<_> = file.enums[0]
            .reserved_ranges
            .iter()
            .map(|it| (it.start, it.end))
            .collect();
        (extensions, reserved, of_enum)
    };
    let (extensions, reserved, of_enum) = ends("");
    assert_eq!(extensions, [(4, 5), (5, 1 << 29)]);
    assert_eq!(reserved, [(1, 3), (3, 4)]);
    assert_eq!(of_enum, [(-2, -1), (7, i32::MAX)]);
    let (extensions, ..) = ends("option message_set_wire_format = true;");
    assert_eq!(extensions[1], (5, i32::MAX));
}

#[test]
fn extension_ranges_have_copies_of_shared_options() {
    let file = parsed("message M { extensions 1, 2 to 3 [a = 1, b = 2]; extensions 4; }");
    let ranges = &file.message(MessageIndex(0)).extension_ranges;
    let counts = ranges.iter().map(|range| {
        range
            .options
            .map(|block| file.option_block(block).statements.len())
    });
    assert_eq!(counts.collect::<Vec<_>>(), [Some(2), Some(2), None]);
}

#[test]
fn empty_blocks_of_methods_set_options() {
    let file = parsed("service S { rpc A(B) returns (stream C) {} rpc D(E) returns (F); }");
    let methods = &file.services[0].methods;
    assert!(methods[0].options.is_some() && methods[0].server_streaming);
    assert!(methods[1].options.is_none() && !methods[1].client_streaming);
}

#[test]
fn defaults_are_those_of_descriptors() {
    for (declaration, expected) in [
        ("int32 a = 1 [default = -0x10]", "-16"),
        ("int64 a = 1 [default = -0]", "0"),
        (
            "uint64 a = 1 [default = 18446744073709551615]",
            "18446744073709551615",
        ),
        ("float a = 1 [default = 3.14159265358979]", "3.14159274"),
        ("float a = 1 [default = -1e39]", "-inf"),
        ("float a = 1 [default = 1e-45]", "1.40129846e-45"),
        ("double a = 1 [default = 1e39]", "1e+39"),
        ("double a = 1 [default = -nan]", "nan"),
        ("double a = 1 [default = 0x1F]", "31"),
        ("bool a = 1 [default = true]", "true"),
        ("string a = 1 [default = \"\\ud83d\\ude00\" 'b']", "😀b"),
        ("bytes a = 1 [default = \"\\xff\\'\"]", "\\377\\'"),
        ("E a = 1 [default = A]", "A"),
    ] {
        assert_eq!(default(declaration), expected, "{declaration}");
    }
}

#[test]
fn values_of_options() {
    let value = |text: &str| option(&format!("option a = {text};")).value;
    assert!(matches!(
        value("-9223372036854775808"),
        OptionValue::Negative(i64::MIN)
    ));
    assert!(matches!(
        value("18446744073709551615"),
        OptionValue::Positive(u64::MAX)
    ));
    assert!(
        matches!(value("18446744073709551616"), OptionValue::Double(it) if it == 2_f64.powi(64))
    );
    assert!(matches!(
        value("-inf"),
        OptionValue::Double(f64::NEG_INFINITY)
    ));
    assert!(matches!(value("inf"), OptionValue::Identifier(it) if &*it == "inf"));
    assert!(matches!(value("'a' 'b'"), OptionValue::String(it) if &*it == b"ab"));
}

#[test]
fn names_of_options() {
    let name = option("option (.a . b).c.( d ) = 1;").name;
    let parts: Vec<_> = name.iter().map(|it| (&*it.text, it.is_extension)).collect();
    assert_eq!(parts, [(".a.b", true), ("c", false), ("d", true)]);
}

#[test]
fn aggregates_have_spaces_for_comments() {
    let text = "option a = { b: 1 // c\n\t{d:/* e\n */2}#\n};";
    let OptionValue::Aggregate(aggregate) = option(text).value else {
        panic!("no aggregate");
    };
    let expected = " b: 1 \n\t{d:\n   2}#\n";
    assert_eq!(String::from_utf8_lossy(&aggregate.text), expected);
    assert_eq!(aggregate.start, 12);
}
