//! Descriptors that no compiler writes: errors, no panics.

use std::sync::Arc;

use prost::Message;
use rpcsmith_message::descriptor::field_descriptor_proto::{Label, Type};
use rpcsmith_message::descriptor::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
    FileDescriptorSet, MessageOptions, ServiceDescriptorProto,
};
use rpcsmith_message::dynamic::{DynamicMessage, Pool};
use rpcsmith_message::json::{ReadOptions, WriteOptions};

use super::descriptor_set;

fn field(name: &str, number: i32, r#type: Type, type_name: Option<&str>) -> FieldDescriptorProto {
    FieldDescriptorProto {
        name: Some(name.to_owned()),
        number: Some(number),
        r#type: Some(r#type.into()),
        type_name: type_name.map(str::to_owned),
        ..FieldDescriptorProto::default()
    }
}

fn string(name: &str, number: i32) -> FieldDescriptorProto {
    field(name, number, Type::String, None)
}

fn message(name: &str, fields: Vec<FieldDescriptorProto>) -> DescriptorProto {
    DescriptorProto {
        name: Some(name.to_owned()),
        field: fields,
        ..DescriptorProto::default()
    }
}

fn file(messages: Vec<DescriptorProto>) -> FileDescriptorProto {
    FileDescriptorProto {
        name: Some("t.proto".to_owned()),
        package: Some("t".to_owned()),
        message_type: messages,
        ..FileDescriptorProto::default()
    }
}

fn error(file: FileDescriptorProto) -> String {
    Pool::new(vec![file]).unwrap_err().to_string()
}

#[test]
fn fields_are_checked() {
    let same_number = vec![string("a", 1), string("b", 1)];
    let same_name = vec![string("a", 1), string("a", 2)];
    let mut no_type = string("a", 1);
    no_type.r#type = None;
    let mut unknown_type = string("a", 1);
    unknown_type.r#type = Some(99);
    let mut missing_oneof = string("a", 1);
    missing_oneof.oneof_index = Some(0);
    let mut negative_oneof = string("a", 1);
    negative_oneof.oneof_index = Some(-1);
    for (fields, expected) in [
        (same_number, "t.M.b: the number 1 is there twice"),
        (same_name, "t.M.a: the name is there twice"),
        (vec![string("a", 0)], "t.M.a: the number is out of range"),
        (vec![string("a", -1)], "t.M.a: the number is out of range"),
        (
            vec![string("a", i32::MAX)],
            "t.M.a: the number is out of range",
        ),
        (vec![string("", 1)], "`` is not a name"),
        (
            vec![string("a\u{1b}[31m", 1)],
            "`a\\u{1b}[31m` is not a name",
        ),
        (vec![no_type], "t.M.a: the type is missing"),
        (vec![unknown_type], "t.M.a: the type 99 is unknown"),
        (vec![missing_oneof], "t.M.a: the oneof is missing"),
        (vec![negative_oneof], "t.M.a: the oneof is missing"),
        (
            vec![field("a", 1, Type::Message, Some(".t.N"))],
            "t.M.a: the type `t.N` is missing",
        ),
        (
            vec![field("a", 1, Type::Message, None)],
            "t.M.a: the type `` is missing",
        ),
        (
            vec![field("a", 1, Type::Enum, Some(".t.M"))],
            "t.M.a: `.t.M` is a type of another kind",
        ),
        (
            vec![field("a", 1, Type::Message, Some(".t.S"))],
            "t.M.a: `t.S` is not a type",
        ),
    ] {
        let mut file = file(vec![message("M", fields)]);
        file.service = vec![ServiceDescriptorProto {
            name: Some("S".to_owned()),
            ..ServiceDescriptorProto::default()
        }];
        assert_eq!(error(file), format!("t.proto: {expected}"));
    }
}

#[test]
fn names_and_enums_are_checked() {
    let twice = file(vec![message("M", Vec::new()), message("M", Vec::new())]);
    assert_eq!(error(twice), "t.proto: `t.M` is there twice");
    let mut package = file(Vec::new());
    package.package = Some("a..b".to_owned());
    assert_eq!(
        error(package),
        "t.proto: `a..b` is not the name of a package"
    );
    let mut empty = file(Vec::new());
    empty.enum_type = vec![EnumDescriptorProto {
        name: Some("E".to_owned()),
        ..EnumDescriptorProto::default()
    }];
    assert_eq!(error(empty), "t.proto: the enum `t.E` has no values");
    let mut long = file(vec![message(&"a".repeat(5_000), Vec::new())]);
    assert!(error(long.clone()).len() < 300);
    // The name of the file is a text of the descriptor, too.
    long.name = Some("\u{1b}[31m".to_owned());
    assert!(error(long).starts_with("\\u{1b}[31m: the name"));
}

#[test]
fn files_have_a_known_syntax_or_edition() {
    let of = |syntax: Option<&str>, edition| {
        let mut file = file(Vec::new());
        file.syntax = syntax.map(str::to_owned);
        file.edition = edition;
        Pool::new(vec![file])
            .map(drop)
            .map_err(|error| error.to_string())
    };
    for syntax in [None, Some("proto2"), Some("proto3")] {
        assert_eq!(of(syntax, None), Ok(()));
    }
    for edition in [1000, 1001, 1002] {
        assert_eq!(of(Some("editions"), Some(edition)), Ok(()));
    }
    let error = |text: &str| Err(format!("t.proto: {text}"));
    assert_eq!(
        of(Some("editions"), Some(1003)),
        error("edition 1003 is not supported")
    );
    assert_eq!(
        of(Some("proto3"), Some(1000)),
        error("edition 1000 is not supported")
    );
    assert_eq!(
        of(Some("editions"), None),
        error("syntax \"editions\" is not supported")
    );
    assert_eq!(
        of(Some("proto9"), None),
        error("syntax \"proto9\" is not supported")
    );
}

/// A message with a map, whose entry type is changed.
fn with_map(change: impl FnOnce(&mut DescriptorProto)) -> FileDescriptorProto {
    let fields = vec![
        string("key", 1),
        field("value", 2, Type::Message, Some(".t.M")),
    ];
    let mut entry = message("MapEntry", fields);
    entry.options = Some(MessageOptions {
        map_entry: Some(true),
        ..MessageOptions::default()
    });
    change(&mut entry);
    let mut map = field("map", 1, Type::Message, Some(".t.M.MapEntry"));
    map.label = Some(Label::Repeated.into());
    let mut message = message("M", vec![map]);
    message.nested_type = vec![entry];
    file(vec![message])
}

#[test]
fn entries_of_maps_are_checked() {
    assert!(Pool::new(vec![with_map(|_| {})]).is_ok());
    for change in [
        (|entry| entry.field[0].r#type = Some(Type::Double.into())) as fn(&mut DescriptorProto),
        |entry| entry.field[0].r#type = Some(Type::Bytes.into()),
        |entry| entry.field[0] = field("key", 1, Type::Message, Some(".t.M")),
        |entry| entry.field[1].number = Some(3),
        |entry| entry.field[1].label = Some(Label::Repeated.into()),
        |entry| entry.field[1].r#type = Some(Type::Group.into()),
        |entry| entry.field[1].type_name = Some(".t.M.MapEntry".to_owned()),
        |entry| drop(entry.field.pop()),
        |entry| entry.field.push(string("more", 3)),
    ] {
        let error = error(with_map(change));
        assert!(error.starts_with("t.proto: t.M"), "{error}");
    }
}

#[test]
fn well_known_types_have_their_fields() {
    for fields in [
        vec![string("seconds", 1)],
        vec![string("seconds", 1), string("nanos", 2)],
        Vec::new(),
    ] {
        let mut file = file(vec![message("Timestamp", fields)]);
        file.package = Some("google.protobuf".to_owned());
        assert_eq!(
            error(file),
            "t.proto: google.protobuf.Timestamp does not have the fields of the well-known type"
        );
    }
}

#[test]
fn messages_can_contain_themselves() {
    // A required field that contains itself has no finite value, but a default.
    let mut own = field("own", 1, Type::Message, Some(".t.M"));
    own.label = Some(Label::Required.into());
    let group = field("group", 2, Type::Group, Some(".t.M"));
    let pool = Pool::new(vec![file(vec![message("M", vec![own, group])])]).unwrap();
    let pool = Arc::new(pool);
    let registry = pool.registry();
    let mut m = DynamicMessage::named(&pool, "t.M").unwrap();
    let deep = |levels: usize| format!("{}{{}}{}", r#"{"own":"#.repeat(levels), "}".repeat(levels));
    let options = ReadOptions::new().registry(&registry);
    options.merge_str(&mut m, &deep(99)).unwrap();
    let mut deeper = DynamicMessage::named(&pool, "t.M").unwrap();
    assert!(options.merge_str(&mut deeper, &deep(100_000)).is_err());
    let text = WriteOptions::new()
        .registry(&registry)
        .defaults(true)
        .to_string(&m);
    assert_eq!(text.unwrap(), deep(99));
}

#[test]
fn large_descriptors_have_a_limit() {
    // An empty field takes two bytes, and hundreds in memory.
    let fields = b"\x12\0".repeat(3_000_000);
    let mut message = b"\x22".to_vec();
    prost::encoding::encode_varint(fields.len() as u64, &mut message);
    message.extend(fields);
    let mut set = b"\x0a".to_vec();
    prost::encoding::encode_varint(message.len() as u64, &mut set);
    set.extend(message);
    let error = Pool::decode([&*set]).unwrap_err().to_string();
    assert_eq!(error, "the descriptor sets are too large");
    let error = Pool::decode([&b"\x0a\xff"[..]]).unwrap_err().to_string();
    assert!(
        error.starts_with("cannot decode a descriptor set: "),
        "{error}"
    );
}

#[test]
fn nested_types_have_a_limit() {
    let mut nested = message("M", Vec::new());
    for _ in 0..1_000 {
        let inner = std::mem::replace(&mut nested, message("M", Vec::new()));
        nested.nested_type = vec![inner];
    }
    assert!(error(file(vec![nested])).ends_with("is nested too deeply"));
}

#[test]
fn damaged_descriptors_do_not_panic() {
    let set = descriptor_set(
        r#"
        edition = "2023";
        package test;
        message M {
          extensions 100 to 200;
          string text = 1;
          repeated E enums = 2;
          map<string, M> map = 3;
          oneof choice { M own = 4 [features.message_encoding = DELIMITED]; bytes data = 5; }
          message Inner { extend M { Inner inner = 100; } }
        }
        extend M { repeated sint64 numbers = 101; E color = 102; }
        enum E { A = 0; B = 1 [debug_redact = true]; }
        service S { rpc Do(M) returns (stream M.Inner); }
        "#,
    );
    let set = FileDescriptorSet::decode(&*set).unwrap().encode_to_vec();
    let mut random = fastrand::Rng::with_seed(7);
    let mut usable = 0;
    for _ in 0..20_000 {
        let mut bytes = set.clone();
        for _ in 0..random.usize(1..4) {
            let at = random.usize(..bytes.len());
            let end = (at + random.usize(..2)).min(bytes.len());
            let piece: Vec<u8> = (0..random.usize(..3)).map(|_| random.u8(..20)).collect();
            bytes.splice(at..end, piece);
        }
        if let Ok(pool) = Pool::decode([&*bytes]) {
            usable += 1;
            use_all(&Arc::new(pool), &mut random);
        }
    }
    assert!(usable > 1_000, "{usable}");
}

/// Decodes random bytes, and writes and reads them as JSON.
fn use_all(pool: &Arc<Pool>, random: &mut fastrand::Rng) {
    let registry = pool.registry();
    for message in pool.messages() {
        let name = message.descriptor().full_name();
        let mut m = DynamicMessage::named(pool, name).unwrap();
        let keys: [&[u8]; 6] = [
            b"\x0a\x01x",
            b"\x10\x01",
            b"\x1a\x00",
            b"\x23\x24",
            b"\xa2\x06\x00",
            b"\xaa\x06\x01\x02",
        ];
        for _ in 0..random.usize(..4) {
            let key = random.choice(keys).unwrap_or_default();
            let _ = m.merge(key);
        }
        let write = WriteOptions::new().registry(&registry).defaults(true);
        if let Ok(text) = write.to_string(&m) {
            let mut read = DynamicMessage::named(pool, name).unwrap();
            let _ = ReadOptions::new()
                .registry(&registry)
                .merge_str(&mut read, &text);
        }
        assert_eq!(m.encode_to_vec().len(), m.encoded_len());
    }
}
