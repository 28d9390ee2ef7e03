//! Fields that protoc never produces; `hostile` has the other elements of a request.

use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{
    DescriptorProto, FieldDescriptorProto, FileDescriptorProto, OneofDescriptorProto,
};

use crate::build::{
    diagnostics, diagnostics_of, entry, r#enum, field, file, message, named, repeated, request,
};

#[test]
fn fields_have_valid_numbers_labels_and_types() {
    let fields = vec![
        field("zero", 0, Type::Bool),
        field("negative", -1, Type::Bool),
        field("largest", (1 << 29) - 1, Type::Bool),
        field("huge", 1 << 29, Type::Bool),
        FieldDescriptorProto {
            label: Some(4),
            ..field("label", 2, Type::Bool)
        },
        FieldDescriptorProto {
            label: None,
            ..field("no_label", 3, Type::Bool)
        },
        FieldDescriptorProto {
            r#type: Some(19),
            ..field("kind", 4, Type::Bool)
        },
        named("dangling", 5, Type::Message, ".a.None"),
        named("relative", 6, Type::Message, "M"),
        named("not_an_enum", 7, Type::Enum, ".a.M"),
        named("not_a_type", 8, Type::Message, "a\nb"),
        field("first", 9, Type::Bool),
        field("second", 9, Type::Bool),
        field("third", 9, Type::Bool),
    ];
    let rest = "which is not in the request";
    let range = "field numbers are 1 to 536870911";
    assert_eq!(
        diagnostics_of(vec![message("M", fields)]),
        format!(
            "a.proto: error: field `dangling` names the message `.a.None`, {rest}\n\
             a.proto: error: field `huge` has the number 536870912; {range}\n\
             a.proto: error: field `kind` has the unknown type 19\n\
             a.proto: error: field `label` has the unknown label 4\n\
             a.proto: error: field `negative` has the number -1; {range}\n\
             a.proto: error: field `no_label` has the unknown label 0\n\
             a.proto: error: field `not_a_type` names the message `a\\nb`, {rest}\n\
             a.proto: error: field `not_an_enum` names the enum `.a.M`, {rest}\n\
             a.proto: error: field `relative` names the message `M`, {rest}\n\
             a.proto: error: field `zero` has the number 0; {range}\n\
             a.proto: error: fields `first` and `second` both have the number 9\n\
             a.proto: error: fields `second` and `third` both have the number 9\n"
        )
    );
}

#[test]
fn oneofs_hold_singular_fields() {
    let member = |oneof_index: i32, field: FieldDescriptorProto| FieldDescriptorProto {
        oneof_index: Some(oneof_index),
        ..field
    };
    let message = DescriptorProto {
        oneof_decl: ["o", "empty"]
            .map(|name| OneofDescriptorProto {
                name: Some(name.to_owned()),
                ..Default::default()
            })
            .to_vec(),
        ..message(
            "M",
            vec![
                member(0, field("fine", 1, Type::Bool)),
                member(-1, field("negative", 2, Type::Bool)),
                member(2, field("beyond", 3, Type::Bool)),
                member(i32::MIN, field("far", 4, Type::Bool)),
                member(0, repeated(field("many", 5, Type::Bool))),
                FieldDescriptorProto {
                    label: Some(Label::Required.into()),
                    ..member(0, field("required", 6, Type::Bool))
                },
                FieldDescriptorProto {
                    proto3_optional: Some(true),
                    ..member(0, field("optional", 7, Type::Bool))
                },
                FieldDescriptorProto {
                    proto3_optional: Some(true),
                    ..field("alone", 8, Type::Bool)
                },
            ],
        )
    };
    assert_eq!(
        diagnostics_of(vec![message]),
        "a.proto: error: field `beyond` is in a oneof that does not exist\n\
         a.proto: error: field `far` is in a oneof that does not exist\n\
         a.proto: error: field `many` of a oneof is not singular\n\
         a.proto: error: field `negative` is in a oneof that does not exist\n\
         a.proto: error: field `required` is required and in a oneof\n"
    );
}

#[test]
fn maps_have_entries_of_their_own_with_a_key_and_a_value() {
    let key = || field("key", 1, Type::String);
    let map = |name: &str, number: i32, entry: &str| {
        repeated(named(name, number, Type::Message, &format!(".a.M.{entry}")))
    };
    let nested_type = vec![
        entry("Empty", vec![]),
        entry("NoValue", vec![key()]),
        entry(
            "Float",
            vec![field("key", 1, Type::Float), field("value", 2, Type::Bool)],
        ),
        entry("List", vec![key(), repeated(field("value", 2, Type::Bool))]),
        entry("Ring", vec![key(), map("value", 2, "Ring")]),
        entry(
            "Single",
            vec![key(), named("value", 2, Type::Message, ".a.M.Fine")],
        ),
        DescriptorProto {
            nested_type: vec![message("Inner", vec![])],
            ..entry("Parent", vec![key(), field("value", 2, Type::Bool)])
        },
        entry("Fine", vec![key(), field("value", 2, Type::Bool)]),
    ];
    let fields = vec![
        map("empty", 1, "Empty"),
        map("no_value", 2, "NoValue"),
        map("float", 3, "Float"),
        map("list", 4, "List"),
        map("ring", 5, "Ring"),
        map("fine", 6, "Fine"),
        map("again", 7, "Fine"),
        named("single", 8, Type::Message, ".a.M.Fine"),
        named("group", 9, Type::Group, ".a.M.Fine"),
    ];
    let holder = DescriptorProto {
        nested_type,
        ..message("M", fields)
    };
    let stranger = message("Stranger", vec![map("foreign", 1, "Fine")]);
    assert_eq!(
        diagnostics_of(vec![holder, stranger]),
        "a.proto: error: `Parent` is the entry of a map, but contains more than fields\n\
         a.proto: error: field `empty` is a map whose entry does not have a key and a value\n\
         a.proto: error: field `float` is a map with an invalid key or value type\n\
         a.proto: error: field `foreign` names `a.M.Fine`, which is the entry of another map\n\
         a.proto: error: field `group` names `a.M.Fine`, which is the entry of another map\n\
         a.proto: error: field `list` is a map with an invalid key or value type\n\
         a.proto: error: field `no_value` is a map whose entry does not have a key and a value\n\
         a.proto: error: field `ring` is a map whose entry does not have a key and a value\n\
         a.proto: error: field `single` names `a.M.Fine`, which is the entry of another map\n\
         a.proto: error: field `value` names `a.M.Fine`, which is the entry of another map\n\
         a.proto: error: field `value` names `a.M.Ring`, which is the entry of another map\n"
    );
}

#[test]
fn defaults_are_values_of_their_fields() {
    let with_default =
        |number: i32, field: FieldDescriptorProto, default: &str| FieldDescriptorProto {
            number: Some(number),
            default_value: Some(default.to_owned()),
            ..field
        };
    let fields = vec![
        with_default(1, field("int", 1, Type::Int32), "2147483648"),
        with_default(2, field("unsigned", 1, Type::Uint64), "-1"),
        with_default(3, field("float", 1, Type::Float), "1e39"),
        with_default(4, field("double", 1, Type::Double), "); panic!("),
        with_default(5, field("bool", 1, Type::Bool), "1"),
        with_default(6, field("bytes", 1, Type::Bytes), r"\q"),
        with_default(7, named("e", 1, Type::Enum, ".a.E"), "NONE"),
        with_default(8, named("message", 1, Type::Message, ".a.M"), ""),
        with_default(9, repeated(field("many", 1, Type::Int32)), "1"),
        with_default(10, field("text", 1, Type::String), "\"\u{0}*/\\"),
        with_default(11, named("fine", 1, Type::Enum, ".a.E"), "V"),
    ];
    let file = FileDescriptorProto {
        message_type: vec![message("M", fields)],
        enum_type: vec![r#enum("E", &[("V", 1)])],
        ..file("a")
    };
    assert_eq!(
        diagnostics(&request(vec![file])),
        "a.proto: error: field `bool` has the default `1`, which is not a value of `bool`\n\
         a.proto: error: field `bytes` has the default `\\\\q`, which is not a value of `bytes`\n\
         a.proto: error: field `double` has the default `); panic!(`, which is not a value of `double`\n\
         a.proto: error: field `e` has the default `NONE`, which is not a value of `a.E`\n\
         a.proto: error: field `float` has the default `1e39`, which is not a value of `float`\n\
         a.proto: error: field `int` has the default `2147483648`, which is not a value of `int32`\n\
         a.proto: error: field `many` has a default, but is repeated\n\
         a.proto: error: field `message` has a default, but its type is a message\n\
         a.proto: error: field `unsigned` has the default `-1`, which is not a value of `uint64`\n"
    );
}

#[test]
fn proto3_has_neither_defaults_nor_required_fields() {
    let fields = vec![
        FieldDescriptorProto {
            default_value: Some("1".to_owned()),
            ..field("default", 1, Type::Int32)
        },
        FieldDescriptorProto {
            label: Some(Label::Required.into()),
            ..field("required", 2, Type::Int32)
        },
    ];
    let file = FileDescriptorProto {
        syntax: Some("proto3".to_owned()),
        message_type: vec![message("M", fields)],
        ..file("a")
    };
    assert_eq!(
        diagnostics(&request(vec![file])),
        "a.proto: error: field `default` has a default, but no presence\n\
         a.proto: error: field `required` is `required`, which only proto2 supports\n"
    );
}
