//! Compares the responses of both servers.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::{Answer, Sent};

/// The most differences that are printed.
const SHOWN: usize = 20;

/// The counts of a run.
#[derive(Debug, Default)]
pub struct Comparison {
    requests: usize,
    equal: usize,
    explained: BTreeMap<&'static str, usize>,
    succeeded: usize,
    shown: usize,
    different: usize,
}

impl Comparison {
    /// Compares our response with that of grpc-gateway, and prints a difference.
    pub fn add(&mut self, sent: &Sent, ours: &Answer, theirs: &Answer) {
        self.requests += 1;
        self.succeeded += usize::from(theirs.status == 200);
        if same(ours, theirs) {
            self.equal += 1;
            return;
        }
        if let Some(name) = explanation(sent, ours, theirs) {
            *self.explained.entry(name).or_default() += 1;
            return;
        }
        self.different += 1;
        self.shown += 1;
        if self.shown > SHOWN {
            return;
        }
        let body = sent.body.as_deref().map(String::from_utf8_lossy);
        println!(
            "DIFFERENT {} {}\n  body: {}\n  ours: {ours:?}\n  grpc-gateway: {theirs:?}",
            sent.method,
            sent.target,
            body.unwrap_or_default(),
        );
    }

    /// Whether each request was equal or explained, and at least a third succeeded.
    #[must_use]
    pub fn passes(&self) -> bool {
        let explained: usize = self.explained.values().sum();
        self.different == 0
            && explained * 50 <= self.requests
            && self.succeeded * 3 >= self.requests
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let explained: usize = self.explained.values().sum();
        for (name, count) in &self.explained {
            writeln!(f, "explained: {name}: {count}")?;
        }
        writeln!(f, "succeeded: {}", self.succeeded)?;
        if self.different > 0 {
            writeln!(f, "different: {}", self.different)?;
        }
        write!(
            f,
            "http: requests={} equal={} explained={explained}",
            self.requests, self.equal
        )
    }
}

/// Whether both have the same JSON, or the same status. The wording of errors differs.
fn same(ours: &Answer, theirs: &Answer) -> bool {
    if ours.status != theirs.status {
        return false;
    }
    if ours.status != 200 {
        return code(ours) == code(theirs);
    }
    let lines = |answer: &Answer| answer.lines.iter().map(comparable).collect::<Vec<_>>();
    ours.text == theirs.text && lines(ours) == lines(theirs)
}

fn code(answer: &Answer) -> Option<&Value> {
    answer.lines.first()?.get("code")
}

/// A line without the message of its error, if it has one, and with its numbers in one form.
fn comparable(line: &Value) -> Value {
    let mut line = line.clone();
    if let Some(Value::Object(error)) = line.get_mut("error") {
        error.remove("message");
        error.remove("details");
    }
    same_numbers(&mut line);
    line
}

/// Makes numbers with the same value the same: `2` and `2.0`.
fn same_numbers(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(float) = number.as_f64() {
                *value = float.into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(same_numbers),
        Value::Object(fields) => fields.values_mut().for_each(same_numbers),
        _ => {}
    }
}

/// The difference that the request is expected to have.
fn explanation(sent: &Sent, ours: &Answer, theirs: &Answer) -> Option<&'static str> {
    // A path that is random may also be one of another method.
    if ours.status == 405 && theirs.status == 501 {
        return Some("405 instead of 501");
    }
    let error = theirs.lines.first().and_then(|line| line.get("error"));
    if ours.status == theirs.status && error.is_some_and(|error| error.get("code") == code(ours)) {
        return Some("the error of a stream before its first message");
    }
    let refused = ours.status == 400 && code(ours) == Some(&Value::from(3));
    let ignored = sent.has_unknown_parameter && refused;
    ignored.then_some("a parameter that grpc-gateway ignores")
}
