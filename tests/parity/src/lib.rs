//! Compares the messages that rpcsmith generates with those of prost-build, item by item.
//!
//! Both generators read the same request. Their output is parsed, and each type is normalized: absolute paths, sorted
//! attributes, members by tag. Every remaining difference is a [`Difference`], unless it belongs to one of the classes of
//! `docs/migrate.md`. Each class has a predicate in `classes`, or a repair of the descriptor in `repairs` if prost-build is
//! wrong in a way that its output does not show. Comments are not compared.

mod attributes;
mod classes;
mod functions;
mod items;
mod options;
mod ours;
mod repairs;
mod scope;
mod theirs;
mod type_names;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use anyhow::{Context, Result};
use prost::Message;
use prost_types::compiler::CodeGeneratorRequest;

pub use classes::Class;
use items::{Item, Items};
use options::Options;
use scope::Renames;
pub use theirs::Ambiguous;
use theirs::Theirs;

/// The result of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The number of structs and enums that both generators produce.
    pub items: usize,
    /// The unexpected differences.
    pub differences: Vec<Difference>,
    /// The number of expected differences, by the name of their class.
    pub classes: BTreeMap<&'static str, usize>,
}

/// A difference; the text of a generator that does not have the element is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The path of the type; `#3` is its member with that tag or number, `::name` its function, `: Name` its impl of
    /// `prost::Name`.
    pub path: String,
    /// The output of rpcsmith.
    pub ours: String,
    /// The output of prost-build.
    pub theirs: String,
}

/// Runs both generators on an encoded `CodeGeneratorRequest`, with the options of its parameter that both support.
///
/// # Errors
/// Returns an error if the bytes are not a request, if a generator rejects it, or if its output is not valid Rust.
pub fn compare(request: &[u8]) -> Result<Report> {
    let decoded = CodeGeneratorRequest::decode(request)?;
    let options = Options::new(decoded.parameter());
    // Run rpcsmith first: it rejects requests that make prost-build panic.
    let mut ours = ours::sources(request, &options)?;
    let mut theirs = Theirs::new(decoded, &options)?;
    let renames = theirs.renames()?;
    ours.retain(|module, _| !theirs.unsupported.contains(module));
    let mut report = Report::default();
    theirs
        .classes
        .iter()
        .for_each(|&class| report.expected(class));
    let modules: BTreeSet<_> = ours.keys().chain(theirs.sources.keys()).collect();
    for module in modules {
        let ours = ours.get(module).map_or("", String::as_str);
        let theirs = theirs.sources.get(module).map_or("", String::as_str);
        report.add(module, ours, theirs, &renames)?;
    }
    Ok(report)
}

/// Compares two sources of the package in `module`, for example `user::v1`; the root module is empty.
///
/// # Errors
/// Returns an error if a source is not valid Rust.
pub fn compare_sources(module: &str, ours: &str, theirs: &str) -> Result<Report> {
    let mut report = Report::default();
    report.add(module, ours, theirs, &Renames::new())?;
    Ok(report)
}

impl Report {
    fn add(&mut self, module: &str, ours: &str, theirs: &str, renames: &Renames) -> Result<()> {
        let ours = items::read(module, ours, &Renames::new());
        let ours = ours.with_context(|| format!("rpcsmith's {module}"))?;
        let theirs = items::read(module, theirs, renames);
        let theirs = theirs.with_context(|| format!("prost-build's {module}"))?;
        self.compare_items(&ours, &theirs);
        Ok(())
    }

    fn compare_items(&mut self, ours: &Items, theirs: &Items) {
        for (path, our_item, their_item) in pairs(ours, theirs) {
            match (our_item, their_item) {
                (Some(item), Some(theirs)) => self.compare_item(ours, path, item, theirs),
                (item, theirs) => {
                    let (ours, theirs) =
                        (item.map(|item| &item.head), theirs.map(|item| &item.head));
                    self.differ(path, ours, theirs);
                }
            }
        }
    }

    /// Compares the items at `path`; `all` are our types of the same package.
    fn compare_item(&mut self, all: &Items, path: &str, ours: &Item, theirs: &Item) {
        self.items += 1;
        self.compare_part(
            path,
            Some(&ours.head),
            Some(&theirs.head),
            |ours, theirs| classes::of_head(all, path, ours, theirs),
        );
        for (key, ours, theirs) in pairs(&ours.members, &theirs.members) {
            self.compare_part(&format!("{path}#{key}"), ours, theirs, |ours, theirs| {
                classes::of_member(all, path, ours, theirs)
            });
        }
        for (name, ours, theirs) in pairs(&ours.functions, &theirs.functions) {
            self.compare_part(&format!("{path}::{name}"), ours, theirs, |ours, theirs| {
                classes::of_function(name, ours, theirs)
            });
        }
        let (our_name, their_name) = (ours.type_name.as_ref(), theirs.type_name.as_ref());
        self.compare_part(&format!("{path}: Name"), our_name, their_name, |_, _| None);
        let same_members = ours.members.keys().eq(theirs.members.keys());
        if same_members && ours.order != theirs.order {
            self.differ(
                path,
                Some(&ours.order.join(", ")),
                Some(&theirs.order.join(", ")),
            );
        }
    }

    /// Compares a part of an item; `class` returns the class of an expected difference.
    fn compare_part<T: Display + PartialEq>(
        &mut self,
        path: &str,
        ours: Option<&T>,
        theirs: Option<&T>,
        class: impl Fn(&T, &T) -> Option<Class>,
    ) {
        if ours == theirs {
            return;
        }
        let both = ours.zip(theirs);
        match both.and_then(|(ours, theirs)| class(ours, theirs)) {
            Some(class) => self.expected(class),
            None => self.differ(path, ours, theirs),
        }
    }

    fn expected(&mut self, class: Class) {
        *self.classes.entry(class.name()).or_default() += 1;
    }

    fn differ<T: Display>(&mut self, path: &str, ours: Option<&T>, theirs: Option<&T>) {
        let text = |side: Option<&T>| side.map(T::to_string).unwrap_or_default();
        self.differences.push(Difference {
            path: path.to_owned(),
            ours: text(ours),
            theirs: text(theirs),
        });
    }
}

/// The values of two maps for each key of either.
fn pairs<'m, T>(
    ours: &'m BTreeMap<String, T>,
    theirs: &'m BTreeMap<String, T>,
) -> impl Iterator<Item = (&'m str, Option<&'m T>, Option<&'m T>)> {
    let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    keys.into_iter()
        .map(|key| (key.as_str(), ours.get(key), theirs.get(key)))
}
