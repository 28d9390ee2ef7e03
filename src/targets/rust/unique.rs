//! Names that meet in Rust although they differ in protobuf: refused, with both places.

use std::borrow::Cow;
use std::collections::hash_map::Entry;

use foldhash::{HashMap, HashMapExt};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::{FileId, Model, Source};

/// A named element that takes a Rust name: what it is, and where.
#[derive(Clone, Copy, Debug)]
pub struct Element<'e> {
    /// `field`, `message`, ….
    pub what: &'static str,
    pub name: &'e str,
    pub file: FileId,
    pub source: &'e Source<'e>,
}

/// The Rust names of one scope.
#[derive(Debug)]
pub struct Unique<'m, 'e> {
    model: &'m Model<'m>,
    taken: HashMap<Cow<'e, str>, Element<'e>>,
}

impl<'m, 'e> Unique<'m, 'e> {
    /// An empty scope, for so many names.
    pub fn new(model: &'m Model<'m>, count: usize) -> Self {
        Self {
            model,
            taken: HashMap::with_capacity(count),
        }
    }

    /// Takes a name, or tells who has it.
    pub fn take(
        &mut self,
        ident: impl Into<Cow<'e, str>>,
        element: Element<'e>,
        diagnostics: &mut Diagnostics,
    ) {
        let (ident, first) = match self.taken.entry(ident.into()) {
            Entry::Vacant(entry) => {
                entry.insert(element);
                return;
            }
            Entry::Occupied(entry) => (entry.key().clone(), *entry.get()),
        };
        let place = |element: Element<'_>| self.model.place(element.file, element.source);
        let message = format!(
            "{} `{}` and {} `{}` are both `{ident}` in Rust",
            element.what, element.name, first.what, first.name
        );
        let fault = Diagnostic::error(message)
            .at(place(element))
            .note(
                place(first),
                format!("{} `{}` is here", first.what, first.name),
            )
            .help("rename one of them: Rust writes names in one case, protobuf does not");
        diagnostics.push(fault);
    }
}
