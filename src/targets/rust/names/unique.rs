//! Reports names that differ in protobuf but not in Rust, with both places.

use std::borrow::Cow;
use std::collections::hash_map::Entry;

use foldhash::{HashMap, HashMapExt, HashSet};

use super::ident::Ident;
use super::renames::Renames;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::{Enum, Extension, Field, FileId, Message, Model, Source};

/// An element with a Rust name: its kind and its place.
#[derive(Clone, Copy, Debug)]
pub struct Element<'e> {
    /// `field`, `message`, ….
    pub what: &'static str,
    pub name: &'e str,
    /// The full name of its scope: `.user.v1.User`, `.user.v1`, or empty.
    pub owner: &'e str,
    pub file: FileId,
    pub source: &'e Source<'e>,
}

impl<'e> Element<'e> {
    /// The scope of a full name.
    pub fn owner_of(full_name: &'e str) -> &'e str {
        full_name.rsplit_once('.').map_or("", |(owner, _)| owner)
    }

    /// A message.
    pub fn message(message: &'e Message<'e>) -> Self {
        Self {
            what: "message",
            name: message.name,
            owner: Self::owner_of(&message.full_name),
            file: message.file,
            source: &message.source,
        }
    }

    /// An enum.
    pub fn r#enum(r#enum: &'e Enum<'e>) -> Self {
        Self {
            what: "enum",
            name: r#enum.name,
            owner: Self::owner_of(&r#enum.full_name),
            file: r#enum.file,
            source: &r#enum.source,
        }
    }

    /// A field of a message, or an item that is generated for it.
    pub fn field(what: &'static str, message: &'e Message<'e>, field: &'e Field<'e>) -> Self {
        Self {
            what,
            name: field.name,
            owner: &message.full_name,
            file: message.file,
            source: &field.source,
        }
    }

    /// An extension.
    pub fn extension(extension: &'e Extension<'e>) -> Self {
        Self {
            what: "extension",
            name: extension.field.name,
            owner: Self::owner_of(&extension.full_name),
            file: extension.file,
            source: &extension.field.source,
        }
    }

    /// A oneof of a message.
    pub fn oneof(message: &'e Message<'e>, index: usize) -> Self {
        let oneof = &message.oneofs[index];
        Self {
            what: "oneof",
            name: oneof.name,
            owner: &message.full_name,
            file: message.file,
            source: &oneof.source,
        }
    }

    fn path(&self) -> String {
        format!("{}.{}", self.owner, self.name)
    }
}

/// The Rust names of one scope.
#[derive(Debug)]
#[must_use = "`finish` reports what meets"]
pub struct Unique<'e> {
    model: &'e Model<'e>,
    renames: &'e Renames<'e>,
    /// How a name is written in this scope.
    case: fn(&str) -> Ident,
    taken: HashMap<Cow<'e, str>, Element<'e>>,
    /// The taken names and their elements.
    clashes: Vec<(Cow<'e, str>, Element<'e>)>,
}

impl<'e> Unique<'e> {
    /// An empty scope with a capacity.
    pub fn new(
        model: &'e Model<'e>,
        renames: &'e Renames<'e>,
        count: usize,
        case: fn(&str) -> Ident,
    ) -> Self {
        Self {
            model,
            renames,
            case,
            taken: HashMap::with_capacity(count),
            clashes: Vec::new(),
        }
    }

    /// Takes a name.
    pub fn take(&mut self, ident: impl Into<Cow<'e, str>>, element: Element<'e>) {
        match self.taken.entry(ident.into()) {
            Entry::Vacant(entry) => drop(entry.insert(element)),
            Entry::Occupied(entry) => self.clashes.push((entry.key().clone(), element)),
        }
    }

    /// Reports the names with several elements, and suggests a free name for each.
    pub fn finish(self, diagnostics: &mut Diagnostics) {
        if self.clashes.is_empty() {
            return;
        }
        let mut free = FreeNames {
            case: self.case,
            taken: self.taken.keys().map(|ident| ident.to_string()).collect(),
            counts: HashMap::new(),
        };
        for (ident, element) in &self.clashes {
            let help = self.remedy(*element, &free.next(ident));
            diagnostics.push(self.fault(ident, *element).help(help));
        }
    }

    /// The same for names that derive from names of types. The suggestion is a free name of a type.
    pub fn finish_by_types(self, diagnostics: &mut Diagnostics) {
        if self.clashes.is_empty() {
            return;
        }
        let model = self.model;
        let messages = model.messages.iter().map(|message| message.name);
        let types = messages.chain(model.enums.iter().map(|r#enum| r#enum.name));
        let mut free = FreeNames {
            case: Ident::camel,
            taken: types.map(|name| Ident::camel(name).to_string()).collect(),
            counts: HashMap::new(),
        };
        for (ident, element) in &self.clashes {
            let name = element.name.rsplit('.').next().unwrap_or_default();
            let help = self.remedy(*element, &free.next(Ident::camel(name).as_str()));
            diagnostics.push(self.fault(ident, *element).help(help));
        }
    }

    /// The same for names that derive from names of elements. The suggestion is a free name of this scope.
    pub fn finish_by_elements(self, diagnostics: &mut Diagnostics) {
        let mut free = FreeNames {
            case: self.case,
            taken: self.taken.keys().map(|ident| ident.to_string()).collect(),
            counts: HashMap::new(),
        };
        for (ident, element) in &self.clashes {
            let name = (self.case)(element.name);
            let help = self.remedy(*element, &free.next(name.as_str()));
            diagnostics.push(self.fault(ident, *element).help(help));
        }
    }

    fn fault(&self, ident: &str, element: Element<'_>) -> Diagnostic {
        let first = self.taken[ident];
        let place = |element: Element<'_>| self.model.place(element.file, element.source);
        let message = format!(
            "{} `{}` and {} `{}` are both `{ident}` in Rust",
            element.what, element.name, first.what, first.name
        );
        Diagnostic::error(message).at(place(element)).note(
            place(first),
            format!("{} `{}` is here", first.what, first.name),
        )
    }

    fn remedy(&self, element: Element<'_>, free: &str) -> String {
        let path = element.path();
        match self.renames.get(&path) {
            Some(name) => format!("write `rename={path}={free}` instead of `rename={path}={name}`"),
            None => format!(
                "rename one of them, or give it another name in Rust alone: `rename={path}={free}`"
            ),
        }
    }
}

/// Names that no element of a scope has.
struct FreeNames {
    case: fn(&str) -> Ident,
    taken: HashSet<String>,
    /// The number of suggestions for each name.
    counts: HashMap<String, usize>,
}

impl FreeNames {
    /// A new name like `ident` for each call: `FooBar2`, `FooBar3`; after a digit, `V1Alt`, `V1Alt2`.
    fn next(&mut self, ident: &str) -> String {
        let base = ident.strip_prefix("r#").unwrap_or(ident);
        let count = self.counts.entry(base.to_owned()).or_insert(1);
        loop {
            *count += 1;
            let name = match (base.ends_with(|c: char| c.is_ascii_digit()), *count) {
                (false, count) => format!("{base}{count}"),
                (true, 2) => format!("{base}_alt"),
                (true, count) => format!("{base}_alt{}", count - 1),
            };
            let ident = (self.case)(&name).to_string();
            if self.taken.insert(ident.clone()) {
                return ident;
            }
        }
    }
}
