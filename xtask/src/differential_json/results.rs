//! What both programs print and read.

use prost::bytes::Bytes;
use serde_json::Value;

use super::Pair;
use super::records::Answer;

/// The JSON of a message.
pub struct Printed {
    pub ours: Answer,
    pub theirs: Answer,
    /// The message in Python's order of fields, without unknown ones.
    pub canonical: Bytes,
}

/// A text, and the messages that it is read as.
pub struct Read<'a> {
    pub pair: &'a Pair,
    pub text: String,
    /// Where the text comes from.
    pub title: &'static str,
    /// The new token of a mutant.
    pub token: String,
    pub flags: u8,
    /// The message that the text comes from, if it has not been changed.
    pub expected: Option<Bytes>,
    pub ours: Answer,
    pub theirs: Answer,
}

impl<'a> Read<'a> {
    /// A text that was not read yet.
    pub fn new(pair: &'a Pair, text: String, title: &'static str) -> Self {
        Self {
            pair,
            text,
            title,
            token: String::new(),
            flags: 0,
            expected: None,
            ours: Err(String::new()),
            theirs: Err(String::new()),
        }
    }
}

/// Whether two texts have the same values. Numbers may be written in different ways.
pub fn same_json(ours: &[u8], theirs: &[u8]) -> bool {
    let ours: Option<Value> = serde_json::from_slice(ours).ok();
    let theirs = serde_json::from_slice(theirs).ok();
    ours.zip(theirs)
        .is_some_and(|(ours, theirs)| same(&ours, &theirs))
}

/// Whether two values are the same. Numbers may differ in the last digit.
pub fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .zip(theirs)
                    .all(|(ours, theirs)| same(ours, theirs))
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            let found = |(name, ours): (&String, _)| {
                theirs.get(name).is_some_and(|theirs| same(ours, theirs))
            };
            ours.len() == theirs.len() && ours.iter().all(found)
        }
        (Value::Number(ours), Value::Number(theirs)) => match (ours.as_f64(), theirs.as_f64()) {
            // Reading a number is exact only to the last digit.
            (Some(ours), Some(theirs)) => (ours - theirs).abs() <= ours.abs() * 1e-15,
            _ => false,
        },
        _ => ours == theirs,
    }
}

#[cfg(test)]
mod tests {
    use super::same_json;

    #[test]
    fn numbers_may_be_written_in_different_ways() {
        assert!(same_json(
            b"{\"a\":[1e2,true],\"b\":1}",
            b"{\"b\":1.0,\"a\":[100,true]}"
        ));
        assert!(!same_json(b"{\"a\":1}", b"{\"a\":\"1\"}"));
        assert!(!same_json(b"{\"a\":1}", b"{}"));
        assert!(!same_json(b"{", b"{"));
    }
}
