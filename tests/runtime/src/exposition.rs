//! A strict parser of Prometheus' text format, version 0.0.4.
//!
//! Source: "Exposition formats" of Prometheus, text format details; histograms are checked as in `promtool check metrics`.

use std::collections::{BTreeMap, BTreeSet};

/// A valid page.
pub struct Page<'p> {
    /// The types of metrics by their names.
    pub types: BTreeMap<&'p str, &'p str>,
}

/// The name and the labels of a sample.
type Series<'p> = (&'p str, BTreeMap<&'p str, &'p str>);

impl<'p> Page<'p> {
    /// Parses a page. Panics at the first line that Prometheus rejects or that `promtool` reports.
    pub fn read(text: &'p str) -> Self {
        assert!(text.ends_with('\n'), "the last line has no line feed");
        let (mut types, mut helped) = (BTreeMap::new(), BTreeSet::new());
        let mut samples: Vec<(Series<'p>, f64)> = Vec::new();
        let mut family = "";
        for line in text.lines().filter(|line| !line.is_empty()) {
            if let Some(comment) = line.strip_prefix("# HELP ") {
                let (name, help) = comment.split_once(' ').expect("HELP has a text");
                assert!(is_name(name) && !help.is_empty(), "{line}");
                assert!(helped.insert(name), "second HELP: {line}");
            } else if let Some(comment) = line.strip_prefix("# TYPE ") {
                let (name, kind) = comment.split_once(' ').expect("TYPE has a type");
                assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
                assert!(types.insert(name, kind).is_none(), "second TYPE: {line}");
                assert!(helped.contains(name), "TYPE without HELP: {line}");
                assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
                family = name;
            } else {
                let (series, value) = sample(line);
                assert_eq!(
                    family,
                    family_of(series.0, types[family]),
                    "outside of its family: {line}"
                );
                samples.push((series, value));
            }
        }
        let series: BTreeSet<_> = samples.iter().map(|(series, _)| series).collect();
        assert_eq!(series.len(), samples.len(), "duplicate series");
        for (name, kind) in &types {
            if *kind == "histogram" {
                check_histogram(name, &samples);
            }
        }
        Self { types }
    }
}

fn is_name(name: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    name.bytes().next().is_some_and(letter)
        && name
            .bytes()
            .all(|byte| letter(byte) || byte.is_ascii_digit())
}

/// `name{label="value",label="value"} value`; the labels here need no escapes.
fn sample(line: &str) -> (Series<'_>, f64) {
    let (series, value) = line.rsplit_once(' ').expect("a sample has a value");
    let value = value.parse().expect("the value is a number");
    let (name, labels) = match series.split_once('{') {
        Some((name, labels)) => (name, labels.strip_suffix('}').expect("labels end with `}`")),
        None => (series, ""),
    };
    assert!(is_name(name), "{line}");
    let mut read = BTreeMap::new();
    for label in labels.split(',').filter(|label| !label.is_empty()) {
        let (label, value) = label.split_once('=').expect("a label has a value");
        let value = value
            .strip_prefix('"')
            .and_then(|value| value.strip_suffix('"'));
        let value = value.expect("values are in quotes");
        assert!(is_name(label) && !value.contains(['"', '\\']), "{line}");
        assert!(
            read.insert(label, value).is_none(),
            "duplicate label: {line}"
        );
    }
    ((name, read), value)
}

fn family_of<'n>(name: &'n str, kind: &str) -> &'n str {
    let suffixes = ["_bucket", "_sum", "_count"];
    match kind {
        "histogram" => suffixes
            .iter()
            .find_map(|suffix| name.strip_suffix(suffix))
            .expect("a histogram has buckets, a sum and a count"),
        _ => name,
    }
}

/// Checks that buckets increase and that the last one equals the count.
fn check_histogram(name: &str, samples: &[(Series<'_>, f64)]) {
    let of = |suffix: &str| {
        let name = format!("{name}{suffix}");
        samples.iter().filter(move |((of, _), _)| *of == name)
    };
    assert!(of("_count").next().is_some(), "{name} has no samples");
    for ((_, labels), count) in of("_count") {
        let buckets: Vec<_> = of("_bucket")
            .filter_map(|((_, bucket), value)| {
                let mut bucket = bucket.clone();
                let le: f64 = bucket
                    .remove("le")
                    .expect("a bucket has `le`")
                    .parse()
                    .expect("`le` is a number");
                (bucket == *labels).then_some((le, *value))
            })
            .collect();
        assert!(
            buckets.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1),
            "{buckets:?}"
        );
        assert_eq!(buckets.last(), Some(&(f64::INFINITY, *count)));
        assert_eq!(of("_sum").filter(|((_, sum), _)| sum == labels).count(), 1);
    }
}
