//! The function `format()`.

use std::collections::{BTreeMap, HashMap};

use rpcsmith_runtime::validate::cel::format::Formatted;
use rpcsmith_runtime::validate::cel::{Duration, Error, Timestamp, format};

use crate::random::Random;

#[test]
fn clauses_are_replaced_in_order() {
    let cases: &[(&str, &[&dyn Formatted], &str)] = &[
        ("no clause, %% é", &[], "no clause, % é"),
        ("%%%s%%", &[&"text"], "%text%"),
        ("%d %d, %s", &[&1_i64, &2_u64, &"A"], "1 2, A"),
        ("%s", &[&"more than", &"it takes"], "more than"),
        (
            "%.3f %f %.0f %.0f",
            &[&1.2345, &2_i64, &1.5, &2.5],
            "1.234 2.000000 2 2",
        ),
        ("%.3f %.5f", &[&-123.4999, &-1.2], "-123.500 -1.20000"),
        (
            "%.6e %e %e",
            &[&1052.032911275, &2.5, &0_u64],
            "1.052033e+03 2.500000e+00 0.000000e+00",
        ),
        ("%.1e", &[&1e-7], "1.0e-07"),
        (
            "%b %b %b %b",
            &[&5_i64, &-5_i64, &64_u64, &true],
            "101 -101 1000000 1",
        ),
        ("%o %o", &[&11_i64, &-9_i32], "13 -11"),
        (
            "%x %X %x",
            &[&30_i64, &6000_u32, &i64::MIN],
            "1e 1770 -8000000000000000",
        ),
        ("%x %X", &[&"Hi!", &b"\x0A\xFF"], "486921 0AFF"),
        ("%.2s", &[&"abc"], "abc"),
    ];
    for (template, arguments, text) in cases {
        assert_eq!(
            format(template, arguments).as_deref(),
            Ok(*text),
            "{template}"
        );
    }
}

#[test]
fn every_type_has_a_text() {
    let cases: &[(&dyn Formatted, &str)] = &[
        (&true, "true"),
        (&i64::MIN, "-9223372036854775808"),
        (&u64::MAX, "18446744073709551615"),
        (&7_i32, "7"),
        (&1e21, "1000000000000000000000"),
        (&0.1, "0.1"),
        (&0.1_f32, "0.10000000149011612"),
        (&f64::NAN, "NaN"),
        (&f64::INFINITY, "Infinity"),
        (&f64::NEG_INFINITY, "-Infinity"),
        (&-0.0, "-0"),
        (&"é", "é"),
        (&"owned".to_owned(), "owned"),
        (&b"xyz", "xyz"),
        (&b"a\xFF".to_vec(), "a\u{FFFD}"),
        (&prost::bytes::Bytes::from_static(b"z"), "z"),
        (
            &Timestamp::new(1_675_467_080, 500_000_000),
            "2023-02-03T23:31:20.5Z",
        ),
        (&Duration::new(6347, 0), "6347s"),
        (&(), "null"),
        (&None::<i64>, "null"),
        (&Some(1_i64), "1"),
        (&[1_i64, 2], "[1, 2]"),
        (&[456.789, 123.0], "[456.789, 123]"),
        (&vec!["a", "b"], "[a, b]"),
        (&[f64::NAN, f64::INFINITY], "[NaN, Infinity]"),
        (&vec![b"\x61".to_vec()], "[a]"),
        (&Vec::<u64>::new(), "[]"),
        (&vec![vec![1_u64], vec![]], "[[1], []]"),
        (&HashMap::from([(10_i32, "x"), (9, "y")]), "{10: x, 9: y}"),
        (
            &BTreeMap::from([("b", true), ("a", false)]),
            "{a: false, b: true}",
        ),
    ];
    for (argument, text) in cases {
        assert_eq!(format("%s", &[*argument]).as_deref(), Ok(*text));
    }
}

#[test]
fn nan_and_infinities_have_names() {
    for clause in ["%d", "%f", "%.2e", "%s"] {
        let names = format(
            &[clause; 3].join(" "),
            &[&f64::NAN, &f64::INFINITY, &f64::NEG_INFINITY],
        );
        assert_eq!(names.as_deref(), Ok("NaN Infinity -Infinity"), "{clause}");
    }
}

#[test]
fn clauses_accept_only_their_types() {
    let (list, map) = ([1_i64], BTreeMap::from([(1_i64, 1_i64)]));
    let refused: &[(&str, &dyn Formatted)] = &[
        ("%b", &"abc"),
        ("%o", &"abc"),
        ("%d", &"abc"),
        ("%f", &"NaN"),
        ("%d", &true),
        ("%o", &true),
        ("%x", &0.5),
        ("%b", &0.5),
        ("%d", &Duration::default()),
        ("%x", &Timestamp::default()),
        ("%d", &()),
        ("%x", &()),
        ("%d", &list),
        ("%f", &map),
        ("%a", &1_i64),
        ("%E", &1.0),
        ("%", &1_i64),
        ("%.f", &1.0),
        ("%.101f", &1.0),
        ("%.99999999999999999999f", &1.0),
        ("%5d", &1_i64),
        ("%é", &1_i64),
    ];
    for (template, argument) in refused {
        assert_eq!(
            format(template, &[*argument]),
            Err(Error::InvalidFormat),
            "{template}"
        );
    }
    assert_eq!(format("%d %d", &[&1_i64]), Err(Error::MissingArgument));
}

#[test]
fn any_template_has_a_result() {
    let mut random = Random::new(5);
    let characters = [
        '%', '%', '.', '1', '9', 's', 'd', 'f', 'e', 'b', 'o', 'x', 'X', 'é',
    ];
    let mut formatted = 0;
    for _ in 0..20_000 {
        let template = random.text_of(&characters, 8);
        let (int, double, text) = (random.int(), random.double(), random.text(4));
        formatted += usize::from(format(&template, &[&int, &double, &text.as_str()]).is_ok());
    }
    assert!(formatted > 1000, "{formatted}");
}
