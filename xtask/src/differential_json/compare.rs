//! Compares what both programs print and read.

use std::collections::BTreeMap;

use super::classes;
use super::records::Answer;
use super::results::{Printed, Read, same_json};
use super::{Case, Pair};

/// The number of divergences that are printed in full.
const SHOWN: usize = 40;

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
