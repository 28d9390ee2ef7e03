//! Dynamic values.

use std::cmp::Ordering::{Equal, Greater, Less};
use std::collections::HashMap;

use prost_types::value::Kind;
use rpcsmith_runtime::validate::cel::{Duration, Error, Key, Timestamp, Value, format};

use crate::random::Random;

const NO_OVERLOAD: Error = Error::NoSuchOverload;

#[test]
fn numbers_are_equal_across_types() {
    assert_eq!(Value::from(1_i64), Value::from(1_u64));
    assert_eq!(Value::from(1.0), Value::from(1_u64));
    assert_ne!(Value::from(-1_i64), Value::from(u64::MAX));
    assert_ne!(Value::from(f64::NAN), Value::from(f64::NAN));
    assert_ne!(Value::from("1"), Value::from(1_i64));
    assert_ne!(Value::Null, Value::from(false));
    assert_eq!(Value::Null, Value::from(None::<i64>));
    assert_eq!(Value::list([1_i64, 2]), Value::list([1.0, 2.0]));
    assert_ne!(Value::list([1_i64]), Value::list([1_i64, 2]));
    assert_eq!(Value::map([(1_i64, "a")]), Value::map([(1_u64, "a")]));
    assert_ne!(Value::map([(1_i64, "a")]), Value::map([(1_i64, "b")]));
    assert_ne!(Value::from("a"), Value::from(b"a".as_slice()));
    assert_eq!(Value::from("a").type_of(), Value::Type("string"));
    assert_eq!(Value::from("a").type_of().type_of(), Value::Type("type"));
}

#[test]
fn values_have_an_order_within_their_types() {
    assert_eq!(
        Value::from(1_i64).compare(&Value::from(1.5)),
        Ok(Some(Less))
    );
    assert_eq!(
        Value::from(1.5).compare(&Value::from(1_u64)),
        Ok(Some(Greater))
    );
    assert_eq!(
        Value::from(2_u64).compare(&Value::from(2_i64)),
        Ok(Some(Equal))
    );
    assert_eq!(Value::from(f64::NAN).compare(&Value::from(1_i64)), Ok(None));
    assert_eq!(Value::from("a").compare(&Value::from("b")), Ok(Some(Less)));
    assert_eq!(
        Value::from(false).compare(&Value::from(true)),
        Ok(Some(Less))
    );
    assert_eq!(
        Value::from(Duration::new(1, 0)).compare(&Value::from(Duration::new(0, 9))),
        Ok(Some(Greater))
    );
    assert_eq!(
        Value::from("a").compare(&Value::from(1_i64)),
        Err(NO_OVERLOAD)
    );
    assert_eq!(Value::Null.compare(&Value::Null), Err(NO_OVERLOAD));
    assert_eq!(
        Value::list([1_i64]).compare(&Value::list([1_i64])),
        Err(NO_OVERLOAD)
    );
}

#[test]
fn operators_depend_on_the_types() {
    let (one, two) = (Value::from(1_i64), Value::from(2_i64));
    assert_eq!(one.add(&two), Ok(Value::from(3_i64)));
    assert_eq!(one.sub(&two), Ok(Value::from(-1_i64)));
    assert_eq!(two.mul(&two), Ok(Value::from(4_i64)));
    assert_eq!(two.div(&Value::from(0_i64)), Err(Error::DivisionByZero));
    assert_eq!(two.rem(&Value::from(0_i64)), Err(Error::ModulusByZero));
    assert_eq!(one.neg(), Ok(Value::from(-1_i64)));
    assert_eq!(one.add(&Value::from(1_u64)), Err(NO_OVERLOAD));
    assert_eq!(Value::from(1_u64).neg(), Err(NO_OVERLOAD));
    assert_eq!(
        Value::from(1_u64).sub(&Value::from(2_u64)),
        Err(Error::IntegerOverflow)
    );
    assert_eq!(
        Value::from(1.0).div(&Value::from(0.0)),
        Ok(Value::from(f64::INFINITY))
    );
    assert_eq!(Value::from(1.0).rem(&Value::from(1.0)), Err(NO_OVERLOAD));
    assert_eq!(
        Value::from("a").add(&Value::from("é")),
        Ok(Value::from("aé"))
    );
    assert_eq!(
        Value::list([1_i64]).add(&Value::list([2.0])),
        Ok(Value::list([1_i64, 2]))
    );

    let (at, by) = (Timestamp::new(10, 0), Duration::new(3, 0));
    let (at, by) = (Value::from(at), Value::from(by));
    assert_eq!(at.add(&by), by.add(&at));
    assert_eq!(at.sub(&by), Ok(Value::from(Timestamp::new(7, 0))));
    assert_eq!(at.sub(&at), Ok(Value::from(Duration::default())));
    assert_eq!(by.sub(&at), Err(NO_OVERLOAD));
    assert_eq!(at.add(&at), Err(NO_OVERLOAD));
}

#[test]
fn elements_are_found_by_keys_of_any_numeric_type() {
    let list = Value::list(["a", "b"]);
    for one in [Value::from(1_i64), Value::from(1_u64), Value::from(1.0)] {
        assert_eq!(list.index(&one), Ok(&Value::from("b")));
    }
    assert_eq!(list.index(&Value::from(2_i64)), Err(Error::IndexOutOfRange));
    assert_eq!(
        list.index(&Value::from(u64::MAX)),
        Err(Error::IndexOutOfRange)
    );
    assert_eq!(list.index(&Value::from(0.5)), Err(NO_OVERLOAD));
    assert_eq!(list.contains(&Value::from("a")), Ok(true));
    assert_eq!(list.select("a"), Err(NO_OVERLOAD));

    let map = Value::map([
        (Key::from("a"), Value::from(1_i64)),
        (Key::from(5_u64), Value::Null),
    ]);
    assert_eq!(map.select("a"), Ok(&Value::from(1_i64)));
    assert_eq!(map.select("b"), Err(Error::NoSuchKey));
    assert_eq!(
        (map.has("a"), map.has("b"), list.has("a")),
        (true, false, false)
    );
    assert_eq!(map.index(&Value::from(5.0)), Ok(&Value::Null));
    assert_eq!(map.index(&Value::from(5.5)), Err(Error::NoSuchKey));
    assert_eq!(map.contains(&Value::from(5_i64)), Ok(true));
    assert_eq!(map.contains(&Value::Null), Ok(false));
    assert_eq!(
        (map.size(), list.size(), Value::from("né").size()),
        (Ok(2), Ok(2), Ok(2))
    );
    assert_eq!(Value::from("né".as_bytes()).size(), Ok(3));
    assert_eq!(Value::Null.size(), Err(NO_OVERLOAD));
    assert_eq!(map.range(), Ok(vec![Value::from(5_u64), Value::from("a")]));
    assert_eq!(Value::from(true).range(), Err(NO_OVERLOAD));
}

#[test]
fn accessors_check_the_type() {
    assert_eq!(
        (Value::from(true).as_bool(), Value::Null.as_bool()),
        (Ok(true), Err(NO_OVERLOAD))
    );
    assert_eq!(
        (Value::from(1_i32).as_int(), Value::from(1_u32).as_int()),
        (Ok(1), Err(NO_OVERLOAD))
    );
    assert_eq!(
        (
            Value::from(1_u32).as_uint(),
            Value::from(1.5_f32).as_double()
        ),
        (Ok(1), Ok(1.5))
    );
    assert_eq!(
        (Value::from("a").as_str(), Value::Null.as_str()),
        (Ok("a"), Err(NO_OVERLOAD))
    );
    assert_eq!(Value::from(vec![1]).as_bytes(), Ok([1].as_slice()));
    assert_eq!(
        Value::from(Duration::new(1, 0)).as_duration(),
        Ok(Duration::new(1, 0))
    );
    assert_eq!(Value::list([1_i64]).as_list().map(<[Value]>::len), Ok(1));
}

#[test]
fn conversions_depend_on_the_types() {
    assert_eq!(
        (Value::from(1.9).to_int(), Value::from("-7").to_int()),
        (Ok(1), Ok(-7))
    );
    assert_eq!(Value::from(Timestamp::new(5, 1)).to_int(), Ok(5));
    assert_eq!(Value::from(u64::MAX).to_int(), Err(Error::IntegerOverflow));
    assert_eq!(
        (Value::from(-1_i64).to_uint(), Value::from("7").to_uint()),
        (Err(Error::IntegerOverflow), Ok(7))
    );
    assert_eq!(
        (
            Value::from(3_i64).to_double(),
            Value::from("1e3").to_double()
        ),
        (Ok(3.0), Ok(1000.0))
    );
    assert_eq!(
        (Value::from("t").to_bool(), Value::from(1_i64).to_bool()),
        (Ok(true), Err(NO_OVERLOAD))
    );
    assert_eq!(Value::from("a").to_bytes(), Ok(b"a".to_vec()));
    assert_eq!(
        Value::from("1970-01-01T00:00:09Z").to_timestamp(),
        Ok(Timestamp::new(9, 0))
    );
    assert_eq!(Value::from(9_i64).to_timestamp(), Ok(Timestamp::new(9, 0)));
    assert_eq!(Value::from("9s").to_duration(), Ok(Duration::new(9, 0)));
    let texts = [
        Value::from(true),
        Value::from(-1_i64),
        Value::from(1e6),
        Value::from("a"),
        Value::from(b"b".as_slice()),
    ];
    assert_eq!(
        texts.map(|value| value.to_text().unwrap()),
        ["true", "-1", "1e+06", "a", "b"]
    );
    assert_eq!(
        Value::from(b"\xFF".as_slice()).to_text(),
        Err(Error::InvalidUtf8)
    );
    assert_eq!(Value::Null.to_text(), Err(NO_OVERLOAD));
}

#[test]
fn json_messages_become_values() {
    let value = |kind| prost_types::Value { kind: Some(kind) };
    let fields = [
        (
            "list".to_owned(),
            value(Kind::ListValue(prost_types::ListValue {
                values: vec![value(Kind::NumberValue(1.5))],
            })),
        ),
        ("none".to_owned(), prost_types::Value { kind: None }),
        ("null".to_owned(), value(Kind::NullValue(0))),
        ("text".to_owned(), value(Kind::StringValue("a".to_owned()))),
        ("true".to_owned(), value(Kind::BoolValue(true))),
    ];
    let message = prost_types::Struct {
        fields: fields.into(),
    };
    let nested = Value::from(&value(Kind::StructValue(message)));
    let text = format("%s %s", &[&nested, &nested.type_of()]);
    assert_eq!(
        text.as_deref(),
        Ok("{list: [1.5], none: null, null: null, text: a, true: true} map")
    );
    assert_eq!(
        format("%d", &[&nested.type_of()]),
        Err(Error::InvalidFormat)
    );
    assert_eq!(
        Value::map(&HashMap::from([(1_i32, 2_u32)])),
        Value::map([(1_i64, 2_i64)])
    );
}

/// A random value, with lists and maps up to a depth.
fn any(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth > 0 { 11 } else { 9 }) {
        0 => Value::Null,
        1 => Value::from(random.below(2) == 0),
        2 => Value::from(random.int()),
        3 => Value::from(random.bits()),
        4 => Value::from(random.double()),
        5 => Value::from(random.text(3)),
        6 => Value::from(random.bytes(3)),
        7 => Value::from(Timestamp::new(random.int(), random.int() as i32)),
        8 => Value::from(Duration::new(random.int(), random.int() as i32)),
        9 => Value::List(
            (0..random.below(4))
                .map(|_| any(random, depth - 1))
                .collect(),
        ),
        _ => Value::map((0..random.below(4)).map(|_| (random.int(), any(random, depth - 1)))),
    }
}

#[test]
fn operators_have_a_result_for_any_values() {
    let mut random = Random::new(9);
    let mut defined = 0;
    for _ in 0..20_000 {
        let (a, b) = (any(&mut random, 2), any(&mut random, 2));
        let results = [
            a.add(&b),
            a.sub(&b),
            a.mul(&b),
            a.div(&b),
            a.rem(&b),
            a.neg(),
        ];
        defined += results.iter().filter(|result| result.is_ok()).count();
        defined += usize::from(a.index(&b).is_ok()) + usize::from(a.contains(&b).is_ok());
        assert_eq!(a == b, b == a);
        assert_eq!(
            a.compare(&b)
                .map(|order| order.map(std::cmp::Ordering::reverse)),
            b.compare(&a)
        );
        assert!(format("%s", &[&a]).is_ok());
    }
    assert!(defined > 10_000, "{defined}");
}

#[test]
fn values_become_json() {
    let json = |value: Value| value.to_json();
    assert_eq!(
        json(Value::from(1_u64 << 53)),
        Ok(Value::from("9007199254740992"))
    );
    assert_eq!(json(Value::from(-5_i64)), Ok(Value::from(-5.0)));
    assert_eq!(json(Value::from(&b"foo"[..])), Ok(Value::from("Zm9v")));
    let time = Timestamp::new(0, 500_000_000);
    assert_eq!(
        json(Value::from(time)),
        Ok(Value::from("1970-01-01T00:00:00.5Z"))
    );
    let nested = Value::map([("a", Value::list([Value::Null, Value::from(true)]))]);
    assert_eq!(json(nested.clone()), Ok(nested));
    assert_eq!(json(Value::map([(1_i64, 2_i64)])), Err(NO_OVERLOAD));
    assert_eq!(json(Value::Type("int")), Err(NO_OVERLOAD));
}
