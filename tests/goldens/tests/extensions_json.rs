//! Extensions in JSON and in the text format.

use rpcsmith_goldens::goldens::extensions_json::extensions_json::{
    self as proto, Content, Item, Level, Set, content, only,
};
use rpcsmith_goldens::goldens::extensions_json::register_all;
use rpcsmith_runtime::message::json::{ReadOptions, WriteOptions};
use rpcsmith_runtime::message::reflect::Registry;
use rpcsmith_runtime::message::text;

fn registry() -> Registry {
    let mut registry = Registry::new();
    register_all(&mut registry);
    registry
}

#[expect(deprecated)]
fn item() -> Item {
    let mut item = Item {
        name: Some("a".to_owned()),
        ..Item::default()
    };
    proto::LABEL.set(&mut item, &"blue".to_owned());
    proto::SIZES.set(&mut item, &vec![1, -2]);
    proto::LEVEL.set(&mut item, &Level::High.into());
    proto::LEVELS.set(&mut item, &vec![Level::Low.into(), Level::High.into()]);
    let next = Item {
        name: Some("b".to_owned()),
        ..Item::default()
    };
    proto::NEXT.set(&mut item, &next);
    proto::PARTS.set(&mut item, &vec![next, Item::default()]);
    let time = prost_types::Timestamp {
        seconds: 1,
        nanos: 0,
    };
    proto::TIME.set(&mut item, &time);
    proto::COUNT.set(&mut item, &5);
    proto::FRAME.set(&mut item, &proto::Frame { width: Some(3) });
    proto::DATA.set(&mut item, &vec![0, 1]);
    only::OTHER.set(&mut item, &Level::Low.into());
    item
}

#[test]
fn extensions_are_keys_in_brackets() {
    let registry = registry();
    let item = item();
    let text = WriteOptions::new().registry(&registry).to_string(&item);
    let text = text.unwrap();
    let expected = concat!(
        r#"{"name":"a","[extensions_json.label]":"blue","[extensions_json.sizes]":["1","-2"],"#,
        r#""[extensions_json.level]":"LEVEL_HIGH","[extensions_json.levels]":["LEVEL_LOW","LEVEL_HIGH"],"#,
        r#""[extensions_json.next]":{"name":"b"},"[extensions_json.parts]":[{"name":"b"},{}],"#,
        r#""[extensions_json.time]":"1970-01-01T00:00:01Z","[extensions_json.count]":"5","#,
        r#""[extensions_json.frame]":{"width":3},"[extensions_json.data]":"AAE=","#,
        r#""[extensions_json.only.other]":"LEVEL_LOW"}"#
    );
    assert_eq!(text, expected);
    let read: Item = ReadOptions::new()
        .registry(&registry)
        .from_str(&text)
        .unwrap();
    assert_eq!(read, item);
    // Without a registry, their names are not known.
    assert_eq!(serde_json::to_string(&item).unwrap(), r#"{"name":"a"}"#);
    assert!(serde_json::from_str::<Item>(&text).is_err());
}

#[test]
fn extensions_of_message_sets_are_keys_too() {
    let registry = registry();
    let mut set = Set::default();
    let message = Content {
        text: Some("t".to_owned()),
    };
    content::CONTENT.set(&mut set, &message);
    let text = WriteOptions::new().registry(&registry).to_string(&set);
    let text = text.unwrap();
    assert_eq!(
        text,
        r#"{"[extensions_json.Content.content]":{"text":"t"}}"#
    );
    let read: Set = ReadOptions::new()
        .registry(&registry)
        .from_str(&text)
        .unwrap();
    assert_eq!(read, set);
}

#[test]
fn secret_extensions_are_hidden() {
    let registry = registry();
    let mut item = Item::default();
    proto::TOKEN.set(&mut item, &"hunter".to_owned());
    proto::PINS.set(&mut item, &vec![4711]);
    let write = WriteOptions::new().registry(&registry);
    assert_eq!(
        write.redact(true).to_string(&item).unwrap(),
        r#"{"[extensions_json.token]":"[REDACTED]","[extensions_json.pins]":"[REDACTED]"}"#
    );
    let printed = text::WriteOptions::new().registry(&registry).lines(false);
    assert_eq!(
        printed.redact(true).to_string(&item),
        "[extensions_json.token]: [REDACTED] [extensions_json.pins]: [REDACTED]"
    );
    // They are the same with a registry that shows them.
    let shown = write.to_string(&item).unwrap();
    let read = ReadOptions::new().registry(&registry);
    assert_eq!(read.from_str(&shown), Ok(item));
}

#[test]
fn errors_hide_secret_extensions() {
    let registry = registry();
    let read = ReadOptions::new().registry(&registry);
    let error = |text: &str| read.from_str::<Item>(text).unwrap_err().to_string();
    assert_eq!(
        error(r#"{"[extensions_json.pins]":[1,"hunter"]}"#),
        "[extensions_json.pins]: invalid value, expected a 32-bit integer at line 1, column 37"
    );
    assert_eq!(
        error(r#"{"[extensions_json.next]":{"[extensions_json.token]":4711}}"#),
        "[extensions_json.next].[extensions_json.token]: invalid type, expected a string at line 1, column 57"
    );
    assert!(error(r#"{"[extensions_json.label]":4711}"#).contains("4711"));
    let read = text::ReadOptions::new().registry(&registry);
    let error = |text: &str| read.from_str::<Item>(text).unwrap_err().to_string();
    assert_eq!(
        error("[extensions_json.token]: hunter"),
        "expected a string at line 1, column 26"
    );
    assert_eq!(
        error("[extensions_json.pins]: [1, hunter]"),
        "expected an integer at line 1, column 29"
    );
    assert!(error("[extensions_json.label]: hunter").contains("hunter"));
}
