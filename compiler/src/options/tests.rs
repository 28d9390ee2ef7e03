//! The bytes of options, as protoc 36.2 writes them.

use crate::{Sources, compile};

/// The last file: its descriptor, and the one as an import.
fn last(sources: &[(&str, &str)]) -> (Vec<u8>, Option<Vec<u8>>) {
    let mut all = Sources::new();
    for (name, text) in sources {
        all.insert(*name, *text);
    }
    let name = sources.last().expect("a source").0;
    all.insert(
        "main.proto",
        format!("syntax = \"proto3\"; import \"{name}\";"),
    );
    let compiled = compile(&["main.proto"], &all).expect("no faults");
    let file = compiled.files().iter().find(|file| file.name == name);
    let file = file.expect("the file").clone();
    (file.descriptor, file.as_import)
}

/// The content of the first length-delimited field with a number.
fn field(mut message: &[u8], number: u64) -> Option<Vec<u8>> {
    let varint = |message: &mut &[u8]| {
        let mut value = 0;
        for shift in (0..).step_by(7) {
            let (byte, rest) = message.split_first().expect("a varint");
            *message = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                break;
            }
        }
        value
    };
    while !message.is_empty() {
        let tag = varint(&mut message);
        if tag & 7 == 0 {
            varint(&mut message);
            continue;
        }
        let length = usize::try_from(varint(&mut message)).expect("a length");
        let (content, rest) = message.split_at(length);
        if tag >> 3 == number {
            return Some(content.to_vec());
        }
        message = rest;
    }
    None
}

/// The options of the first message of a file.
fn of_message(descriptor: &[u8]) -> Option<Vec<u8>> {
    field(&field(descriptor, 4).expect("a message"), 7)
}

/// The options of `message M { <options> }` in hexadecimal digits. `types` declares what they need.
fn options(types: &str, options: &str) -> String {
    let types = format!("import \"google/protobuf/descriptor.proto\";{types}");
    let types = format!("syntax = \"proto2\"; package p; {types}");
    let source = format!(
        "syntax = \"proto2\"; import \"types.proto\"; import \"google/protobuf/any.proto\"; message M {{ {options} }}"
    );
    let sources = [("types.proto", &*types), ("m.proto", &*source)];
    hex(&of_message(&last(&sources).0).expect("options"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

const TYPES: &str = "
    message T {
      optional int32 a = 1; optional string b = 2; optional T c = 3; repeated int32 d = 4;
      repeated int32 e = 5 [packed = true]; optional group G = 6 { optional sint32 a = 1; } map<string, int32> f = 7;
      extensions 100 to 200;
    }
    extend T { optional int32 x = 100; }
    extend google.protobuf.MessageOptions { optional T t = 1000; repeated int32 r = 1001; optional float f = 1002; }";

#[test]
fn statements_add_to_one_message() {
    let set = "option (p.t).c.a = 1; option (p.r) = 7; option (p.t).a = -1; option (p.t).c.b = \"x\"; option (p.r) = 8;";
    let expected = "c23e1208ffffffffffffffffff011a050801120178c83e07c83e08";
    assert_eq!(options(TYPES, set), expected);
}

#[test]
fn aggregates_are_sorted_by_number() {
    let set = "option (p.t) = { f { value: 2 } e: [1, 300] d: [1, 2] G { a: -1 } [p.x]: 5 b: 'a' \"b\" f { key: \"k\" } a: 010 };";
    let expected = "c23e23080812026162200120022a0301ac02330801343a040a0010023a050a016b1000a00605";
    assert_eq!(options(TYPES, set), expected);
}

#[test]
fn floats_out_of_range_are_infinite() {
    assert_eq!(options(TYPES, "option (p.f) = 1e39;"), "d53e0000807f");
    assert_eq!(options(TYPES, "option (p.f) = -nan;"), "d53e0000c07f");
}

#[test]
fn fields_without_presence_have_no_zeros() {
    let types = "syntax = \"proto3\"; package p; import \"google/protobuf/descriptor.proto\";
        message T { int32 a = 1; optional int32 b = 2; double c = 3; }
        extend google.protobuf.MessageOptions { T t = 1000; int32 z = 1001; }";
    let source = "syntax = \"proto3\"; import \"types.proto\";
        message M { option (p.t).a = 0; option (p.t).b = 0; option (p.t).c = -0.0; option (p.z) = 0; }";
    let found = last(&[("types.proto", types), ("m.proto", source)]);
    let expected = "c23e0b1000190000000000000080c83e00";
    assert_eq!(hex(&of_message(&found.0).expect("options")), expected);
}

#[test]
fn messages_in_message_sets_are_items() {
    let types = "
        message S { option message_set_wire_format = true; extensions 4 to max; }
        message I { extend S { optional I i = 1000; } optional int32 a = 1; }
        extend google.protobuf.MessageOptions { optional S s = 1000; }";
    let expected = "c23e090b10e8071a0208010c";
    assert_eq!(
        options(types, "option (p.s) = { [p.I] { a: 1 } };"),
        expected
    );
    assert_eq!(options(types, "option (p.s).(p.I.i).a = 1;"), expected);
}

#[test]
fn a_message_in_an_any_is_encoded() {
    let types = "import \"google/protobuf/any.proto\";
        message T { optional int32 a = 1; }
        extend google.protobuf.MessageOptions { optional google.protobuf.Any y = 1000; }";
    let set = "option (p.y) = { [type.googleapis.com/p.T] { a: 1 } };";
    let url = hex(b"type.googleapis.com/p.T");
    assert_eq!(options(types, set), format!("c23e1d0a17{url}12020801"));
}

#[test]
fn options_of_source_retention_are_left_out() {
    let types = "syntax = \"proto2\"; package p; import \"google/protobuf/descriptor.proto\";
        message T { optional int32 a = 1 [retention = RETENTION_SOURCE]; optional int32 b = 2; }
        extend google.protobuf.MessageOptions { optional T t = 1000; optional int32 s = 1001 [retention = RETENTION_SOURCE]; }";
    let of = |set: &str| {
        let source = format!("syntax = \"proto2\"; import \"types.proto\"; message M {{ {set} }}");
        let (without, with) = last(&[("types.proto", types), ("m.proto", &source)]);
        let options = |descriptor: &[u8]| of_message(descriptor).map(|bytes| hex(&bytes));
        (options(&without), with.and_then(|with| options(&with)))
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(of("option (p.s) = 1;"), (None, text("c83e01")));
    assert_eq!(
        of("option (p.t) = { a: 1 b: 2 };"),
        (text("c23e021002"), text("c23e0408011002"))
    );
    assert_eq!(of("option deprecated = true;"), (text("1801"), None));
}

/// Zeros are kept, numbers are not packed, and messages are not merged.
#[test]
fn options_of_imports_are_as_written() {
    let types = "syntax = \"proto3\"; import \"google/protobuf/descriptor.proto\"; message T { int32 a = 1; int32 b = 2; }
        extend google.protobuf.MessageOptions { T t = 1000; repeated int32 r = 1001; }";
    let source = "syntax = \"proto3\"; import \"types.proto\"; message M {
        option (r) = 1; option (t).b = 0; option (r) = 2; option (t).a = 1; option deprecated = true; }";
    let (merged, written) = last(&[("types.proto", types), ("m.proto", source)]);
    let options = |descriptor: &[u8]| of_message(descriptor).map(|bytes| hex(&bytes));
    let (merged, written) = (options(&merged), written.and_then(|bytes| options(&bytes)));
    assert_eq!(merged.as_deref(), Some("1801c23e020801ca3e020102"));
    assert_eq!(
        written.as_deref(),
        Some("1801c83e01c23e021000c83e02c23e020801")
    );
}
