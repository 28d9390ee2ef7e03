//! Large requests: the output grows linearly with them, and the recursion of the generator is bounded.
//!
//! If a step of the generator took quadratic time or unbounded recursion, each of these tests would run for hours or
//! exhaust the memory or the stack.

use prost_types::field_descriptor_proto::Type;
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
    OneofDescriptorProto,
};

use crate::build::{diagnostics, r#enum, field, file, message, named, request};
use crate::tree::{self, Node, Value};

/// The number of files and of lines of Rust.
fn output_size(request: &[u8]) -> (usize, usize) {
    let files = rpcsmith::generate(request)
        .expect("the request is valid")
        .files;
    let lines = files.iter().map(|file| file.content.lines().count()).sum();
    (files.len(), lines)
}

fn file_of(message_type: Vec<DescriptorProto>, enum_type: Vec<EnumDescriptorProto>) -> Vec<u8> {
    request(vec![FileDescriptorProto {
        message_type,
        enum_type,
        ..file("a")
    }])
}

/// A message `M` with `levels` levels of nested messages of that name. The innermost one has fields, so its lines are
/// indented beyond the maximum width.
fn nested(package: &str, levels: usize) -> DescriptorProto {
    let path = ".M".repeat(levels);
    let member = FieldDescriptorProto {
        oneof_index: Some(0),
        ..named("member", 1, Type::Message, &format!(".{package}{path}"))
    };
    let innermost = DescriptorProto {
        oneof_decl: vec![OneofDescriptorProto {
            name: Some("kind".to_owned()),
            ..Default::default()
        }],
        ..message("M", vec![member, field("bytes", 2, Type::Bytes)])
    };
    (1..levels).fold(innermost, |inner, _| DescriptorProto {
        nested_type: vec![inner],
        ..message("M", vec![])
    })
}

#[test]
fn messages_are_nested_100_levels() {
    let files = rpcsmith::generate(&file_of(vec![nested("a", 100)], vec![]))
        .expect("the request is valid")
        .files;
    // Unlike the generator, syn's parser needs more stack than the thread of a test has.
    let parser = std::thread::Builder::new().stack_size(1 << 26);
    let parses = parser.spawn(move || syn::parse_file(&files[0].content).map(drop));
    assert_eq!(
        parses.unwrap().join().unwrap().map_err(|it| it.to_string()),
        Ok(())
    );
    for levels in [101, 10_000] {
        assert_eq!(
            diagnostics(&encoded_nested(levels)),
            "a.proto: error: messages are nested deeper than 100 levels\n"
        );
    }
}

/// The same nesting as an encoded request; prost's encoder would exceed its own recursion limit.
fn encoded_nested(levels: usize) -> Vec<u8> {
    let named = |name: &str, number: u32, inner: &[u8]| {
        let name = Node {
            number: 1,
            value: Value::Bytes(name.into()),
        };
        let inner = Node {
            number,
            value: Value::Bytes(inner.to_owned()),
        };
        tree::encode(&[name, inner])
    };
    let message = (0..levels).fold(Vec::new(), |inner, level| {
        // The innermost message has no nested one: it is a field with an unknown number.
        named("M", if level == 0 { 99 } else { 3 }, &inner)
    });
    named("a.proto", 15, &named("a.proto", 4, &message))
}

/// Packages of a large request are generated on threads with small stacks.
#[test]
fn messages_are_nested_100_levels_on_any_thread() {
    let large = r#enum(&"E".repeat(900), &[("V", 0)]);
    let files: Vec<_> = (0..1_500)
        .map(|index| {
            let package = format!("p{index}");
            FileDescriptorProto {
                message_type: vec![nested(&package, if index % 500 == 0 { 100 } else { 1 })],
                enum_type: vec![large.clone()],
                ..file(&package)
            }
        })
        .collect();
    assert_eq!(output_size(&request(files)).0, 1_501);
}

#[test]
fn a_message_has_10_000_fields_that_name_each_other() {
    let fields = |number: i32| {
        let next = format!(".a.M{}", (number + 1) % 1_000);
        (1..11).map(move |field| named(&format!("f{field}"), field, Type::Message, &next))
    };
    let messages =
        (0..1_000).map(|number| message(&format!("M{number}"), fields(number).collect()));
    let (files, _) = output_size(&file_of(messages.collect(), vec![]));
    assert_eq!(files, 2);
    let fields = (1..10_001).map(|number| field(&format!("f{number}"), number, Type::Int32));
    let (files, _) = output_size(&file_of(vec![message("M", fields.collect())], vec![]));
    assert_eq!(files, 2);
}

#[test]
fn a_message_has_3_000_oneofs() {
    let names = (0..3_000).map(|index| format!("o{index}"));
    let oneof_decl = names.clone().map(|name| OneofDescriptorProto {
        name: Some(name),
        ..Default::default()
    });
    let fields = (0..3_000).map(|index| {
        let mut field = field(&format!("f{index}"), index + 1, Type::Bool);
        field.oneof_index = Some(index);
        field
    });
    let message = DescriptorProto {
        oneof_decl: oneof_decl.collect(),
        ..message("M", fields.collect())
    };
    assert_eq!(output_size(&file_of(vec![message], vec![])).0, 2);
}

#[test]
fn an_enum_has_100_000_values() {
    let names: Vec<_> = (0..100_000).map(|number| format!("E_V{number}")).collect();
    let values: Vec<_> = names.iter().map(String::as_str).zip(0..).collect();
    assert_eq!(
        output_size(&file_of(vec![], vec![r#enum("E", &values)])).0,
        2
    );
}

#[test]
fn a_request_has_10_000_files_that_import_each_other_in_a_chain() {
    let files: Vec<_> = (0..10_000)
        .map(|index: i32| FileDescriptorProto {
            dependency: (index > 0)
                .then(|| format!("p{}.proto", index - 1))
                .into_iter()
                .collect(),
            ..file(&format!("p{index}"))
        })
        .collect();
    assert_eq!(output_size(&request(files)).0, 10_001);
}

/// 10,000 names become the same name in Rust. Each is rejected without a search for a free name, which would be quadratic.
#[test]
fn ten_thousand_names_become_one() {
    let name = |index: usize| {
        let [before, between, after] =
            [index / 484, 1 + index / 22 % 22, index % 22].map(|count| "_".repeat(count));
        format!("{before}foo{between}bar{after}")
    };
    let messages = (0..10_000).map(|index| DescriptorProto {
        nested_type: vec![message("M", vec![])],
        ..message(&name(index), vec![])
    });
    let diagnostics = diagnostics(&file_of(messages.collect(), vec![]));
    assert_eq!(
        diagnostics.matches("are both `FooBar` in Rust").count(),
        9_999
    );
}
