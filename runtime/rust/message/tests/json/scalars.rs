//! Numbers, booleans, strings, bytes and enums.

use rpcsmith_message::json;

use crate::messages::Scalars;
use crate::{error, read, same};

#[test]
fn scalars_keep_their_values() {
    same::<Scalars>(
        r#"{"int32":-1,"int64":"-2","uint32":3,"uint64":"4","float":1.5,"double":-2.5,"flag":true,"displayName":"é\n\"\\","data":"AQI=","color":"RED","closed":"TWO","maybe":0,"needed":0}"#,
    );
    same::<Scalars>(
        r#"{"int64":"9223372036854775807","uint64":"18446744073709551615","needed":-2147483648}"#,
    );
    same::<Scalars>(r#"{"float":3.4028235e+38,"double":1.7976931348623157e+308,"needed":0}"#);
    same::<Scalars>(r#"{"float":"NaN","double":"Infinity","needed":0}"#);
    same::<Scalars>(r#"{"float":"-Infinity","double":-0.0,"needed":0}"#);
}

#[test]
fn integers_are_numbers_or_strings() {
    for text in ["1", "\"1\"", "1.0", "1e0", "\"1.0\"", "10e-1", "\"10e-1\""] {
        let message: Scalars = read(&format!(
            r#"{{"int32":{text},"int64":{text},"uint32":{text},"uint64":{text},"maybe":{text}}}"#
        ));
        assert_eq!(
            (message.int32, message.int64, message.maybe),
            (1, 1, Some(1)),
            "{text}"
        );
        assert_eq!((message.uint32, message.uint64), (1, 1), "{text}");
    }
    for (field, text) in [
        ("int32", "2147483648"),
        ("int32", "-2147483649"),
        ("uint32", "4294967296"),
        ("uint32", "-1"),
        ("int64", "9223372036854775808"),
        ("int64", "-9223372036854775809"),
        ("int64", "\"-9223372036854775809\""),
        ("uint64", "18446744073709551616"),
        ("uint64", "\"18446744073709551616\""),
        ("uint64", "-1"),
    ] {
        let error = error::<Scalars>(&format!(r#"{{"{field}":{text}}}"#));
        assert!(error.starts_with(&format!("{field}: ")), "{error}");
    }
    for text in [
        "1.5", "\"\"", "\" 1\"", "\"1 \"", "\"0x1\"", "true", "[]", "{}", "\"NaN\"", "01", "+1",
        "1.", "1e",
    ] {
        error::<Scalars>(&format!(r#"{{"int32":{text}}}"#));
    }
}

#[test]
fn floats_are_numbers_or_strings() {
    let message: Scalars = read(r#"{"float":"1.5","double":"-1e-3"}"#);
    assert_eq!((message.float, message.double), (1.5, -0.001));
    let message: Scalars = read(r#"{"float":7,"double":-7}"#);
    assert_eq!((message.float, message.double), (7.0, -7.0));
    let message: Scalars = read(r#"{"double":-0}"#);
    assert!(message.double == 0.0 && message.double.is_sign_negative());
    for (field, text) in [
        ("float", "3.5e38"),
        ("float", "-3.5e38"),
        ("double", "1.8e308"),
        ("double", "\"-1.8e308\""),
        ("double", "\"inf\""),
        ("double", "\"\""),
        ("double", "\"1 \""),
        ("float", "true"),
        ("double", "NaN"),
        ("double", "Infinity"),
    ] {
        error::<Scalars>(&format!(r#"{{"{field}":{text}}}"#));
    }
}

#[test]
fn bytes_have_both_alphabets_and_optional_padding() {
    for (text, bytes) in [
        ("", &[][..]),
        ("+/8=", &[0xfb, 0xff]),
        ("-_8", &[0xfb, 0xff]),
        ("-_8=", &[0xfb, 0xff]),
        ("-_", &[0xfb]),
        ("AQ", &[1]),
    ] {
        assert_eq!(
            read::<Scalars>(&format!(r#"{{"data":"{text}"}}"#)).data,
            bytes,
            "{text}"
        );
    }
    for text in ["A", "A===", "AQ!=", "+_8=", "A Q=", "=AQ"] {
        error::<Scalars>(&format!(r#"{{"data":"{text}"}}"#));
    }
    let long = Scalars {
        data: (0..=255).cycle().take(5000).collect(),
        ..Scalars::default()
    };
    assert_eq!(json::from_str(&json::to_string(&long).unwrap()), Ok(long));
}

#[test]
fn strings_are_unicode() {
    assert_eq!(
        read::<Scalars>(r#"{"displayName":"\ud83d\ude00\u0000\/"}"#).display_name,
        "😀\0/"
    );
    for text in [
        r#""\ud83d""#,
        r#""\ude00\ud83d""#,
        r#""\ud83dx""#,
        r#""\x""#,
        "\"\n\"",
        "1",
        "true",
        "'a'",
    ] {
        error::<Scalars>(&format!(r#"{{"displayName":{text}}}"#));
    }
    let error = json::from_slice::<Scalars>(b"{\n \"displayName\": \"\xff\"}").unwrap_err();
    assert_eq!(
        (error.place(), error.kind()),
        (Some((2, 18)), json::ErrorKind::Syntax)
    );
}

#[test]
fn enums_are_names_or_numbers() {
    for (text, number) in [
        ("\"RED\"", 1),
        ("1", 1),
        ("\"Z\"", 0),
        ("7", 7),
        ("-7", -7),
        ("1.0", 1),
    ] {
        assert_eq!(
            read::<Scalars>(&format!(r#"{{"color":{text}}}"#)).color,
            number,
            "{text}"
        );
    }
    same::<Scalars>(r#"{"color":7,"needed":0}"#);
    for text in [
        "\"BLUE\"",
        "\"red\"",
        "\"1\"",
        "2147483648",
        "1.5",
        "true",
        "\"\"",
        "[]",
    ] {
        error::<Scalars>(&format!(r#"{{"color":{text}}}"#));
    }
    assert_eq!(
        error::<Scalars>(r#"{"closed":7}"#),
        "closed: the enum test.Closed has no number 7 at line 1, column 11"
    );
    assert_eq!(read::<Scalars>(r#"{"closed":2}"#).closed, Some(2));
}

#[test]
fn booleans_are_not_strings() {
    assert!(read::<Scalars>(r#"{"flag":true}"#).flag);
    for text in ["1", "0", "\"true\"", "True"] {
        error::<Scalars>(&format!(r#"{{"flag":{text}}}"#));
    }
}
