use prost::Message;
use prost_types::{
    DescriptorProto, EnumDescriptorProto, EnumValueDescriptorProto, FieldDescriptorProto,
    FileDescriptorProto, FileDescriptorSet, MethodDescriptorProto, OneofDescriptorProto,
    ServiceDescriptorProto,
};

use super::index::Index;
use super::{index, set};

fn named<T>(name: &str, set: impl FnOnce(&mut T, Option<String>)) -> Vec<T>
where
    T: Default,
{
    let mut item = T::default();
    set(&mut item, Some(name.to_owned()));
    vec![item]
}

fn extension(name: &str, extendee: &str, number: i32) -> FieldDescriptorProto {
    FieldDescriptorProto {
        name: Some(name.to_owned()),
        extendee: Some(extendee.to_owned()),
        number: Some(number),
        ..Default::default()
    }
}

fn file() -> FileDescriptorProto {
    FileDescriptorProto {
        name: Some("a.proto".to_owned()),
        package: Some("p".to_owned()),
        message_type: vec![DescriptorProto {
            name: Some("M".to_owned()),
            field: named("f", |field: &mut FieldDescriptorProto, name| {
                field.name = name
            }),
            oneof_decl: named("o", |oneof: &mut OneofDescriptorProto, name| {
                oneof.name = name
            }),
            nested_type: named("N", |message: &mut DescriptorProto, name| {
                message.name = name
            }),
            extension: vec![extension("inner", ".q.Other", 7)],
            ..Default::default()
        }],
        enum_type: vec![EnumDescriptorProto {
            name: Some("E".to_owned()),
            value: named("V", |value: &mut EnumValueDescriptorProto, name| {
                value.name = name
            }),
            ..Default::default()
        }],
        service: vec![ServiceDescriptorProto {
            name: Some("S".to_owned()),
            method: named("Do", |method: &mut MethodDescriptorProto, name| {
                method.name = name
            }),
            ..Default::default()
        }],
        extension: vec![
            extension("first", ".p.M", 200),
            extension("second", ".p.M", 100),
        ],
        ..Default::default()
    }
}

fn encoded(file: &[u8]) -> &'static [u8] {
    let mut set = Vec::new();
    prost::encoding::bytes::encode(1, &file.to_vec(), &mut set);
    set.leak()
}

fn built() -> Index {
    index(&[encoded(&file().encode_to_vec())]).unwrap()
}

#[test]
fn each_symbol_has_its_file() {
    let index = built();
    for name in [
        "p.M",
        "p.M.f",
        "p.M.o",
        "p.M.N",
        "p.M.inner",
        "p.E",
        "p.V",
        "p.S",
        "p.S.Do",
        "p.first",
        ".p.M",
    ] {
        let file = index.file_of_symbol(name).expect(name);
        assert_eq!(FileDescriptorProto::decode(file.clone()), Ok(self::file()));
    }
    for name in ["", "p", "M", "p.E.V", "p.M.x", "..p.M"] {
        assert!(index.file_of_symbol(name).is_none(), "{name}");
    }
    assert!(index.file("a.proto").is_some());
    assert!(index.file("b.proto").is_none());
}

#[test]
fn extensions_are_found_by_their_numbers() {
    let index = built();
    assert_eq!(index.extensions("p.M"), Some(vec![100, 200]));
    assert_eq!(index.extensions(".p.M"), Some(vec![100, 200]));
    assert_eq!(index.extensions("q.Other"), Some(vec![7]));
    assert_eq!(index.extensions("p.M.N"), Some(vec![]));
    assert_eq!(index.extensions("p.Unknown"), None);
    assert!(index.file_of_extension("p.M", 100).is_some());
    assert!(index.file_of_extension("p.M", 101).is_none());
    assert!(index.file_of_extension("p.N", 100).is_none());
}

/// Features of editions, and options that the decoder does not know, reach the client.
#[test]
fn files_keep_what_the_decoder_does_not_know() {
    let mut bytes = file().encode_to_vec();
    // Field 14 is the edition, and 1000 is unknown.
    prost::encoding::int32::encode(14, &1000, &mut bytes);
    prost::encoding::string::encode(1000, &"kept".to_owned(), &mut bytes);
    let index = index(&[encoded(&bytes)]).unwrap();
    assert_eq!(index.file("a.proto").unwrap(), &bytes);
}

#[test]
fn malformed_sets_are_errors_and_never_panic() {
    let whole = encoded(&file().encode_to_vec());
    for length in 1..whole.len() {
        assert!(set::files(&whole[..length]).is_err(), "{length}");
    }
    assert!(set::files(whole).is_ok());
    let empty = FileDescriptorSet::default().encode_to_vec().leak();
    assert!(index(&[empty]).is_ok());
}
