//! Rules over values whose types are known only at runtime, and over values with different representations.

use std::collections::{BTreeMap, HashMap};

use prost_types::value::Kind;
use prost_types::{ListValue, Struct, Value};
use rpcsmith_goldens::goldens::validate_dynamic::validate_dynamic::{
    AnyType, Branches, Colors, Concatenated, Guarded, Item, Keyword, Labels, Lists, Lookup, Mapped,
    MappedLists, Maps, Members, Meta, MetaItems, Mixed, Nested, Numbers, Same, Texts, Times, Types,
    UniqueIds, Unset, WrapperOrScalar, members,
};
use rpcsmith_runtime::validate::cel::Timestamp;
use rpcsmith_runtime::validate::{Options, Validate, ValidationError};

#[derive(Debug, PartialEq)]
enum Outcome {
    Valid,
    Violation,
    Error(String),
}

fn outcome(message: &impl Validate) -> Outcome {
    let options = Options::new().now(Timestamp::new(1_000_000, 0));
    match message.validate_with(&options) {
        Ok(()) => Outcome::Valid,
        Err(ValidationError::Violations(_)) => Outcome::Violation,
        Err(error) => Outcome::Error(error.to_string()),
    }
}

#[track_caller]
fn valid(message: &impl Validate) {
    assert_eq!(outcome(message), Outcome::Valid);
}

#[track_caller]
fn violation(message: &impl Validate) {
    assert_eq!(outcome(message), Outcome::Violation);
}

/// Asserts that a rule fails at runtime, with an error that contains the text.
#[track_caller]
fn error(message: &impl Validate, text: &str) {
    match outcome(message) {
        Outcome::Error(error) => assert!(error.contains(text), "{error}"),
        other => panic!("{other:?}"),
    }
}

fn item(id: &str, count: i32) -> Item {
    Item {
        id: id.to_owned(),
        count,
        ..Item::default()
    }
}

fn text(text: &str) -> Value {
    Kind::StringValue(text.to_owned()).into()
}

fn number(number: f64) -> Value {
    Kind::NumberValue(number).into()
}

fn list(values: Vec<Value>) -> ListValue {
    ListValue { values }
}

fn structure<const N: usize>(fields: [(&str, Value); N]) -> Option<Struct> {
    let fields = fields.map(|(name, value)| (name.to_owned(), value));
    Some(Struct {
        fields: BTreeMap::from(fields),
    })
}

fn strings<const N: usize>(strings: [&str; N]) -> Vec<String> {
    strings.map(str::to_owned).to_vec()
}

#[test]
fn fields_of_a_struct() {
    valid(&Meta {
        meta: structure([("x", text("a"))]),
    });
    violation(&Meta {
        meta: structure([("x", number(1.0))]),
    });
    error(&Meta { meta: None }, "no such key");
}

#[test]
fn a_value_of_any_type() {
    valid(&AnyType {
        v: Some(text("abc")),
    });
    valid(&AnyType {
        v: Some(number(4.0)),
    });
    valid(&AnyType { v: None });
    violation(&AnyType {
        v: Some(number(3.0)),
    });
    error(
        &AnyType {
            v: Some(Kind::BoolValue(true).into()),
        },
        "no such overload",
    );
}

#[test]
fn lists_within_a_struct() {
    let b = |first: Value| {
        let b = Kind::ListValue(list(vec![first]));
        structure([(
            "a",
            Kind::StructValue(structure([("b", b.into())]).unwrap_or_default()).into(),
        )])
    };
    valid(&MetaItems {
        meta: b(number(2.0)),
    });
    violation(&MetaItems {
        meta: b(number(5.0)),
    });
    error(&MetaItems { meta: b(text("2")) }, "no such overload");
    violation(&MetaItems { meta: None });
}

#[test]
fn lists_of_values() {
    let lists = |values: Vec<Value>, flag: bool| Lists {
        l: Some(list(values)),
        vs: vec![Kind::BoolValue(flag).into()],
    };
    valid(&lists(vec![text("a"), number(1.0)], true));
    violation(&lists(vec![text("a"), number(1.0)], false));
    violation(&lists(vec![text("b")], true));
    violation(&lists(vec![text("a"), text("a")], true));
    violation(&lists(vec![Kind::NullValue(0).into()], true));
}

#[test]
fn maps_and_lists_created_by_rules() {
    let lookup = |k: &str, n| Lookup { k: k.to_owned(), n };
    valid(&lookup("a", 1));
    violation(&lookup("b", 1));
    // An error on one side of `&&` is ignored if the other side is false.
    violation(&lookup("c", 1));

    let mixed = |k: &str, n| Mixed { k: k.to_owned(), n };
    valid(&mixed("a", 3));
    violation(&mixed("b", 3));
    violation(&mixed("a", 2));

    let concatenated = |a, b| Concatenated { a, b };
    valid(&concatenated(strings(["y"]), strings([])));
    violation(&concatenated(strings(["x"]), strings([])));
    violation(&concatenated(strings([]), strings(["y"])));
    violation(&concatenated(strings(["y", "y"]), strings(["y"])));
}

#[test]
fn macros_over_messages() {
    let unique = |ids: &[&str]| UniqueIds {
        items: ids.iter().map(|id| item(id, 0)).collect(),
    };
    valid(&unique(&["a", "b"]));
    violation(&unique(&["a", "b", "a"]));

    let labels = |key: &str, value: &str| Labels {
        labels: HashMap::from([(key.to_owned(), value.to_owned())]),
    };
    valid(&labels("x1", "short"));
    violation(&labels("y1", "short"));
    violation(&labels("x1", "far too long"));

    let nested = |tag: &str, name: &str| {
        let inner = Item {
            tags: strings([tag]),
            by_name: HashMap::from([(name.to_owned(), item("", 0))]),
            ..Item::default()
        };
        Nested {
            items: HashMap::from([("outer".to_owned(), inner)]),
        }
    };
    valid(&nested("tag", "inner"));
    violation(&nested("t", "inner"));
    violation(&nested("tag", "outer"));

    let same = |ids: &[&str], first: Option<Item>| Same {
        items: ids.iter().map(|id| item(id, 1)).collect(),
        first,
    };
    valid(&same(&["a"], Some(item("a", 1))));
    violation(&same(&["a", "b"], Some(item("a", 1))));
    violation(&same(&["a"], None));
}

#[test]
fn mapped_items() {
    let mapped = |counts: &[i32]| Mapped {
        items: counts.iter().map(|&count| item("", count)).collect(),
    };
    valid(&mapped(&[2, 4]));
    valid(&mapped(&[1]));
    violation(&mapped(&[3]));
    violation(&mapped(&[2, 2, 2]));

    let lists = |tags: &[&str], count| MappedLists {
        items: vec![Item {
            tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
            child: Some(Box::new(item("", count))),
            ..Item::default()
        }],
    };
    valid(&lists(&["a", "b"], 2));
    violation(&lists(&["a", "b", "c"], 2));
    violation(&lists(&["a"], 3));
}

#[test]
fn unset_fields_have_their_default() {
    valid(&Unset { a: None });
    let leaf = |id: &str| {
        let child = Item {
            child: Some(Box::new(item(id, 0))),
            ..Item::default()
        };
        Some(Item {
            child: Some(Box::new(child)),
            ..Item::default()
        })
    };
    valid(&Unset { a: leaf("") });
    violation(&Unset { a: leaf("x") });

    valid(&Guarded {
        a: Some(item("", 2)),
    });
    violation(&Guarded {
        a: Some(item("", 1)),
    });
    violation(&Guarded { a: None });
}

#[test]
fn branches_with_different_representations() {
    valid(&WrapperOrScalar { w: Some(4), s: 0 });
    violation(&WrapperOrScalar { w: Some(3), s: 9 });
    valid(&WrapperOrScalar { w: None, s: 4 });

    let branches = |a, b| Branches { a, b };
    let with = |id: &str, count| Some(item(id, count));
    valid(&branches(with("x", 4), with("x", 4)));
    violation(&branches(with("x", 4), with("x", 5)));
    violation(&branches(None, None));
    violation(&branches(with("x", 4), None));

    let texts = |s: &str| Texts {
        s: s.to_owned(),
        w: None,
    };
    valid(&texts("abc"));
    violation(&texts(""));
    violation(&texts("abcd"));
}

#[test]
fn times() {
    let times = |seconds, span| Times {
        t: Some(prost_types::Timestamp { seconds, nanos: 0 }),
        d: Some(prost_types::Duration {
            seconds: span,
            nanos: 0,
        }),
    };
    valid(&times(1_000_000, 60));
    violation(&times(1_000_000, 90_000));
    violation(&times(1_005_000, 60));
    error(&times(253_402_300_799, 60), "out of range");
}

#[test]
fn names_members_and_enums() {
    valid(&Keyword::default());
    violation(&Keyword {
        r#if: "x".to_owned(),
    });

    let members = |kind| Members { kind };
    valid(&members(Some(members::Kind::Name("abc".to_owned()))));
    violation(&members(Some(members::Kind::Name("a".to_owned()))));
    valid(&members(Some(members::Kind::Item(item("", 2)))));
    valid(&members(Some(members::Kind::Number(7))));
    violation(&members(Some(members::Kind::Number(8))));
    violation(&members(None));

    let colors = |color, colors: &[i32]| Colors {
        color,
        colors: colors.to_vec(),
    };
    valid(&colors(1, &[]));
    valid(&colors(0, &[1, 2]));
    violation(&colors(2, &[1]));
}

#[test]
fn numbers_maps_and_types() {
    let numbers = Numbers {
        a: 6,
        b: 1,
        c: 10.0,
        d: vec![1],
        f: 2.5,
    };
    valid(&numbers);
    violation(&Numbers {
        f: 2.4,
        ..numbers.clone()
    });
    violation(&Numbers {
        f: f32::NAN,
        b: 2,
        ..numbers.clone()
    });
    error(
        &Numbers {
            b: u64::MAX,
            ..numbers
        },
        "overflow",
    );

    let maps = |key: i32, count| Maps {
        m: HashMap::from([("a".to_owned(), 1)]),
        n: HashMap::from([(key, item("", count))]),
    };
    valid(&maps(4, 4));
    violation(&maps(4, 5));
    violation(&maps(3, 3));

    let limited = Item {
        limit: Some(1),
        ..Item::default()
    };
    valid(&Types { a: Some(limited) });
    violation(&Types { a: None });
}
