//! Adds missing functions to an implementation, before its closing brace.

use std::path::PathBuf;

use super::Plan;
use super::proof::{Proof, prove};
use super::renames::Renaming;
use crate::diagnostics::Diagnostic;
use crate::outline::ServiceOutline;
use crate::skeleton::State;
use crate::skeleton::text::{
    TextChange, apply, columns, fit, indent, line_end, line_of, line_start, unit,
};
use crate::skeleton::{Edit, Inserted, InsertionKind, Renamed};
use crate::targets::rust::skeleton::analysis::Implementation;
use crate::targets::rust::skeleton::analysis::source::Source;
use crate::targets::rust::skeleton::stub::{self, Part};

/// The missing functions of an implementation, as text at a place.
pub struct Addition {
    at: usize,
    /// The text before the functions and after them.
    around: (String, String),
    functions: Vec<(InsertionKind, String, String)>,
    proof: Proof,
}

/// Returns the missing functions of an implementation. `None` if it has all, or will have them through renames.
pub fn addition(
    service: &ServiceOutline,
    part: Part,
    implementation: &Implementation,
    renames: &[&Renaming<'_>],
    text: &str,
) -> Option<Addition> {
    let is_missing = |ident: &str| {
        let mut methods = implementation.methods.iter();
        methods.any(|method| method.ident == ident && method.state == State::Missing)
            && !renames.iter().any(|renaming| renaming.new == ident)
    };
    let place = InsertionPoint::new(implementation, text);
    let (names, depth) = (&implementation.site.names, place.depth());
    let functions: Vec<(InsertionKind, String, String)> = match part {
        Part::Service => {
            let missing = service.methods.iter().filter(|m| is_missing(&m.ident));
            let stub = |m| stub::method(service, m, names, depth);
            missing
                .map(|m| (InsertionKind::Rpc, m.name.clone(), place.fit(&stub(m))))
                .collect()
        }
        Part::Checks => {
            let missing = service.checks.iter().filter(|c| is_missing(&c.ident));
            let stub = |c| stub::check(c, names, depth);
            missing
                .map(|c| (InsertionKind::Check, c.message.clone(), place.fit(&stub(c))))
                .collect()
        }
    };
    let expected = implementation.methods.iter();
    let expected = expected.filter(|method| method.state != State::Inherited);
    let expected = expected.map(|method| (method.ident.clone(), is_missing(&method.ident)));
    (!functions.is_empty()).then(|| Addition {
        at: place.at,
        around: place.around(),
        functions,
        proof: Proof {
            open: implementation.site.open,
            expected: expected.collect(),
        },
    })
}

/// The place of functions, and their indent.
struct InsertionPoint<'a> {
    text: &'a str,
    implementation: &'a Implementation,
    at: usize,
    /// Whether the closing brace is first on its line.
    is_alone: bool,
    /// The indent of a function.
    indent: String,
    unit: String,
    end: &'static str,
}

impl<'a> InsertionPoint<'a> {
    fn new(implementation: &'a Implementation, text: &'a str) -> Self {
        let site = &implementation.site;
        let line = line_start(text, site.close);
        let is_alone = line > site.open && text[line..site.close].trim().is_empty();
        let outer = indent(text, site.start);
        // An item on the line of the opening brace has no indent of its own.
        let sibling = site
            .last_item
            .filter(|&at| line_start(text, at) > site.open);
        let sibling = sibling.map(|at| indent(text, at));
        let unit = match sibling.and_then(|sibling| sibling.strip_prefix(outer)) {
            Some(unit) if !unit.is_empty() => unit.to_owned(),
            _ => unit(text),
        };
        Self {
            text,
            implementation,
            at: if is_alone { line } else { site.close },
            is_alone,
            indent: match sibling {
                Some(sibling) => sibling.to_owned(),
                None => format!("{outer}{unit}"),
            },
            unit,
            end: line_end(text, site.open),
        }
    }

    /// How many modules the indent corresponds to.
    fn depth(&self) -> usize {
        (columns(&self.indent) / 4).saturating_sub(1)
    }

    fn fit(&self, function: &str) -> String {
        fit(function, &self.indent, &self.unit, self.end)
    }

    /// The text before the functions and after them.
    fn around(&self) -> (String, String) {
        let site = &self.implementation.site;
        let within = &self.text[site.open + 1..self.at];
        let mut before = if self.is_alone {
            String::new()
        } else {
            self.end.to_owned()
        };
        // Add a blank line after existing items, unless there is one.
        let is_blank = |line: &str| line.trim().is_empty();
        let has_gap = self.is_alone && within.lines().last().is_some_and(is_blank);
        if !within.trim().is_empty() && !has_gap {
            before.push_str(self.end);
        }
        let after = if self.is_alone {
            String::new()
        } else {
            indent(self.text, site.start).to_owned()
        };
        (before, after)
    }
}

impl Addition {
    /// The text, and the start of each function in it.
    fn text(&self, end: &str) -> (String, Vec<usize>) {
        let mut text = self.around.0.clone();
        let mut starts = Vec::with_capacity(self.functions.len());
        for (index, (.., function)) in self.functions.iter().enumerate() {
            if index > 0 {
                text.push_str(end);
            }
            starts.push(text.len());
            text.push_str(function);
        }
        text.push_str(&self.around.1);
        (text, starts)
    }
}

/// A change of a file, and its reason.
struct SpliceStep<'p> {
    change: TextChange,
    reason: Reason<'p>,
}

enum Reason<'p> {
    /// Functions are added. The numbers are the start of each function in the text.
    Addition(&'p Addition, Vec<usize>),
    Renaming(&'p Renaming<'p>),
    /// A renamed function replaces a stub.
    Removal,
}

impl Plan<'_> {
    /// Returns the edit of a file, after checking it. `None` if there is nothing to do.
    ///
    /// # Errors
    /// If a check fails.
    pub(super) fn edit(
        &self,
        path: PathBuf,
        source: &Source,
    ) -> Result<Option<Edit>, Box<Diagnostic>> {
        let steps = self.steps(&source.text);
        if steps.is_empty() {
            return Ok(None);
        }
        let changes: Vec<TextChange> = steps.iter().map(|step| step.change.clone()).collect();
        let (after, starts) = apply(&source.text, changes.clone());
        let (mut inserted, mut renamed) = (Vec::new(), Vec::new());
        for (step, start) in steps.iter().zip(starts) {
            match &step.reason {
                Reason::Addition(addition, offsets) => {
                    let functions = addition.functions.iter().zip(offsets);
                    inserted.extend(functions.map(|((kind, name, _), offset)| Inserted {
                        line: line_of(&after, start + offset),
                        kind: *kind,
                        name: name.clone(),
                    }));
                }
                Reason::Renaming(renaming) => renamed.push(Renamed {
                    line: line_of(&after, start),
                    old: renaming.old.clone(),
                    new: renaming.new.clone(),
                    replaced: renaming.stub.as_ref().map_or(0, |stub| stub.len()),
                }),
                Reason::Removal => {}
            }
        }
        let edit = Edit {
            path,
            file: source.file.clone(),
            before: source.text.clone(),
            after,
            inserted,
            renamed,
        };
        let proofs = self.additions.iter().map(|addition| &addition.proof);
        prove(&edit, &changes, proofs)?;
        Ok(Some(edit))
    }

    /// The changes, in the order of the file.
    fn steps<'p>(&'p self, text: &str) -> Vec<SpliceStep<'p>> {
        let additions = self.additions.iter().map(|addition| {
            let (text, starts) = addition.text(line_end(text, addition.proof.open));
            SpliceStep {
                change: TextChange {
                    range: addition.at..addition.at,
                    text,
                },
                reason: Reason::Addition(addition, starts),
            }
        });
        let renamings = self.renamings.iter().map(|renaming| SpliceStep {
            change: TextChange {
                range: renaming.range.clone(),
                text: renaming.new.clone(),
            },
            reason: Reason::Renaming(renaming),
        });
        let stubs = self
            .renamings
            .iter()
            .filter_map(|renaming| renaming.stub.clone());
        let removals = stubs.map(|range| SpliceStep {
            change: TextChange {
                range,
                text: String::new(),
            },
            reason: Reason::Removal,
        });
        let mut steps: Vec<SpliceStep<'_>> = removals.chain(additions).chain(renamings).collect();
        steps.sort_by_key(|step| step.change.range.start);
        steps
    }
}
