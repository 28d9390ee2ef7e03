//! Extensions in JSON, in the text format and in the registry.

use prost::Message;
use rpcsmith_runtime::message::descriptor::{FieldOptions, MethodOptions};
use rpcsmith_runtime::message::reflect::{Registry, Value, extension, field};
use rpcsmith_runtime::message::{Extension, kind};

const LABEL: Extension<FieldOptions, String> =
    Extension::singular(50000, "shop.label", kind::String);
const NUMBERS: Extension<FieldOptions, Vec<i32>> =
    Extension::packed(50001, "shop.numbers", kind::Int32);
const TIMEOUT: Extension<FieldOptions, prost_types::Duration> =
    Extension::singular(50002, "shop.timeout", kind::Message);
const TIMEOUTS: Extension<FieldOptions, Vec<prost_types::Duration>> =
    Extension::repeated_group(50003, "shop.timeouts");
const IN_SET: Extension<MethodOptions, prost_types::Duration> =
    Extension::in_message_set(0x7fff_fffe, "shop.in_set");

const OPTIONS: &str = "google.protobuf.FieldOptions";

fn registry() -> Registry {
    let mut registry = Registry::new();
    registry
        .extend(OPTIONS, extension::scalar(LABEL, field::optional::string))
        .extend(OPTIONS, extension::scalars(NUMBERS, field::repeated::int32))
        .extend(
            OPTIONS,
            extension::message(TIMEOUT, field::optional::message::<prost_types::Duration>),
        )
        .extend(
            OPTIONS,
            extension::messages(TIMEOUTS, field::repeated::group::<prost_types::Duration>),
        )
        .extend(
            "shop.Set",
            extension::message(IN_SET, field::optional::message::<prost_types::Duration>),
        );
    registry
}

fn seconds(seconds: i64) -> prost_types::Duration {
    prost_types::Duration { seconds, nanos: 0 }
}

#[test]
fn an_extension_is_read_and_written_by_its_name() {
    let registry = registry();
    let mut options = FieldOptions::default();
    let label = registry.extension(OPTIONS, "shop.label").unwrap();
    assert!(label.read(&options.unknown_fields).unwrap().is_none());
    LABEL.set(&mut options, &"a".to_owned());
    let holder = label.read(&options.unknown_fields).unwrap().unwrap();
    assert!(matches!(holder.get(0), Some(Value::String("a"))));
    assert_eq!(holder.descriptor().fields()[0].name(), "shop.label");
    assert_eq!(holder.to_bytes(), options.encode_to_vec());
    assert!(registry.extension(OPTIONS, "shop.other").is_none());
    assert_eq!(registry.extensions(OPTIONS).len(), 4);
}

#[test]
fn all_forms_of_extensions_are_read() {
    let registry = registry();
    let mut options = FieldOptions::default();
    NUMBERS.set(&mut options, &vec![1, -2]);
    TIMEOUT.set(&mut options, &seconds(3));
    TIMEOUTS.set(&mut options, &vec![seconds(4), seconds(5)]);
    let read = |name: &str| {
        let extension = registry.extension(OPTIONS, name).unwrap();
        extension.read(&options.unknown_fields).unwrap().unwrap()
    };
    let numbers = read("shop.numbers");
    let Some(Value::List(list)) = numbers.get(0) else {
        panic!("a list");
    };
    assert!(matches!(list.get(1), Some(Value::I32(-2))));
    let timeouts = read("shop.timeouts");
    let Some(Value::Messages(messages)) = timeouts.get(0) else {
        panic!("messages");
    };
    assert_eq!(messages.len(), 2);
    let timeout = read("shop.timeout");
    let Some(Value::Message(message)) = timeout.get(0) else {
        panic!("a message");
    };
    assert!(matches!(message.get(0), Some(Value::I64(3))));
    // What was read is written as it was.
    let mut copy = FieldOptions::default();
    for holder in [numbers, timeout, timeouts] {
        copy.unknown_fields.push_encoded(&holder.to_bytes());
    }
    assert_eq!(copy, options);
}

#[test]
fn an_extension_of_a_message_set_is_an_item() {
    let registry = registry();
    let mut options = MethodOptions::default();
    IN_SET.set(&mut options, &seconds(1));
    let extension = registry.extension("shop.Set", "shop.in_set").unwrap();
    let holder = extension.read(&options.unknown_fields).unwrap().unwrap();
    assert_eq!(holder.to_bytes(), options.encode_to_vec());
    let (number, value) = options.unknown_fields.iter().next().unwrap();
    assert!(extension.matches(number, value));
}

#[test]
fn malformed_extensions_are_errors() {
    let registry = registry();
    // A number for a text.
    let options = FieldOptions::decode(&b"\x80\xb5\x18\x01"[..]).unwrap();
    let label = registry.extension(OPTIONS, "shop.label").unwrap();
    assert!(label.read(&options.unknown_fields).is_err());
}
