//! Explains where nothing can be added to an implementation, with code to paste instead.

use super::matching::{self, Candidate, GeneratedItem};
use super::source::{Places, Position};
use super::walk::{CallSite, Unread};
use super::{Implementation, Reader, Refusal};
use crate::skeleton::State;
use crate::targets::rust::skeleton::stub::{self, Part};

impl Reader<'_> {
    /// Returns why nothing can be added, if functions are missing or may be missing.
    pub(super) fn refusal(
        &self,
        wanted: &GeneratedItem<'_>,
        candidates: &[Candidate],
        implementations: &[Implementation],
    ) -> Option<Refusal> {
        let incomplete = implementations.iter().find(|i| i.is_incomplete());
        match (implementations, incomplete) {
            ([], _) => self.of_none(wanted, candidates),
            (_, None) => None,
            ([one], _) => self.of_one(wanted, one),
            (several, Some(incomplete)) => {
                let others = several
                    .iter()
                    .filter(|other| other.line != incomplete.line || other.file != incomplete.file);
                let others = others.map(|i| format!("{}:{}:{}", i.file, i.line, i.column));
                let others: Vec<String> = others.collect();
                let reason = format!(
                    "`{}` is implemented here and at {}, and it is not clear to which of them to add",
                    wanted.name(),
                    others.join(", ")
                );
                Some(of_missing(wanted, incomplete, incomplete.start(), reason))
            }
        }
    }

    /// The refusal for a single incomplete implementation.
    fn of_one(&self, wanted: &GeneratedItem<'_>, one: &Implementation) -> Option<Refusal> {
        if let Some(obstacle) = &one.site.obstacle {
            let source = self.krate.sources.iter().find(|s| s.file == one.file)?;
            let places = Places {
                text: &source.text,
                prefix: 0,
            };
            let position = places.position(obstacle.at);
            let reason = obstacle.reason.to_owned();
            return Some(of_missing(wanted, one, position, reason));
        }
        let unread = self
            .krate
            .unread
            .iter()
            .find(|unread| unread.mentions(wanted));
        unread.map(|unread| Refusal {
            file: unread.file.clone(),
            ..of_missing(wanted, one, unread.fault.position, unread.reason(wanted))
        })
    }

    /// The refusal for a trait without a known implementation.
    fn of_none(&self, wanted: &GeneratedItem<'_>, candidates: &[Candidate]) -> Option<Refusal> {
        let whole = |file: &str, position: Position, reason: String| {
            let names = matching::default_names(self.krate, wanted, self.runtime);
            let implementor = match wanted.part {
                Part::Service => format!("{}Impl", wanted.outline.ident),
                Part::Checks => format!("{}Checks", wanted.outline.ident),
            };
            Refusal {
                file: file.to_owned(),
                line: position.line,
                column: position.column,
                reason,
                stub: stub::implementation(wanted.outline, wanted.part, &names, &implementor),
            }
        };
        if let Some(candidate) = candidates.first() {
            let site = &self.krate.impls[candidate.site];
            let source = &self.krate.sources[site.source];
            let places = Places {
                text: &source.text,
                prefix: site.prefix,
            };
            let at = places.start(site.item.impl_token.span);
            let reason = format!(
                "several services have a trait `{}`, and its path does not show which one this is",
                wanted.name()
            );
            return Some(whole(&source.file, places.position(at), reason));
        }
        let unread = &self.krate.unread;
        let unread = unread
            .iter()
            .find(|u| u.mentions(wanted))
            .or(unread.first());
        if let Some(unread) = unread {
            return Some(whole(
                &unread.file,
                unread.fault.position,
                unread.reason(wanted),
            ));
        }
        let call = self
            .krate
            .macros
            .iter()
            .find(|call| call.mentions(wanted))?;
        let reason = format!("this macro may implement `{}`", wanted.name());
        Some(whole(&call.source.file, call.position, reason))
    }
}

impl Implementation {
    fn start(&self) -> Position {
        Position {
            line: self.line,
            column: self.column,
        }
    }
}

/// The refusal to add the missing functions of an implementation.
fn of_missing(
    wanted: &GeneratedItem<'_>,
    implementation: &Implementation,
    position: Position,
    reason: String,
) -> Refusal {
    let missing = implementation.methods.iter();
    let missing = missing.filter(|method| method.state == State::Missing);
    let missing: Vec<&str> = missing.map(|method| &*method.name).collect();
    let names = &implementation.site.names;
    Refusal {
        file: implementation.file.clone(),
        line: position.line,
        column: position.column,
        reason,
        stub: stub::functions(wanted.outline, wanted.part, names, Some(&missing)),
    }
}

impl Unread {
    fn mentions(&self, wanted: &GeneratedItem<'_>) -> bool {
        has_word(&self.text, wanted.name())
    }

    fn reason(&self, wanted: &GeneratedItem<'_>) -> String {
        format!(
            "the file cannot be read, and may implement `{}`: {}",
            wanted.name(),
            self.fault.reason
        )
    }
}

impl CallSite {
    fn mentions(&self, wanted: &GeneratedItem<'_>) -> bool {
        has_word(&self.text, "impl") && has_word(&self.text, wanted.name())
    }
}

/// Whether a text contains a whole word.
fn has_word(text: &str, word: &str) -> bool {
    let mut words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.any(|krate| krate == word)
}
