//! Field masks over messages of prost-types.

use prost_types::value::Kind;
use prost_types::{FieldMask, ListValue, Struct, Timestamp, Value};
use rpcsmith_message::reflect::Mask;

fn mask(paths: &[&str]) -> FieldMask {
    FieldMask {
        paths: paths.iter().map(|path| (*path).to_owned()).collect(),
    }
}

fn object(entries: &[(&str, f64)]) -> Value {
    let entries = entries.iter().map(|(key, number)| {
        let value = Value {
            kind: Some(Kind::NumberValue(*number)),
        };
        ((*key).to_owned(), value)
    });
    Value {
        kind: Some(Kind::StructValue(Struct {
            fields: entries.collect(),
        })),
    }
}

fn list(count: usize) -> ListValue {
    ListValue {
        values: vec![Value::default(); count],
    }
}

#[test]
fn scalars_are_copied_or_cleared() {
    let (source, mut target) = (
        Timestamp {
            seconds: 0,
            nanos: 4,
        },
        Timestamp {
            seconds: 1,
            nanos: 2,
        },
    );
    Mask::new(&mask(&["seconds"]))
        .unwrap()
        .merge(&source, &mut target);
    assert_eq!(
        target,
        Timestamp {
            seconds: 0,
            nanos: 2
        }
    );
    Mask::new(&mask(&["seconds", "nanos"]))
        .unwrap()
        .merge(&source, &mut target);
    assert_eq!(target, source);
    Mask::new(&mask(&[]))
        .unwrap()
        .merge(&Timestamp::default(), &mut target);
    assert_eq!(target, source);
}

#[test]
fn repeated_fields_are_added_or_replaced() {
    let mask = Mask::new(&mask(&["values"])).unwrap();
    let mut target = list(1);
    mask.merge(&list(2), &mut target);
    assert_eq!(target, list(3));
    mask.clone().replace_repeated().merge(&list(2), &mut target);
    assert_eq!(target, list(2));
    mask.clear(&mut target);
    assert_eq!(target, list(0));
}

#[test]
fn messages_are_merged_or_replaced() {
    let whole = Mask::new(&mask(&["struct_value"])).unwrap();
    let within = Mask::new(&mask(&["struct_value.fields"])).unwrap();
    for mask in [&whole, &within] {
        let mut target = object(&[("a", 1.0), ("b", 2.0)]);
        mask.merge(&object(&[("b", 3.0), ("c", 4.0)]), &mut target);
        assert_eq!(target, object(&[("a", 1.0), ("b", 3.0), ("c", 4.0)]));
    }
    let mut target = object(&[("a", 1.0)]);
    whole
        .clone()
        .replace_messages()
        .merge(&object(&[("b", 3.0)]), &mut target);
    assert_eq!(target, object(&[("b", 3.0)]));
    // An unset message of the source clears what is selected of it, and an unset one of the target stays unset.
    within
        .clone()
        .replace_repeated()
        .merge(&Value::default(), &mut target);
    assert_eq!(target, object(&[]));
    let mut target = Value::default();
    within.merge(&Value::default(), &mut target);
    within.clear(&mut target);
    within.retain(&mut target);
    assert_eq!(target, Value::default());
}

#[test]
fn other_fields_are_cleared() {
    let mut time = Timestamp {
        seconds: 1,
        nanos: 2,
    };
    Mask::new(&mask(&["nanos"])).unwrap().retain(&mut time);
    assert_eq!(
        time,
        Timestamp {
            seconds: 0,
            nanos: 2
        }
    );
    let mut value = object(&[("a", 1.0)]);
    Mask::new(&mask(&["struct_value.fields", "number_value"]))
        .unwrap()
        .retain(&mut value);
    assert_eq!(value, object(&[("a", 1.0)]));
    Mask::new(&mask(&["number_value"]))
        .unwrap()
        .retain(&mut value);
    assert_eq!(value, Value::default());
}

#[test]
fn a_path_within_a_selected_field_adds_nothing() {
    for paths in [
        ["struct_value", "struct_value.fields"],
        ["struct_value.fields", "struct_value"],
    ] {
        let mut value = object(&[]);
        Mask::new(&mask(&paths)).unwrap().clear(&mut value);
        assert_eq!(value, Value::default());
    }
    let nested = Mask::<Value>::new(&mask(&["struct_value", "struct_value.other"]));
    assert!(
        nested
            .unwrap_err()
            .to_string()
            .contains("google.protobuf.Struct has no field `other`")
    );
}

#[test]
fn an_update_without_a_mask_changes_the_fields_that_are_set() {
    let update = Timestamp {
        seconds: 3,
        nanos: 0,
    };
    let mut target = Timestamp {
        seconds: 1,
        nanos: 2,
    };
    Mask::of_set_fields(&update).merge(&update, &mut target);
    assert_eq!(
        target,
        Timestamp {
            seconds: 3,
            nanos: 2
        }
    );
    // A member of a oneof is set, also with its default value.
    let update = Value {
        kind: Some(Kind::NumberValue(0.0)),
    };
    let mut target = object(&[]);
    Mask::of_set_fields(&update).merge(&update, &mut target);
    assert_eq!(target, update);
}

#[test]
fn invalid_paths_are_errors() {
    for (path, fault) in [
        ("", "google.protobuf.Value has no field ``"),
        (
            "structValue",
            "google.protobuf.Value has no field `structValue`",
        ),
        ("struct_value.", "google.protobuf.Struct has no field ``"),
        (
            "struct_value.x.y",
            "google.protobuf.Struct has no field `x`",
        ),
        (
            "struct_value.fields.a",
            "the field `fields` of google.protobuf.Struct is not a single message, so a path must end there",
        ),
        (
            "number_value.x",
            "the field `number_value` of google.protobuf.Value is not a single message",
        ),
    ] {
        let error = Mask::<Value>::new(&mask(&["bool_value", path])).unwrap_err();
        assert_eq!(error.path(), path);
        assert!(error.to_string().contains(fault), "{error}");
    }
}
