//! What is JSON, and what is not.

use super::*;

fn error(text: &str) -> String {
    let Malformed { at, what } = parse(text).unwrap_err();
    let (line, column) = line_column(text, at);
    format!("{line}:{column}: {what}")
}

fn text(json: &str) -> String {
    match parse(json).unwrap().kind {
        Kind::Text(text) => text,
        kind => panic!("{kind:?}"),
    }
}

#[test]
fn values_have_their_places() {
    let json = " {\"a\" : [1, -2.5e+3 , true],\n \"b\": {}, \"c\": null}\n";
    let Kind::Object(fields) = parse(json).unwrap().kind else {
        panic!("it is an object");
    };
    let Kind::List(items) = &fields["a"].kind else {
        panic!("it is a list");
    };
    assert_eq!(items[1].kind, Kind::Number("-2.5e+3".to_owned()));
    assert_eq!(items[2].kind, Kind::Bool(true));
    assert_eq!(line_column(json, items[1].at), (1, 13));
    assert_eq!(line_column(json, fields["b"].at), (2, 7));
    assert_eq!(fields["c"].kind, Kind::Null);
}

#[test]
fn texts() {
    assert_eq!(text(r#""""#), "");
    assert_eq!(
        text(r#""a\"\\\/\b\f\n\r\t b é""#),
        "a\"\\/\u{8}\u{c}\n\r\t b é"
    );
    assert_eq!(text(r#""\u00e9\ud83d\ude00x""#), "é😀x");
}

#[test]
fn what_is_none() {
    for (json, expected) in [
        ("", "1:1: expected a value, found the end"),
        ("{", "1:2: expected a key, found the end"),
        ("{a: 1}", "1:2: expected a key, found `a`"),
        ("{\"a\" 1}", "1:6: expected `:`, found `1`"),
        ("{\"a\": 1,}", "1:9: expected a key, found `}`"),
        (
            "{\"a\": 1\n\"b\": 2}",
            "2:1: expected `,` or `}`, found `\"`",
        ),
        ("{\"a\": 1, \"a\": 2}", "1:10: the key `a` is given twice"),
        ("[1,]", "1:4: expected a value, found `]`"),
        ("[1 2]", "1:4: expected `,` or `]`, found `2`"),
        ("[01]", "1:3: expected `,` or `]`, found `1`"),
        ("1.", "1:3: expected a digit, found the end"),
        ("-", "1:2: expected a digit, found the end"),
        ("1e", "1:3: expected a digit, found the end"),
        ("+1", "1:1: expected a value, found `+`"),
        ("nul", "1:1: expected a value, found `n`"),
        ("truex", "1:5: expected the end, found `x`"),
        ("\"a", "1:3: a text has no end"),
        ("\"a\nb\"", "1:3: a text has a control character in it"),
        (r#""\x""#, "1:2: a text has an escape that there is not"),
        (
            r#""\u12""#,
            "1:2: a text has an escape that is no character",
        ),
        (
            r#""\ud800""#,
            "1:8: a text has an escape that is no character",
        ),
        (
            r#""\udc00""#,
            "1:8: a text has an escape that is no character",
        ),
        ("// no\n{}", "1:1: expected a value, found `/`"),
    ] {
        assert_eq!(error(json), expected, "{json}");
    }
}

/// Of mutants of a config, those are taken that serde_json takes, but for keys that are given twice.
#[test]
fn what_others_take() {
    const CONFIG: &str = r#"{"methodConfig": [{"name": [{"service": "a.B", "method": "C"}, {}],
        "timeout": "1.5s", "waitForReady": true, "x": null, "retryPolicy": {"backoffMultiplier": -1.6e0,
        "codes": ["\u00e9\ud83d\ude00", 14, "UNAVAILABLE"]}}]}"#;
    const BYTES: &[u8] = b"{}[]\",:\\u0d18.-+eE tfn\n";
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut taken = 0;
    for _ in 0..20_000 {
        let mut bytes = CONFIG.as_bytes().to_vec();
        for _ in 0..=random(3) {
            let at = random(bytes.len());
            match random(3) {
                0 => drop(bytes.remove(at)),
                1 => bytes.insert(at, BYTES[random(BYTES.len())]),
                _ => bytes[at] = BYTES[random(BYTES.len())],
            }
        }
        let Ok(text) = std::str::from_utf8(&bytes) else {
            continue;
        };
        let theirs = serde_json::from_str::<serde_json::Value>(text);
        match parse(text) {
            Ok(_) => assert!(theirs.is_ok(), "{text}"),
            Err(error) => assert!(
                theirs.is_err() || error.what.ends_with("is given twice"),
                "{text}"
            ),
        }
        taken += usize::from(theirs.is_ok());
    }
    assert!(taken > 1000, "{taken}");
}

#[test]
fn depth_is_bounded() {
    let nested = |depth| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    assert!(parse(&nested(MAX_DEPTH)).is_ok());
    assert_eq!(error(&nested(MAX_DEPTH + 1)), "1:33: is nested too deep");
    assert!(parse(&"[{\"a\":".repeat(100_000)).is_err());
}
