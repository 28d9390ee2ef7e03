//! Prints plans as text.
//!
//! Operators have CEL's symbols. Brackets after a comparison contain the kind of its operands if their stores differ.
//! Suffixes such as `:i32` show widths; `?` after a name marks a call that can fail; `&&?` and `||?` absorb errors.

mod terms;

use std::fmt::Display;

use super::term::Term;
use super::{At, Check, PatternKind, Step, Violation};
use crate::model::{Message, MessageId, Model};
use crate::rules::Rules;
use terms::Shown;

/// Returns the plans of all messages with rules, in the order of the model.
pub fn dump(model: &Model<'_>, rules: &Rules) -> String {
    let mut text = String::new();
    for index in 0..model.messages.len() {
        let id = MessageId::new(index);
        if let Some(rules) = rules.of(id) {
            let check = Check::new(model, id, rules);
            text.push_str(&format!("check {}\n", &model[id].full_name[1..]));
            text.push_str(&check.text(model, id));
        }
    }
    text
}

impl Check<'_> {
    /// Returns the plan of a message as text, with one line for each step and each pattern.
    pub fn text(&self, model: &Model<'_>, id: MessageId) -> String {
        let mut dump = Dump {
            model,
            message: &model[id],
            text: String::new(),
        };
        if let Some(fault) = self.fault {
            dump.line(1, format_args!("fail {fault:?}"));
        }
        for fault in &self.faults {
            dump.line(
                1,
                format_args!("unsupported {:?}", fault.unsupported.message),
            );
        }
        for (index, pattern) in self.patterns.iter().enumerate() {
            match &pattern.kind {
                PatternKind::Parts(parts) => {
                    let count = parts.len();
                    dump.line(
                        1,
                        format_args!("pattern #{index} {:?}, {count} parts", pattern.text),
                    );
                }
                PatternKind::Regex(regex) => {
                    dump.line(1, format_args!("pattern #{index} regex {regex:?}"));
                }
            }
        }
        dump.steps(1, &self.steps);
        dump.text
    }
}

/// Prints the plan of a message.
struct Dump<'d> {
    model: &'d Model<'d>,
    message: &'d Message<'d>,
    text: String,
}

impl Dump<'_> {
    fn line(&mut self, depth: usize, content: impl Display) {
        self.text
            .push_str(&format!("{:depth$}{content}\n", "", depth = 2 * depth));
    }

    fn steps(&mut self, depth: usize, steps: &[Step<'_>]) {
        for step in steps {
            self.step(depth, step);
        }
    }

    fn step(&mut self, depth: usize, step: &Step<'_>) {
        match step {
            Step::Violate { violation, at } => {
                let line = format!("violate {} at {}", said(violation), self.at(*at));
                self.line(depth, line);
            }
            Step::If {
                test,
                then,
                otherwise,
            } => {
                let line = format!("if {}", self.shown(test));
                self.branches(depth, line, then, otherwise);
            }
            Step::Require {
                test: term,
                violation,
                at,
            } => self.asked(depth, ("require", ", or"), term, (violation, *at)),
            Step::Ask {
                text: term,
                violation,
                at,
            } => self.asked(depth, ("ask", ", and"), term, (violation, *at)),
            Step::RequireOneof(oneof) => {
                let line = format!("require oneof {}", self.message.oneofs[*oneof].name);
                self.line(depth, line);
            }
            Step::FieldSet { tests, many, none } => {
                self.field_set(depth, tests, many, none.as_ref());
            }
            Step::Bind {
                field,
                then,
                otherwise,
            } => {
                let line = format!("bind this = {}", self.message.fields[*field].name);
                self.branches(depth, line, then, otherwise);
            }
            Step::AsTime(steps) => {
                self.line(depth, "this as a time");
                self.steps(depth + 1, steps);
            }
            Step::Each { list, steps, .. } => {
                let line = format!("for this in {}", self.shown(list));
                self.branches(depth, line, steps, &[]);
            }
            Step::Entries { map, steps, .. } => {
                let line = format!("for key, this in {}, sorted", self.shown(map));
                self.branches(depth, line, steps, &[]);
            }
            Step::Descend { message, at } => {
                let line = format!("check {} at {}", self.shown(message), self.at(*at));
                self.line(depth, line);
            }
        }
    }

    fn asked(
        &mut self,
        depth: usize,
        (verb, then): (&str, &str),
        term: &Term,
        (violation, at): (&Violation<'_>, At),
    ) {
        let (term, violation, at) = (self.shown(term), said(violation), self.at(at));
        self.line(
            depth,
            format!("{verb} {term}{then} violate {violation} at {at}"),
        );
    }

    fn field_set(
        &mut self,
        depth: usize,
        tests: &[Term],
        many: &Violation<'_>,
        none: Option<&Violation<'_>>,
    ) {
        let tests: Vec<_> = tests.iter().map(|test| self.shown(test)).collect();
        self.line(depth, format!("count {}", tests.join(", ")));
        self.line(depth + 1, format!("more than one: violate {}", said(many)));
        if let Some(none) = none {
            self.line(depth + 1, format!("none: violate {}", said(none)));
        }
    }

    fn branches(&mut self, depth: usize, line: String, then: &[Step<'_>], otherwise: &[Step<'_>]) {
        self.line(depth, line);
        self.steps(depth + 1, then);
        if !otherwise.is_empty() {
            self.line(depth, "else");
            self.steps(depth + 1, otherwise);
        }
    }

    fn at(&self, at: At) -> String {
        let name = |field: usize| self.message.fields[field].name;
        match at {
            At::Message => "message".to_owned(),
            At::Field(field) => name(field).to_owned(),
            At::Item(field) => format!("{}[item]", name(field)),
            At::Index(field) => format!("{}[index]", name(field)),
            At::Key(field) => format!("{}[key]", name(field)),
            At::Value(field) => format!("{}[value]", name(field)),
            At::Entry(field) => format!("{}[entry]", name(field)),
        }
    }

    fn shown(&self, term: &Term) -> String {
        Shown {
            model: self.model,
            term,
        }
        .to_string()
    }
}

fn said(violation: &Violation<'_>) -> String {
    match violation {
        Violation::Required => "required".to_owned(),
        Violation::Rule { message, .. } | Violation::FieldSet { message } => {
            format!("{} {message:?}", violation.id())
        }
    }
}
