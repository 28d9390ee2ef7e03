//! Objects, lists, maps, oneofs and `null`.

use rpcsmith_message::json;
use rpcsmith_message::reflect::Reflect;

use crate::messages::{Known, Node, OneofKind, Scalars};
use crate::{error, read, same};

#[test]
fn messages_lists_and_maps_keep_their_values() {
    same::<Node>(
        r#"{"name":"a","child":{"child":{}},"children":[{"name":"b"},{}],"byId":{"-1":{"name":"c"},"2":{}},"numbers":[1,0,-1],"colors":["RED",7,"ZERO"],"labels":{"":"x","k\n":"v","é":""},"byFlag":{"false":"1","true":"0"},"colorOf":{"1":"RED","10":9}}"#,
    );
    same::<Node>("{}");
}

#[test]
fn names_are_those_of_json_or_of_the_schema() {
    for name in ["displayName", "display_name", r"display\u004eame"] {
        assert_eq!(
            read::<Scalars>(&format!(r#"{{"{name}":"x"}}"#)).display_name,
            "x"
        );
    }
    for name in ["DisplayName", "displayname", "display-name", ""] {
        error::<Scalars>(&format!(r#"{{"{name}":"x"}}"#));
    }
}

#[test]
fn fields_are_in_any_order() {
    let message: Scalars =
        read(r#" { "needed" : 1 , "int32" : 2 , "data" : "AQ==" , "int64" : 3 } "#);
    assert_eq!((message.needed, message.int32, message.int64), (1, 2, 3));
}

#[test]
fn null_is_no_value() {
    let message: Scalars = read(
        r#"{"int32":null,"displayName":null,"maybe":null,"color":null,"closed":null,"null":null}"#,
    );
    assert_eq!(message, Scalars::default());
    let node: Node = read(
        r#"{"child":null,"children":null,"byId":null,"numbers":null,"labels":null,"colorOf":null}"#,
    );
    assert_eq!(node, Node::default());
    let known: Known = read(
        r#"{"time":null,"any":null,"object":null,"array":null,"number":null,"jsons":null,"aText":null}"#,
    );
    assert_eq!(known, Known::default());
    for text in [
        "null",
        r#"{"children":[null]}"#,
        r#"{"numbers":[1,null]}"#,
        r#"{"colors":[null]}"#,
        r#"{"byId":{"1":null}}"#,
        r#"{"labels":{"a":null}}"#,
        r#"{"colorOf":{"1":null}}"#,
        r#"{null:1}"#,
    ] {
        error::<Node>(text);
    }
}

#[test]
fn null_is_a_value_of_some_types() {
    let null = Some(prost_types::value::Kind::NullValue(0));
    assert_eq!(read::<Known>(r#"{"json":null}"#).json.unwrap().kind, null);
    assert_eq!(read::<Known>(r#"{"jsons":[null,1]}"#).jsons[0].kind, null);
    assert_eq!(
        read::<Known>(r#"{"aNull":null}"#).kind,
        Some(OneofKind::Null(0))
    );
    assert_eq!(
        read::<Known>(r#"{"aNull":"NULL_VALUE"}"#).kind,
        Some(OneofKind::Null(0))
    );
    assert!(
        matches!(read::<Known>(r#"{"aJson":null}"#).kind, Some(OneofKind::Json(json)) if json.kind == null)
    );
    same::<Known>(r#"{"aNull":null}"#);
    same::<Known>(r#"{"json":null,"jsons":[null]}"#);
}

#[test]
fn fields_are_set_once() {
    for text in [
        r#"{"name":"a","name":"b"}"#,
        r#"{"name":null,"name":"b"}"#,
        r#"{"byId":{},"by_id":{}}"#,
        r#"{"byId":{"1":{},"1":{}}}"#,
        r#"{"byId":{"1":{},"\u0031":{}}}"#,
        r#"{"labels":{"a":"","a":""}}"#,
        r#"{"colorOf":{"1":1,"1":1}}"#,
    ] {
        let error = error::<Node>(text);
        assert!(error.contains("twice"), "{error}");
    }
    error::<Known>(r#"{"object":{"a":1,"a":1}}"#);
}

#[test]
fn oneofs_have_one_member() {
    assert_eq!(
        read::<Known>(r#"{"aText":"x"}"#).kind,
        Some(OneofKind::Text("x".to_owned()))
    );
    assert_eq!(
        read::<Known>(r#"{"aText":""}"#).kind,
        Some(OneofKind::Text(String::new()))
    );
    assert_eq!(
        read::<Known>(r#"{"aColor":null,"aText":"x"}"#).kind,
        Some(OneofKind::Text("x".to_owned()))
    );
    assert_eq!(
        read::<Known>(r#"{"aText":"x","aColor":null}"#).kind,
        Some(OneofKind::Text("x".to_owned()))
    );
    for text in [
        r#"{"aText":"x","aColor":1}"#,
        r#"{"aJson":null,"aText":""}"#,
        r#"{"aText":"","aNull":null}"#,
    ] {
        let error = error::<Known>(text);
        assert!(error.contains("another field of the same oneof"), "{error}");
    }
}

#[test]
fn keys_have_the_type_of_the_map() {
    assert_eq!(read::<Node>(r#"{"byFlag":{"true":1}}"#).by_flag[&true], 1);
    for text in [
        r#"{"byFlag":{"1":1}}"#,
        r#"{"byFlag":{"True":1}}"#,
        r#"{"byId":{"a":{}}}"#,
        r#"{"byId":{"+1":{}}}"#,
        r#"{"byId":{"01":{}}}"#,
        r#"{"byId":{"":{}}}"#,
        r#"{"byId":{"9223372036854775808":{}}}"#,
        r#"{"colorOf":{"2147483648":1}}"#,
        r#"{"byId":{1:{}}}"#,
    ] {
        error::<Node>(text);
    }
}

#[test]
fn other_texts_are_not_messages() {
    for text in [
        "",
        " ",
        "1",
        "[]",
        "\"a\"",
        "{",
        "}",
        "{}}",
        "{} {}",
        r#"{"name"}"#,
        r#"{"name":}"#,
        r#"{"name":"a",}"#,
        r#"{,}"#,
        r#"{"numbers":[1,]}"#,
        r#"{"numbers":[1 2]}"#,
        r#"{"numbers":1}"#,
        r#"{"children":{}}"#,
        r#"{"byId":[]}"#,
        r#"{"labels":1}"#,
        r#"{'name':"a"}"#,
        r#"{name:"a"}"#,
        r#"{"name":"a"} // a"#,
        "\u{feff}{}",
        r#"{"child":[]}"#,
        r#"{"child":""}"#,
        r#"{"name":"a" "child":{}}"#,
    ] {
        error::<Node>(text);
    }
}

#[test]
fn the_implementations_of_serde_are_the_same() {
    let text = r#"{"child":{"children":[{"name":"b"}],"byId":{"7":{}},"numbers":[1]}}"#;
    let node: Node = serde_json::from_str(text).unwrap();
    assert_eq!(node, read::<Node>(text));
    assert_eq!(serde_json::to_string(&node).unwrap(), text);
    let value = serde_json::to_value(&node).unwrap();
    assert_eq!(serde_json::from_value::<Node>(value).unwrap(), node);
    let error = serde_json::from_str::<Node>("{\"children\":[{},\n{\"child\":1}]}").unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("children[1].child: invalid type"),
        "{error}"
    );
}

#[test]
fn descriptors_name_their_fields() {
    let node = Node::default();
    assert_eq!(node.descriptor().index_of("by_id"), Some(3));
    assert_eq!(json::to_string(&node).unwrap(), "{}");
}
