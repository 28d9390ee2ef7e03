//! Tests of check plans by their text form.

mod numbers;
mod steps;
mod terms;

use std::collections::BTreeMap;
use std::fs;

use super::Check;
use crate::diagnostics::Diagnostics;
use crate::frontend::{Parser, Sources, fetch};
use crate::model::MessageId;
use crate::options::{Options, from_parameter};
use crate::rules::Rules;
use crate::{request, resolve};

/// The start of every proto file in these tests.
const HEAD: &str = r#"syntax = "proto3";
package p;
import "buf/validate/validate.proto";
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
message Other { string name = 1 [(buf.validate.field).string.min_len = 1]; int32 size = 2; }
enum Color { RED = 0; GREEN = 1; BLUE = 2; BLACK = 7; }
"#;

/// Returns the plans of a file's messages, by message name.
fn plans_of(file: &str) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("m.proto");
    fs::write(&path, file).expect("it can be written");
    let sources = Sources {
        files: vec![path],
        includes: vec![folder.path().to_owned()],
        parser: Parser::Embedded,
    };
    let fetched = fetch(&sources, "").expect("the file is valid");
    let mut diagnostics = Diagnostics::default();
    let request = request::decode(&fetched.request).expect("it is a request");
    let options = Options::from_pairs(from_parameter("")).expect("there are none");
    let model = resolve::model(request, &mut diagnostics);
    let rules = Rules::compile(&model, &options, &mut diagnostics);
    diagnostics.end_stage().expect("the rules are valid");
    let ids = (0..model.messages.len()).map(MessageId::new);
    let plan = |id| {
        let text = rules
            .of(id)
            .map(|rules| Check::new(&model, id, rules).text(&model, id));
        (model[id].full_name.to_owned(), text.unwrap_or_default())
    };
    ids.map(plan).collect()
}

/// Returns the plans of messages with these elements. One file contains all messages, because a file takes about as
/// long to process as one message.
fn plans<'e>(elements: impl IntoIterator<Item = &'e str>) -> Vec<String> {
    let mut file = HEAD.to_owned();
    let mut count = 0;
    for elements in elements {
        file.push_str(&format!("message M{count} {{ {elements} }}\n"));
        count += 1;
    }
    let mut plans = plans_of(&file);
    let mut plan = |index| {
        plans
            .remove(&format!(".p.M{index}"))
            .expect("it is planned")
    };
    (0..count).map(&mut plan).collect()
}

/// Asserts that each plan has these lines.
fn assert_plans(cases: &[(&str, &[&str])]) {
    let plans = plans(cases.iter().map(|(elements, _)| *elements));
    for ((elements, lines), plan) in cases.iter().zip(plans) {
        let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
        assert_eq!(plan, lines, "the plan of {elements}");
    }
}

/// Asserts the test of each message rule. A case contains the fields, the rule, and its test in the plan's text form.
fn assert_tests(cases: &[(&str, &str, &str)]) {
    let message = |(fields, expression, _): &(&str, &str, &str)| {
        let rule = format!("{{ id: \"r\" expression: {expression:?} }}");
        format!("option (buf.validate.message).cel = {rule}; {fields}")
    };
    let messages: Vec<_> = cases.iter().map(message).collect();
    let plans = plans(messages.iter().map(String::as_str));
    for ((_, expression, test), plan) in cases.iter().zip(plans) {
        let mut lines = plan.lines().map(str::trim);
        let first = lines
            .find(|line| !line.starts_with("pattern"))
            .unwrap_or_default();
        let end = first.find(", or violate").unwrap_or(first.len());
        assert_eq!(&first[..end], *test, "the test of {expression}");
    }
}
