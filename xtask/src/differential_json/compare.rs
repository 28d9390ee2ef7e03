//! Compares what both programs print and read.

use std::collections::BTreeMap;

use prost::bytes::Bytes;
use serde_json::Value;

use super::classes;
use super::records::Answer;
use super::{Case, Pair};

/// The number of divergences that are printed in full.
const SHOWN: usize = 40;

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

/// The counts of all comparisons.
#[derive(Default)]
pub struct Sum {
    pub pairs: usize,
    pub divergences: usize,
    explained: BTreeMap<&'static str, usize>,
    /// The number of comparisons by their result.
    results: BTreeMap<String, usize>,
    places: BTreeMap<String, usize>,
}

impl Sum {
    /// Compares the JSON of a message.
    pub fn compare_printed(&mut self, case: &Case, pair: &Pair, printed: &Printed) {
        let (ours, theirs) = (&printed.ours, &printed.theirs);
        self.count("print", ours.is_ok(), theirs.is_ok());
        let same = match (ours, theirs) {
            (Ok(ours), Ok(theirs)) => same_json(ours, theirs),
            (Err(_), Err(_)) => true,
            _ => false,
        };
        if same {
            return;
        }
        if let Some(class) = classes::of_printed(case, pair, printed) {
            return *self.explained.entry(class).or_default() += 1;
        }
        self.diverge(
            &format!("print with {}", pair.flags),
            pair,
            ours,
            theirs,
            "",
        );
    }

    /// Compares the messages that a text was read as.
    pub fn compare_read(&mut self, case: &Case, read: &Read<'_>) {
        let (ours, theirs) = (&read.ours, &read.theirs);
        let kind = if read.title.ends_with("JSON") {
            "read"
        } else {
            "read a mutant"
        };
        self.count(kind, ours.is_ok(), theirs.is_ok());
        let is = |answer: &Answer| answer.as_ref().ok() == read.expected.as_ref();
        let same = match (ours, theirs) {
            (Ok(ours), Ok(theirs)) => ours == theirs,
            (Err(_), Err(_)) => true,
            _ => false,
        };
        if same && (read.expected.is_none() || is(ours)) {
            return;
        }
        if let Some(class) = classes::of_read(case, read) {
            return *self.explained.entry(class).or_default() += 1;
        }
        let title = format!("read {} with {}", read.title, read.flags);
        self.diverge(&title, read.pair, ours, theirs, &read.text);
    }

    fn count(&mut self, action: &str, ours: bool, theirs: bool) {
        let name = |ok| if ok { "accepted" } else { "refused" };
        let result = format!("{action}: we {}, Python {}", name(ours), name(theirs));
        *self.results.entry(result).or_default() += 1;
    }

    fn diverge(&mut self, title: &str, pair: &Pair, ours: &Answer, theirs: &Answer, text: &str) {
        self.divergences += 1;
        let place = format!("{title}: {}", pair.name);
        let count = self.places.entry(place).or_default();
        *count += 1;
        if *count == 1 && self.places.len() <= SHOWN {
            println!("{title}: {}", pair.name);
            println!("  message {}", pair.message.escape_ascii());
            if !text.is_empty() {
                println!("  text    {}", text.escape_debug());
            }
            println!("  ours    {}\n  theirs  {}", shown(ours), shown(theirs));
        }
    }

    /// Prints the counts. The last line has the sum.
    pub fn print(&self) {
        let list = |title: &str, lines: &mut dyn Iterator<Item = (&str, &usize)>| {
            println!("{title}:");
            lines.for_each(|(name, count)| println!("{count:8}  {name}"));
        };
        let named = |(name, count): (&'_ String, &'_ usize)| (name.clone(), *count);
        let places: Vec<_> = self.places.iter().map(named).collect();
        let results: Vec<_> = self.results.iter().map(named).collect();
        list(
            "divergences by place",
            &mut places.iter().map(|(name, count)| (name.as_str(), count)),
        );
        list(
            "results",
            &mut results.iter().map(|(name, count)| (name.as_str(), count)),
        );
        list(
            "explained",
            &mut self.explained.iter().map(|(name, count)| (*name, count)),
        );
        let (pairs, divergences) = (self.pairs, self.divergences);
        let explained: usize = self.explained.values().sum();
        println!(
            "differential-json: pairs={pairs} divergences={divergences} explained={explained}"
        );
    }
}

fn shown(answer: &Answer) -> String {
    match answer {
        Ok(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => text.escape_debug().to_string(),
            Err(_) => bytes.escape_ascii().to_string(),
        },
        Err(error) => format!("error: {error}"),
    }
}

/// Whether two texts have the same values. Numbers may be written in different ways.
fn same_json(ours: &[u8], theirs: &[u8]) -> bool {
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
