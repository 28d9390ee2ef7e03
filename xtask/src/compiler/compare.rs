//! Compares what both compilers do with a unit.

use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;

use anyhow::Result;
use prost::Message as _;
use prost::bytes::Bytes;
use rpcsmith_compiler::{Compiled, Diagnostic, Severity};

use super::dump::{Line, Schema};
use super::message::{Message, class};
use super::ours::Ours;
use super::plugin::PluginRequest;
use super::protoc::{Outcome, Protoc};
use super::unit::{Unit, hash};
use crate::request::{File, Request};

/// The number of lines of each compiler in an account of a difference.
const LINES: usize = 4;

/// Both compilers, and the schema of descriptors.
pub struct Judge {
    pub protoc: Protoc,
    pub schema: Schema,
}

/// The result of a comparison.
pub enum Verdict {
    Equal,
    /// The classes of both texts.
    RefusedAlike(String),
    /// protoc crashed, so there is nothing to compare with.
    Crashed,
    Differs(Difference),
}

/// A difference.
pub struct Difference {
    /// The same for the same cause.
    pub class: String,
    /// What a reader needs.
    pub account: String,
}

/// The warnings of both for a file that both accept, without those that are in both.
#[derive(Default)]
pub struct Warnings {
    /// The number of those of protoc.
    pub expected: usize,
    pub missing: Vec<String>,
    pub extra: Vec<String>,
}

impl Judge {
    /// Compiles a unit with both.
    ///
    /// # Errors
    /// If protoc cannot be run.
    pub fn judge(&self, unit: &Unit, scratch: &Path) -> Result<(Verdict, Warnings)> {
        let answer = self.protoc.ask(unit, scratch)?;
        if answer.outcome == Outcome::Crashed {
            return Ok((Verdict::Crashed, Warnings::default()));
        }
        let messages = self.protoc.messages(&answer, unit);
        let difference = match (answer.outcome, Ours::of(unit)) {
            (_, Ours::Panicked(text)) => Difference {
                class: format!("panic: {}", class(&text)),
                account: text,
            },
            (Outcome::Accepted(expected), Ours::Accepted(compiled)) => {
                let set = compiled.file_descriptor_set();
                if hash(&set) != expected {
                    let theirs = self.protoc.set(unit, scratch)?;
                    self.sets(theirs, set)
                } else if let Some(difference) = self.requests(unit, &compiled, scratch)? {
                    difference
                } else {
                    let warnings = compare_warnings(&messages, compiled.warnings());
                    return Ok((Verdict::Equal, warnings));
                }
            }
            (Outcome::Accepted(_), Ours::Refused(faults)) => wrongly_refused(&faults),
            (_, Ours::Accepted(..)) => wrongly_accepted(answer.text(), &messages),
            (_, Ours::Refused(faults)) => {
                let verdict = refusals(answer.text(), &messages, &faults);
                return Ok((verdict, Warnings::default()));
            }
        };
        Ok((Verdict::Differs(difference), Warnings::default()))
    }

    /// The first difference between the requests for a plugin, whose imports have other bytes than those of a set.
    fn requests(
        &self,
        unit: &Unit,
        compiled: &Compiled,
        scratch: &Path,
    ) -> Result<Option<Difference>> {
        if !unit.has_request() {
            return Ok(None);
        }
        let ours = PluginRequest::of(compiled).to_set();
        let expected = self.protoc.ask_request(unit, scratch)?;
        if expected.is_none_or(|expected| expected == hash(&ours)) {
            return Ok(None);
        }
        let theirs = self.protoc.request(unit, scratch)?.unwrap_or_default();
        let Difference { class, account } = self.sets(theirs.to_set(), ours);
        let class = format!("request: {class}");
        Ok(Some(Difference { class, account }))
    }

    /// The first difference between two sets.
    fn sets(&self, theirs: Vec<u8>, ours: Vec<u8>) -> Difference {
        let parsed = (files(theirs), files(ours));
        let (Some(theirs), Some(ours)) = parsed else {
            return Difference {
                class: "bytes: no descriptor set".to_owned(),
                account: "the bytes are no descriptor set".to_owned(),
            };
        };
        let names = |files: &[(String, Bytes)]| -> Vec<String> {
            files.iter().map(|(name, _)| name.clone()).collect()
        };
        if names(&theirs) != names(&ours) {
            let lines = |names: Vec<String>| {
                names.into_iter().map(|name| Line {
                    path: "file".to_owned(),
                    value: name,
                })
            };
            let theirs: Vec<_> = lines(names(&theirs)).collect();
            let ours: Vec<_> = lines(names(&ours)).collect();
            return Difference {
                class: "bytes: files".to_owned(),
                account: diff(&theirs, &ours).1,
            };
        }
        let different = theirs
            .iter()
            .zip(&ours)
            .find(|(theirs, ours)| theirs != ours);
        let Some(((name, theirs), (_, ours))) = different else {
            return Difference {
                class: "bytes: encoding of the set".to_owned(),
                account: String::new(),
            };
        };
        let (class, account) = diff(&self.schema.lines(theirs), &self.schema.lines(ours));
        Difference {
            class: format!("bytes: {class}"),
            account: format!("in {name}\n{account}"),
        }
    }
}

/// The files of a set, with their names.
fn files(set: Vec<u8>) -> Option<Vec<(String, Bytes)>> {
    let files = Request::of_set(set, &[]).ok()?.files.into_iter();
    let named = files.map(|bytes| Some((File::decode(bytes.clone()).ok()?.name, bytes)));
    named.collect()
}

/// The kind of the first difference, and lines of both from there.
fn diff(theirs: &[Line], ours: &[Line]) -> (String, String) {
    let same = theirs.iter().zip(ours).take_while(|(a, b)| a == b).count();
    let (theirs_rest, ours_rest) = (&theirs[same..], &ours[same..]);
    let paths = |lines: &[Line]| -> HashSet<String> {
        lines.iter().map(|line| line.path.clone()).collect()
    };
    let kind = match (theirs_rest.first(), ours_rest.first()) {
        (Some(a), Some(b)) if a.path == b.path => format!("value of {}", shape(&a.path)),
        (Some(a), _) if !paths(ours).contains(&a.path) => format!("missing {}", shape(&a.path)),
        (_, Some(b)) if !paths(theirs).contains(&b.path) => format!("extra {}", shape(&b.path)),
        (Some(a), Some(b)) => format!("order of {} and {}", shape(&a.path), shape(&b.path)),
        (Some(line), None) | (None, Some(line)) => format!("number of {}", shape(&line.path)),
        (None, None) => "encoding of equal values".to_owned(),
    };
    let mut account = String::new();
    for (who, lines) in [("protoc", theirs_rest), ("ours  ", ours_rest)] {
        for line in lines.iter().take(LINES) {
            let _ = writeln!(account, "{who} {} = {}", line.path, line.value);
        }
    }
    (kind, account)
}

/// A path without indexes.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('[') {
        shape.push_str(before);
        rest = after.split_once(']').map_or("", |(_, after)| after);
    }
    shape + rest
}

fn wrongly_refused(faults: &[Diagnostic]) -> Difference {
    let first = faults.first().map_or("", |fault| &fault.message);
    Difference {
        class: format!("only ours refuses: {}", class(first)),
        account: ours_text(faults),
    }
}

fn wrongly_accepted(stderr: &str, messages: &[Message]) -> Difference {
    let first = Message::first_error(messages).map(Message::class);
    Difference {
        class: format!("only protoc refuses: {}", first.unwrap_or_default()),
        account: theirs_text(stderr),
    }
}

/// A difference if the first error of protoc is not among ours, on its line.
fn refusals(stderr: &str, messages: &[Message], faults: &[Diagnostic]) -> Verdict {
    let first = Message::first_error(messages);
    let is_first = |fault: &Diagnostic| {
        let Some(first) = first else { return true };
        let line = fault.place.as_ref().map(|place| place.start.0);
        fault.severity == Severity::Error
            && (fault.file == first.file || !first.file_exists)
            && first.place.is_none_or(|place| Some(place.0) == line)
    };
    let theirs = first.map(Message::class).unwrap_or_default();
    if let Some(ours) = faults.iter().find(|fault| is_first(fault)) {
        return Verdict::RefusedAlike(format!("{theirs} | {}", class(&ours.message)));
    }
    let ours = faults.first().map_or("", |fault| &fault.message);
    Verdict::Differs(Difference {
        class: format!("another fault: {theirs} | {}", class(ours)),
        account: theirs_text(stderr) + &ours_text(faults),
    })
}

fn theirs_text(stderr: &str) -> String {
    let lines = stderr.lines().take(LINES);
    lines.map(|line| format!("protoc {line}\n")).collect()
}

fn ours_text(faults: &[Diagnostic]) -> String {
    let faults = faults.iter().take(LINES);
    faults.map(|fault| format!("ours   {fault}\n")).collect()
}

/// Compares warnings by their places.
fn compare_warnings(theirs: &[Message], ours: &[Diagnostic]) -> Warnings {
    let mut rest: Vec<&Diagnostic> = ours.iter().collect();
    let mut warnings = Warnings::default();
    for warning in theirs.iter().filter(|message| message.is_warning) {
        warnings.expected += 1;
        let found = rest.iter().position(|ours| {
            let line = ours.place.as_ref().map(|place| place.start.0);
            ours.file == warning.file && warning.place.is_none_or(|place| Some(place.0) == line)
        });
        match found {
            Some(index) => drop(rest.swap_remove(index)),
            None => warnings.missing.push(warning.class()),
        }
    }
    warnings.extra = rest.iter().map(|warning| class(&warning.message)).collect();
    warnings
}

#[cfg(test)]
mod tests {
    use super::super::{Judge, corpus, judge};
    use super::*;
    use crate::process;

    fn set(judge: &Judge, target: &Path, source: &str) -> Vec<u8> {
        let unit = Unit {
            label: String::new(),
            folders: [].into(),
            names: vec!["a.proto".to_owned()],
            content: 0,
            mutant: Some(("a.proto".to_owned(), source.as_bytes().to_vec())),
        };
        judge.protoc.set(&unit, target).expect("protoc runs")
    }

    #[test]
    fn differences_have_classes() {
        let target = corpus::target(&process::root().expect("a root")).expect("a folder");
        let target = target.join("test");
        std::fs::create_dir_all(&target).expect("a folder");
        let judge = judge(&target).expect("a protoc");
        let sources = [
            (
                "message A {         optional A a = 1; }",
                "value of message_type.field.number",
            ),
            (
                "message A { optional A a = 2; } message B {}",
                "missing message_type.name",
            ),
            (
                "message A { /* x */ optional A a = 2; }",
                "missing source_code_info.location of message_type.field: detached",
            ),
        ];
        for (source, expected) in sources {
            let theirs = set(&judge, &target, source);
            let ours = set(&judge, &target, "message A {         optional A a = 2; }");
            let difference = judge.sets(theirs, ours);
            assert_eq!(
                difference.class,
                format!("bytes: {expected}"),
                "{}",
                difference.account
            );
        }
    }
}
