//! `int`, `uint`, `double`, `bool`, and numbers of two types.

use std::cmp::Ordering::{Equal, Greater, Less};

use rpcsmith_runtime::validate::cel::{Error, Timestamp, boolean, compare, double, int, uint};

use crate::random::Random;

const OVERFLOW: Error = Error::IntegerOverflow;

#[test]
fn int_arithmetic_is_checked() {
    assert_eq!(int::add(i64::MAX, 1), Err(OVERFLOW));
    assert_eq!(int::sub(i64::MIN, 1), Err(OVERFLOW));
    assert_eq!(int::mul(i64::MIN, -1), Err(OVERFLOW));
    assert_eq!(int::neg(i64::MIN), Err(OVERFLOW));
    assert_eq!(int::div(1, 0), Err(Error::DivisionByZero));
    assert_eq!(int::div(i64::MIN, -1), Err(OVERFLOW));
    assert_eq!(int::rem(1, 0), Err(Error::ModulusByZero));
    assert_eq!(int::rem(i64::MIN, -1), Err(OVERFLOW));
    assert_eq!((int::div(-7, 2), int::rem(-7, 2)), (Ok(-3), Ok(-1)));
    assert_eq!(
        (int::add(1, 2), int::sub(1, 2), int::mul(3, -4), int::neg(5)),
        (Ok(3), Ok(-1), Ok(-12), Ok(-5))
    );
}

#[test]
fn uint_arithmetic_is_checked() {
    assert_eq!(uint::add(u64::MAX, 1), Err(OVERFLOW));
    assert_eq!(uint::sub(1, 2), Err(OVERFLOW));
    assert_eq!(uint::mul(1 << 32, 1 << 32), Err(OVERFLOW));
    assert_eq!(uint::div(1, 0), Err(Error::DivisionByZero));
    assert_eq!(uint::rem(1, 0), Err(Error::ModulusByZero));
    assert_eq!(
        (uint::div(7, 2), uint::rem(7, 2), uint::sub(3, 2)),
        (Ok(3), Ok(1), Ok(1))
    );
}

#[test]
fn conversions_check_the_range() {
    const END: f64 = 9_223_372_036_854_775_808.0;
    for outside in [
        END,
        -END,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MAX,
    ] {
        assert_eq!(int::from_double(outside), Err(OVERFLOW), "{outside}");
    }
    assert_eq!(int::from_double(-END + 1024.0), Ok(i64::MIN + 1024));
    assert_eq!(
        (int::from_double(-1.9), int::from_double(1.9)),
        (Ok(-1), Ok(1))
    );
    assert_eq!(
        (int::from_uint(1 << 63), int::from_uint(5)),
        (Err(OVERFLOW), Ok(5))
    );
    assert_eq!(int::from_timestamp(Timestamp::new(-2, 500_000_000)), -2);

    for outside in [-0.5, -1.0, 2.0 * END, f64::NAN, f64::INFINITY] {
        assert_eq!(uint::from_double(outside), Err(OVERFLOW), "{outside}");
    }
    assert_eq!(
        (uint::from_double(END), uint::from_double(-0.0)),
        (Ok(1 << 63), Ok(0))
    );
    assert_eq!(
        (uint::from_int(-1), uint::from_int(5)),
        (Err(OVERFLOW), Ok(5))
    );
}

#[test]
fn integers_are_parsed_from_digits() {
    for (text, number) in [
        ("0", 0),
        ("+7", 7),
        ("-007", -7),
        ("-9223372036854775808", i64::MIN),
    ] {
        assert_eq!(int::parse(text), Ok(number), "{text}");
    }
    for text in [
        "",
        "-",
        "+",
        " 1",
        "1 ",
        "1.0",
        "1e3",
        "0x10",
        "1_0",
        "٣",
        "9223372036854775808",
    ] {
        assert_eq!(int::parse(text), Err(Error::InvalidInt), "{text}");
    }
    assert_eq!(uint::parse("18446744073709551615"), Ok(u64::MAX));
    for text in ["", "+1", "-1", "18446744073709551616", "1u"] {
        assert_eq!(uint::parse(text), Err(Error::InvalidUint), "{text}");
    }
}

#[test]
fn doubles_are_parsed_in_range() {
    let named = [
        ("inf", f64::INFINITY),
        ("-Infinity", f64::NEG_INFINITY),
        ("+INF", f64::INFINITY),
    ];
    let decimal = [
        ("1.5", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("-1e3", -1000.0),
        ("1e-400", 0.0),
        ("4.9e-324", 5e-324),
    ];
    for (text, number) in named.into_iter().chain(decimal) {
        assert_eq!(double::parse(text), Ok(number), "{text}");
    }
    assert!(double::parse("NaN").is_ok_and(f64::is_nan));
    for text in [
        "", ".", "e1", "1e", "+nan", "1e400", "-1e400", "0x1p-2", "1_0", " 1",
    ] {
        assert_eq!(double::parse(text), Err(Error::InvalidDouble), "{text}");
    }
    assert!(double::is_inf(f64::INFINITY, 0) && double::is_inf(f64::INFINITY, 9));
    assert!(!double::is_inf(f64::INFINITY, -1) && double::is_inf(f64::NEG_INFINITY, -1));
    assert!(!double::is_inf(f64::NAN, 0) && !double::is_inf(1.0, 0));
}

#[test]
fn bools_are_parsed_from_twelve_words() {
    let words = [
        "1", "t", "T", "true", "True", "TRUE", "0", "f", "F", "false", "False", "FALSE",
    ];
    for (index, word) in words.into_iter().enumerate() {
        assert_eq!(boolean::parse(word), Ok(index < 6), "{word}");
    }
    for word in ["", "tRUE", "yes", "01", " true"] {
        assert_eq!(boolean::parse(word), Err(Error::InvalidBool), "{word}");
    }
}

#[test]
fn numbers_of_two_types_are_compared_by_value() {
    assert_eq!(compare::int_uint(-1, 0), Less);
    assert_eq!(compare::int_uint(i64::MAX, 1 << 63), Less);
    assert_eq!(compare::int_uint(5, 5), Equal);

    // Above 2^53, an integer can lie between two doubles, and is rounded to one of them.
    assert_eq!(
        compare::int_double((1 << 53) + 1, 9_007_199_254_740_992.0),
        Some(Equal)
    );
    assert_eq!(
        compare::int_double(i64::MAX, 9_223_372_036_854_775_808.0),
        Some(Equal)
    );
    assert_eq!(
        compare::int_double(i64::MIN, -9_223_372_036_854_775_808.0),
        Some(Equal)
    );
    assert_eq!(compare::int_double(-1, -1.5), Some(Greater));
    assert_eq!(compare::int_double(1, 1.5), Some(Less));
    assert_eq!(compare::int_double(0, -0.0), Some(Equal));
    assert_eq!(compare::int_double(0, f64::NAN), None);

    assert_eq!(
        compare::uint_double(u64::MAX, 18_446_744_073_709_551_616.0),
        Some(Equal)
    );
    assert_eq!(compare::uint_double(0, -0.5), Some(Greater));
    assert_eq!(
        compare::uint_double(1 << 63, 9_223_372_036_854_775_808.0),
        Some(Equal)
    );
    assert_eq!(compare::uint_double(0, f64::NAN), None);
}

#[test]
fn operators_agree_with_wider_arithmetic() {
    let mut random = Random::new(1);
    let narrow = |wide: i128| i64::try_from(wide).map_err(|_| OVERFLOW);
    for _ in 0..20_000 {
        let (a, b) = (random.int(), random.int());
        let (wide_a, wide_b) = (i128::from(a), i128::from(b));
        assert_eq!(int::add(a, b), narrow(wide_a + wide_b));
        assert_eq!(int::sub(a, b), narrow(wide_a - wide_b));
        assert_eq!(int::mul(a, b), narrow(wide_a * wide_b));
        if b != 0 {
            assert_eq!(int::div(a, b), narrow(wide_a / wide_b));
        }
        let number = random.double();
        match compare::int_double(a, number) {
            // An integer between two doubles is rounded to the nearest one.
            Some(Equal) => assert!((wide_a - number as i128).abs() <= 512),
            Some(Less) => assert!(wide_a as f64 <= number),
            Some(Greater) => assert!(wide_a as f64 >= number),
            None => assert!(number.is_nan()),
        }
    }
}

#[test]
fn errors_are_small_and_have_texts() {
    assert_eq!(size_of::<Error>(), 1);
    let errors = [
        Error::DivisionByZero,
        Error::IntegerOverflow,
        Error::InvalidInt,
        Error::IndexOutOfRange,
    ];
    let texts = [
        "division by zero",
        "integer overflow",
        "invalid argument to int()",
        "index out of range",
    ];
    assert_eq!(errors.map(|error| error.to_string()), texts);
}
