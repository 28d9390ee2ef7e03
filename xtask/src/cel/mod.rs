//! `cargo xtask cel`: runs the simple tests of the CEL specification, each as a rule of a message.
//!
//! Source: [`tests/simple`](https://github.com/google/cel-spec/tree/master/tests/simple), which a program in Go turns
//! into expressions and encoded messages.

mod classes;
mod oracle;
mod own;
mod program;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::plugin::{Generated, Plugin, empty, write};
use crate::process::{self, output, succeed};
use crate::request::Request;

/// The files of the specification with the messages of the tests.
const MESSAGES: [&str; 3] = [
    own::FILE,
    "cel/expr/conformance/proto2/test_all_types.proto",
    "cel/expr/conformance/proto3/test_all_types.proto",
];

/// Tests that expect an error where cel-go, and so protovalidate, has a value.
const UNLIKE_CEL_GO: [&str; 2] = [
    "string_ext/value_errors/indexof_out_of_range",
    "string_ext/value_errors/lastindexof_out_of_range",
];

/// A rule of a message, and the content of the message.
pub struct Form {
    pub rule: String,
    pub fields: Vec<String>,
    pub message: Vec<u8>,
}

/// A test.
struct Test {
    name: String,
    container: String,
    /// Why it cannot be a rule.
    skip: Option<String>,
    /// Whether it must end in an error. `None` if only protovalidate-go defines the result.
    fails: Option<bool>,
    /// Its forms: with literals, and with fields instead of the literals.
    forms: Vec<(&'static str, Form)>,
}

/// The outcome of a rule.
#[derive(Debug, PartialEq)]
enum Outcome {
    Valid,
    Violation,
    Error(String),
    /// The generator rejected it.
    Refused(String),
}

impl Outcome {
    fn is_refused(&self) -> bool {
        matches!(self, Self::Refused(_))
    }
}

/// Runs all tests, and compares the rejected rules with those that protovalidate-go rejects.
///
/// # Errors
/// If a test fails, a rejection differs without a class, or the generated code does not build.
pub fn run() -> Result<()> {
    let root = process::root()?;
    let folder = process::target(&root).join("cel");
    for stage in [&folder, &folder.join("accepted")] {
        empty(&stage.join("proto"))?;
    }
    let lines = output(
        Command::new("go")
            .args(["run", "."])
            .current_dir(root.join("xtask/cel")),
    )?;
    let mut lines = lines.lines();
    let protos = lines.next().context("the first line is a folder")?;
    let mut tests: Vec<_> = lines.map(Test::read).collect::<Result<_>>()?;
    tests.extend(own::tests(&folder)?);
    let mut packages = packages(&tests);
    let plugin = Plugin::unoptimized(&root, &folder.join("plugin"))?;
    let request = request(&root, Path::new(protos), &folder, &packages)?;
    let mut ours = refusals(&plugin.answer("all", &request)?.files);
    let theirs = oracle::outcomes(&root, &folder, &packages)?;
    // Compile only the accepted rules.
    for messages in packages.values_mut() {
        messages.retain(|(name, _)| !ours.contains_key(name));
    }
    packages.retain(|_, messages| !messages.is_empty());
    let folder = folder.join("accepted");
    let request = self::request(&root, Path::new(protos), &folder, &packages)?;
    let answer = plugin.answer("accepted", &request)?;
    let member = folder.join("executor");
    empty(&member.join("src"))?;
    write(&answer.files, &member.join("src/proto"))?;
    program::write(&root, &member, &packages)?;
    let cargo = || {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(&member);
        cargo
    };
    succeed(
        cargo()
            .args(["build", "--target-dir"])
            .arg(folder.join("target")),
    )?;
    let answers = output(&mut Command::new(folder.join("target/debug/executor")))?;
    let accepted = oracle::compare(&tests, &ours, &theirs);
    ours.extend(answers.lines().filter_map(outcome));
    let values = oracle::compare_values(&tests, &ours, &theirs);
    summarize(&tests, &ours)?;
    accepted.and(values)
}

/// The names and forms of messages, by package. A name has the number of the test and the form.
fn packages(tests: &[Test]) -> program::Packages<'_> {
    let mut packages = BTreeMap::<_, Vec<_>>::new();
    for (number, test) in tests.iter().enumerate() {
        let package = match test.container.as_str() {
            "" => "cases",
            container => container,
        };
        for (way, form) in &test.forms {
            let name = format!("{way}{number}");
            packages
                .entry(package.to_owned())
                .or_default()
                .push((name, form));
        }
    }
    packages
}

/// The rejected rules, by the names of their messages: generated code with such a rule reports it.
fn refusals(files: &[Generated]) -> BTreeMap<String, Outcome> {
    let validators = files
        .iter()
        .flat_map(|file| file.content.split("validate::Validate for ").skip(1));
    validators
        .filter_map(|validator| {
            let (name, body) = validator.split_once(' ')?;
            let (_, text) = body.split_once("cx.compilation_error(")?;
            let (text, _) = text.split_once(")?;")?;
            let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | ','));
            Some((name.to_owned(), Outcome::Refused(text.to_owned())))
        })
        .collect()
}

/// Writes the messages to the folder, and returns the request for their validators.
fn request(
    root: &Path,
    protos: &Path,
    folder: &Path,
    packages: &program::Packages<'_>,
) -> Result<Request> {
    let files = program::protos(packages, &folder.join("proto"))?;
    own::write(&folder.join("proto"))?;
    let set = folder.join("set");
    succeed(
        Command::new(protoc_bin_vendored::protoc_bin_path()?)
            .arg("--include_imports")
            .arg(process::option("--descriptor_set_out=", &set))
            .arg(process::option("-I", &folder.join("proto")))
            .arg(process::option("-I", &root.join("src/frontend/include")))
            .arg(process::option("-I", protos))
            .args(&files)
            .args(MESSAGES),
    )?;
    let names: Vec<_> = files.iter().map(String::as_str).chain(MESSAGES).collect();
    let mut request = Request::of_set(fs::read(set)?, &names)?;
    request.parameter = Some("validate=all,validation_errors=deferred".to_owned());
    Ok(request)
}

/// Prints the results of the tests of the specification.
fn summarize(tests: &[Test], outcomes: &BTreeMap<String, Outcome>) -> Result<()> {
    let (mut passed, mut failed) = (0, 0);
    let mut rejected = BTreeMap::<String, usize>::new();
    let mut ways = BTreeMap::<_, [usize; 3]>::new();
    let specified = tests.iter().enumerate();
    for (number, test) in specified.filter(|(_, test)| test.fails.is_some()) {
        let (mut is_wrong, mut refused) = (false, test.skip.clone());
        for (way, form) in &test.forms {
            let Some(outcome) = outcomes.get(&format!("{way}{number}")) else {
                continue;
            };
            let verdict = test.verdict(outcome);
            let counts = ways.entry(way).or_default();
            match verdict {
                Some(true) => counts[0] += 1,
                None => counts[1] += 1,
                Some(false) => counts[2] += 1,
            }
            match (verdict, outcome) {
                (None, Outcome::Refused(why)) => refused = refused.or(Some(reason(why))),
                (Some(false), outcome) => {
                    is_wrong = true;
                    println!(
                        "{} ({way}{number}): {outcome:?}\n    {}",
                        test.name, form.rule
                    );
                }
                _ => {}
            }
        }
        match refused {
            _ if is_wrong => failed += 1,
            Some(why) => *rejected.entry(why).or_default() += 1,
            None => passed += 1,
        }
    }
    for (way, [right, refused, wrong]) in ways {
        println!("{way}: passed={right} rejected={refused} failed={wrong}");
    }
    println!("rejected:");
    let mut reasons: Vec<_> = rejected.iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    for (why, count) in reasons {
        println!("{count:8}  {why}");
    }
    let rejected: usize = rejected.values().sum();
    println!("cel: passed={passed} rejected={rejected} failed={failed}");
    ensure!(failed == 0, "{failed} tests failed");
    Ok(())
}

/// Reads a line of the executor: the name of a message and its outcome.
fn outcome(line: &str) -> Option<(String, Outcome)> {
    let mut parts = line.splitn(3, '\t');
    let (name, kind, text) = (parts.next()?, parts.next()?, parts.next()?.to_owned());
    let outcome = match kind {
        "valid" => Outcome::Valid,
        "violation" => Outcome::Violation,
        "refused" => Outcome::Refused(text),
        _ => Outcome::Error(text),
    };
    Some((name.to_owned(), outcome))
}

/// A reason without names.
fn reason(why: &str) -> String {
    let why = why.strip_prefix("in the rule: ").unwrap_or(why);
    let quoted = why.split('`').enumerate();
    quoted
        .map(|(index, part)| if index % 2 == 1 { "`…`" } else { part })
        .collect()
}

impl Test {
    fn read(line: &str) -> Result<Self> {
        let line: Value = serde_json::from_str(line)?;
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        let mut skip = line["skip"].as_str().map(str::to_owned);
        if text("container").starts_with("google.") {
            skip = Some("a package that is google's own".to_owned());
        }
        if UNLIKE_CEL_GO.contains(&text("name").as_str()) {
            skip = Some("cel-go has a value where an error is wanted".to_owned());
        }
        let mut forms = Vec::new();
        for (key, way) in [("folded", "Folded"), ("executed", "Executed")] {
            if let (Some(form), None) = (line.get(key), &skip) {
                forms.push((way, Form::read(form)?));
            }
        }
        Ok(Self {
            name: text("name"),
            container: text("container"),
            skip,
            fails: Some(line["fails"].as_bool().unwrap_or_default()),
            forms,
        })
    }

    /// Whether the outcome is the expected one. `None` if the rule was rejected.
    fn verdict(&self, outcome: &Outcome) -> Option<bool> {
        let fails = self.fails?;
        match outcome {
            Outcome::Valid => Some(!fails),
            Outcome::Violation => Some(false),
            Outcome::Error(_) => Some(fails),
            // An expected error may occur early.
            Outcome::Refused(why) => (fails && !is_unsupported(why)).then_some(true),
        }
    }
}

/// Whether an expression was rejected although it has a meaning.
fn is_unsupported(why: &str) -> bool {
    ["not supported", "only at run time", "cannot be made"]
        .iter()
        .any(|part| why.contains(part))
}

impl Form {
    fn read(form: &Value) -> Result<Self> {
        let fields = form["fields"].as_array().into_iter().flatten();
        let bytes = form["message"].as_str().unwrap_or_default();
        Ok(Self {
            rule: form["rule"]
                .as_str()
                .context("a form has a rule")?
                .to_owned(),
            fields: fields
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            message: program::unhexed(bytes)?,
        })
    }
}
