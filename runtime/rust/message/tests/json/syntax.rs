//! The syntax of JSON, beside serde_json.

use std::collections::BTreeMap;

use rpcsmith_message::json::{self, ReadOptions};
use serde_json::Value;
use serde_json::value::RawValue;

const TEXT: &str = r#" {"a" : [1, -0, 12.5e-3, 1E+2,true,false ,null],"é\n\"\\\/\b\f\r\t":"\u00e9\ud83d\ude00 and a longer text",
"nested":{"empty":{},"list":[[],[{}]]}, "18446744073709551615":-9223372036854775808,"tab":"	"} "#;

const PIECES: &[&str] = &[
    "",
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "-",
    "0",
    "9",
    ".",
    "e",
    "E+",
    "1e999",
    "true",
    "nul",
    "\\",
    "\\u",
    "\\u0000",
    "\\ud800",
    "\\udc00",
    "\\x",
    "é",
    "\u{7f}",
    "\n",
    "\t",
    "\u{1}",
    " ",
    "\"\"",
    "01",
    "-1",
    "1.",
    ".5",
    "18446744073709551616",
    "99999999999999999999",
];

/// Numbers that look random.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % end
    }

    /// The text with some damage.
    fn damaged(&mut self) -> String {
        // Without the tab, which is not allowed in a string, most texts are correct.
        let mut text: Vec<char> = TEXT.replace('\t', "x").chars().collect();
        for _ in 0..self.below(3) {
            let start = self.below(text.len());
            let end = (start + self.below(4)).min(text.len());
            let piece = PIECES[self.below(PIECES.len())];
            text.splice(start..end, piece.chars());
        }
        text.into_iter().collect()
    }
}

/// The same value with all numbers as `double`, which `google.protobuf.Value` has.
fn with_doubles(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().into(),
        Value::Array(values) => values.into_iter().map(with_doubles).collect(),
        Value::Object(entries) => {
            let entries = entries.into_iter();
            Value::Object(
                entries
                    .map(|(key, value)| (key, with_doubles(value)))
                    .collect(),
            )
        }
        value => value,
    }
}

#[test]
fn damaged_texts_are_accepted_as_by_serde_json() {
    let mut random = Random(7);
    let mut accepted = 0;
    for _ in 0..20_000 {
        let text = random.damaged();
        let read = json::from_str::<prost_types::Value>(&text);
        let expected = serde_json::from_str::<Value>(&text);
        match (read, expected) {
            (Ok(read), Ok(expected)) => {
                accepted += 1;
                let written: Value =
                    serde_json::from_str(&json::to_string(&read).unwrap()).unwrap();
                assert_eq!(with_doubles(written), with_doubles(expected), "{text}");
            }
            (Err(error), Ok(_)) => assert!(error.to_string().contains("twice"), "{error}: {text}"),
            (Ok(_), Err(error)) => panic!("{error}: {text}"),
            (Err(error), Err(_)) => assert!(error.place().is_some(), "{error}: {text}"),
        }
    }
    assert!(accepted > 5_000, "{accepted}");
}

#[test]
fn damaged_texts_are_skipped_as_by_serde_json() {
    let mut random = Random(8);
    for _ in 0..20_000 {
        let text = format!(r#"{{"unknown":{}}}"#, random.damaged());
        let read = ReadOptions::new()
            .ignore_unknown(true)
            .from_str::<()>(&text);
        let expected = serde_json::from_str::<BTreeMap<String, Box<RawValue>>>(&text);
        // serde_json does not check surrogates of strings that it skips.
        if !read
            .as_ref()
            .is_err_and(|error| error.to_string().contains("surrogate"))
        {
            assert_eq!(
                read.is_ok(),
                expected.is_ok(),
                "{read:?}, {expected:?}: {text}"
            );
        }
    }
}

#[test]
fn deep_values_are_skipped() {
    let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
    let read = ReadOptions::new().ignore_unknown(true);
    read.from_str::<()>(&format!(r#"{{"unknown":{open}{close}}}"#))
        .unwrap();
}
