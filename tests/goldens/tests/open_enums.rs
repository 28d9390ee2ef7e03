//! Enums that are newtypes of their numbers.

use prost::Message;
use rpcsmith_goldens::goldens::open_enums::open_enums::lamp::{Level, Mode};
use rpcsmith_goldens::goldens::open_enums::open_enums::{
    Color, FRAME, Lamp, SPARE, STRIPES, State, TINT, register,
};
use rpcsmith_goldens::goldens::open_enums_extern::open_enums_extern::Train;
use rpcsmith_goldens::goldens::open_enums_extern::open_enums_extern::train::Next;
use rpcsmith_goldens::goldens::open_enums_paths::signals::result::Ok_;
use rpcsmith_goldens::goldens::open_enums_paths::signals::{None_, Some_};
use rpcsmith_goldens::goldens::open_enums_rules::open_enums_rules::order::Other;
use rpcsmith_goldens::goldens::open_enums_rules::open_enums_rules::{Order, Part, Size};
use rpcsmith_runtime::message::json;
use rpcsmith_runtime::message::reflect::{DescribedEnum, Reflect, Registry, Value};
use rpcsmith_runtime::validate::{Validate, ValidationError};

/// A lamp with known and unknown numbers in each field.
fn lamp() -> Lamp {
    Lamp {
        state: State::On,
        before: Some(State(7)),
        color: Some(Color::Green),
        painted: None,
        shade: Color(-5),
        history: vec![State::On, State(9), State::Broken],
        colors: vec![Color::Red, Color(8)],
        rooms: [("hall".to_owned(), State(6))].into(),
        floors: [(2, State::On)].into(),
        mode: Some(Mode::Level(Level(4))),
        ..Lamp::default()
    }
}

fn describe(state: State) -> String {
    match state {
        State::On => "on".to_owned(),
        State::Unspecified | State::Broken => "dark".to_owned(),
        State(number) => format!("state {number}"),
    }
}

#[test]
fn constants_are_patterns() {
    assert_eq!(describe(State::On), "on");
    assert_eq!(describe(State(-1)), "dark");
    assert_eq!(describe(State(40)), "state 40");
}

#[test]
fn names_and_numbers_convert() {
    assert_eq!((State::from(1), i32::from(State::On)), (State::On, 1));
    assert_eq!(State::On.as_str_name(), Some("STATE_ON"));
    assert_eq!(State(40).as_str_name(), None);
    assert_eq!(State::from_str_name("STATE_ON"), Some(State::On));
    // An alias.
    assert_eq!(State::from_str_name("STATE_SHINING"), Some(State::On));
    assert_eq!(State::from_str_name("On"), None);
    assert!(State::On.is_known() && !State(40).is_known());
    assert_eq!(format!("{:?} {:?}", State::On, State(40)), "On 40");
    assert_eq!(format!("{:?}", Level::Self_), "Self_");
}

#[test]
fn defaults_are_those_of_the_schema() {
    assert_eq!((State::default().0, Color::default()), (0, Color::Red));
    let lamp = Lamp::default();
    assert_eq!((lamp.color(), lamp.painted()), (Color::Red, Color::Green));
    assert_eq!((lamp.shade, lamp.state), (Color::Red, State::Unspecified));
}

/// The numbers of `lamp`, encoded by hand.
const ENCODED: &[u8] = b"\x08\x01\x10\x07\x18\x04\x28\xfb\xff\xff\xff\xff\xff\xff\xff\xff\x01\
    \x32\x0c\x01\x09\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x38\x03\x38\x08\
    \x42\x08\x0a\x04hall\x10\x06\x4a\x04\x08\x02\x10\x01\x58\x04";

#[test]
fn unknown_numbers_stay_in_their_fields() {
    let lamp = lamp();
    assert_eq!(lamp.encode_to_vec(), ENCODED);
    assert_eq!(lamp.encoded_len(), ENCODED.len());
    assert_eq!(Lamp::decode(ENCODED).unwrap(), lamp);
}

#[test]
fn repeated_fields_are_read_in_both_forms() {
    let unpacked = Lamp::decode(&b"\x30\x01\x30\x09"[..]).unwrap();
    assert_eq!(unpacked.history, [State::On, State(9)]);
    let packed = Lamp::decode(&b"\x3a\x02\x03\x08"[..]).unwrap();
    assert_eq!(packed.colors, [Color::Red, Color(8)]);
    for malformed in [
        &b"\x3a\x02\x03"[..],
        b"\x3a\x01\xff",
        b"\x08\xff",
        b"\x0d\x01",
    ] {
        assert!(Lamp::decode(malformed).is_err(), "{malformed:?}");
    }
}

#[test]
fn debug_shows_names_and_hides_secrets() {
    let text = format!(
        "{:?}",
        Lamp {
            code: Some(State::On),
            ..lamp()
        }
    );
    assert!(text.starts_with("Lamp { state: On, before: Some(7), color: Some(Green)"));
    assert!(text.contains("history: [On, 9, Broken]") && text.contains("mode: Some(Level(4))"));
    assert!(text.contains("code: [REDACTED]"), "{text}");
}

#[test]
fn extensions_hold_newtypes() {
    let mut lamp = Lamp::default();
    assert_eq!(TINT.get_or_default(&lamp), Ok(Color::Red));
    assert_eq!(FRAME.get_or_default(&lamp), Ok(Color::Green));
    SPARE.set(&mut lamp, &State(8));
    STRIPES.set(&mut lamp, &vec![Color::Red, Color(5)]);
    let lamp = Lamp::decode(&*lamp.encode_to_vec()).unwrap();
    assert_eq!(SPARE.get(&lamp), Ok(Some(State(8))));
    assert_eq!(STRIPES.get(&lamp), Ok(Some(vec![Color::Red, Color(5)])));
}

#[test]
fn json_has_names_and_unknown_numbers() {
    let mut lamp = Lamp {
        color: None,
        colors: vec![Color::Red],
        shade: Color::Green,
        ..lamp()
    };
    let text = json::to_string(&lamp).unwrap();
    assert_eq!(
        text,
        "{\"state\":\"STATE_ON\",\"before\":7,\"shade\":\"GREEN\",\
         \"history\":[\"STATE_ON\",9,\"STATE_BROKEN\"],\"colors\":[\"RED\"],\
         \"rooms\":{\"hall\":6},\"floors\":{\"2\":\"STATE_ON\"},\"level\":4}"
    );
    assert_eq!(json::from_str::<Lamp>(&text).unwrap(), lamp);

    SPARE.set(&mut lamp, &State::On);
    let mut registry = Registry::default();
    register(&mut registry);
    let options = json::WriteOptions::new().registry(&registry);
    let text = options.to_string(&lamp).unwrap();
    assert!(
        text.ends_with("\"[open_enums.spare]\":\"STATE_ON\"}"),
        "{text}"
    );

    assert_eq!(
        serde_json::to_string(&[State::On, State(7)]).unwrap(),
        "[\"STATE_ON\",7]"
    );
    let states: Vec<State> = serde_json::from_str("[\"STATE_SHINING\", 7, -1]").unwrap();
    assert_eq!(states, [State::On, State(7), State::Broken]);
    // A closed enum has no other numbers in JSON.
    assert_eq!(serde_json::from_str::<Color>("4").unwrap(), Color::Green);
    serde_json::from_str::<Color>("5").unwrap_err();
}

#[test]
fn the_text_format_has_names_and_unknown_numbers() {
    let lamp = Lamp {
        color: None,
        colors: vec![Color::Red],
        shade: Color::Green,
        ..lamp()
    };
    let text = lamp.to_string();
    assert!(
        text.contains("state: STATE_ON") && text.contains("before: 7"),
        "{text}"
    );
    assert_eq!(text.parse::<Lamp>().unwrap(), lamp);
}

#[test]
fn fields_are_read_and_written_by_index() {
    let mut lamp = lamp();
    assert!(matches!(Reflect::get(&lamp, 1), Some(Value::I32(7))));
    lamp.clear_field(0);
    lamp.clear_field(1);
    assert_eq!((lamp.state, lamp.before), (State::Unspecified, None));
    assert!(State::descriptor().number_of("STATE_OFF") == Some(2));
}

/// The ids of the violated rules.
fn violated(order: &Order) -> Vec<String> {
    match order.validate() {
        Ok(()) => Vec::new(),
        Err(ValidationError::Violations(found)) => {
            let ids = found.violations().iter().map(|it| it.rule_id().to_owned());
            ids.collect()
        }
        Err(error) => panic!("{error}"),
    }
}

/// An order that violates no rule.
fn valid_order() -> Order {
    Order {
        size: Size::Small,
        least: Some(Size::Small),
        fixed: Size::Large,
        sizes: vec![Size::Small, Size::Large],
        named: [("a".to_owned(), Size::Large)].into(),
        other: Some(Other::OtherSize(Size::Small)),
        needed: Some(Size::Unspecified),
        copy: None,
        checked: Size::Small,
    }
}

#[test]
fn rules_accept_known_numbers() {
    let valid = valid_order();
    assert_eq!(violated(&valid), [""; 0]);
    let copy = Some(Box::new(valid.clone()));
    assert_eq!(
        violated(&Order {
            copy,
            ..valid.clone()
        }),
        [""; 0]
    );
    let part = Part {
        size: Size::Small,
        sizes: valid.sizes.clone(),
        others: vec![Size::Large],
        ..Part::default()
    };
    let other = Some(Other::Part(part));
    assert_eq!(
        violated(&Order {
            other,
            ..valid.clone()
        }),
        [""; 0]
    );
}

/// Makes an order invalid.
type Change = fn(&mut Order);

#[test]
fn rules_reject_numbers() {
    let cases: [(Change, &[&str]); 9] = [
        (
            |order| order.size = Size::Unspecified,
            &["enum.not_in", "order.sizes"],
        ),
        (
            |order| order.size = Size(3),
            &["enum.defined_only", "order.sizes"],
        ),
        (|order| order.least = Some(Size::Large), &["enum.in"]),
        (|order| order.fixed = Size::Small, &["enum.const"]),
        (|order| order.sizes.push(Size::Large), &["repeated.unique"]),
        (|order| order.sizes.push(Size(4)), &["enum.defined_only"]),
        (
            |order| order.named = [("a".to_owned(), Size(3))].into(),
            &["enum.defined_only", "order.named"],
        ),
        (
            |order| order.other = Some(Other::OtherSize(Size(5))),
            &["enum.defined_only"],
        ),
        (|order| order.needed = None, &["required"]),
    ];
    for (change, expected) in cases {
        let mut order = valid_order();
        change(&mut order);
        let mut ids = violated(&order);
        ids.sort();
        assert_eq!(ids, expected, "{order:?}");
    }
}

#[test]
fn newtypes_of_another_crate_have_the_names_of_that_crate() {
    let train = Train {
        some: Some(Some_::None),
        oks: vec![Ok_::Err, Ok_(5)],
        next: Some(Next::Then(Ok_::Ok)),
        rule: Some(Some_(9)),
        ..Train::default()
    };
    assert_eq!(train.none(), None_::Nothing);
    let decoded = Train::decode(&*train.encode_to_vec()).unwrap();
    assert_eq!(decoded, train);
    let Err(ValidationError::Violations(violations)) = train.validate() else {
        panic!("9 is no value");
    };
    let rules = violations.violations().iter();
    let rules: Vec<_> = rules.map(|violation| violation.rule_id()).collect();
    assert_eq!(rules, ["some", "enum.defined_only"]);
}
