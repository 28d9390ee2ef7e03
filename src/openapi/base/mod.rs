//! The option `openapi_base`: an object of the user that is merged into each document.
//!
//! [`check`] rejects what no document can have. A part of a path, an operation or a schema of the API belongs to the documents
//! that have it, and [`Base::unused`] reports those that no document has.

mod check;
mod shape;
mod source;

use std::collections::{BTreeMap, BTreeSet};

use super::node::{Node, Object};
use super::{Api, errors};
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::options::{InlinedFile, Options, listed, nearest};
pub use check::check;
use source::{Entry, Value};

/// The object, and the documents that it was merged into.
pub struct Base<'o> {
    source: Source<'o>,
    value: Value,
    /// The operations of the documents, by path.
    paths: BTreeMap<String, BTreeSet<String>>,
    /// The names of the schemas of the documents.
    schemas: BTreeSet<String>,
}

/// The text of the object.
#[derive(Clone, Copy)]
struct Source<'o> {
    file: &'o InlinedFile,
    text: &'o str,
}

impl Source<'_> {
    fn place(self, at: usize) -> Place {
        let path = match &*self.file.path {
            "" => "openapi_base",
            path => path,
        };
        let (line, column) = crate::diagnostics::line_and_column(self.text, at);
        Place::point(path, line, column)
    }
}

impl<'o> Base<'o> {
    /// The object, after [`check`].
    pub fn of(options: &'o Options) -> Option<Self> {
        let file = options.openapi_base.as_ref()?;
        let text = file.text.as_deref()?;
        Some(Self {
            source: Source { file, text },
            value: Value::read(text).ok()?,
            paths: BTreeMap::new(),
            schemas: BTreeSet::new(),
        })
    }

    /// Merges the parts that a document can have into it.
    pub fn merge_into(&mut self, api: &Api<'_>, document: &mut Object) {
        let paths = object(document, &["paths"]);
        let schemas = object(document, &["components", "schemas"]);
        let has_schema = |name: &str| schemas.is_some_and(|held| held.get(name).is_some());
        let mut part = Object::new();
        for entry in self.value.entries() {
            let value = match entry.key.as_str() {
                "paths" => paths_of(&entry.value, paths).into(),
                "components" => components_of(&entry.value, |name| {
                    has_schema(name) || !is_of_model(api, name)
                })
                .into(),
                _ => Node::from(&entry.value),
            };
            part.push(&entry.key, value);
        }
        for (path, item) in paths.iter().flat_map(|paths| &paths.0) {
            let verbs = self.paths.entry(path.clone()).or_default();
            if let Node::Object(item) = item {
                verbs.extend(item.0.iter().map(|(verb, _)| verb.clone()));
            }
        }
        let names = schemas.iter().flat_map(|schemas| &schemas.0);
        self.schemas.extend(names.map(|(name, _)| name.clone()));
        document.merge(part);
    }

    /// Reports the parts that no document has.
    pub fn unused(&self, api: &Api<'_>, diagnostics: &mut Diagnostics) {
        for entry in within(&self.value, "paths").filter(|entry| !entry.is_extension()) {
            match self.paths.get(&entry.key) {
                None => diagnostics.push(self.unknown_path(entry)),
                Some(verbs) => {
                    let verb = |entry: &&Entry| shape::VERBS.contains(&entry.key.as_str());
                    let unknown = entry.value.entries().iter().filter(verb);
                    let unknown = unknown.filter(|entry| !verbs.contains(&entry.key));
                    diagnostics.extend(unknown.map(|verb| self.unknown_verb(entry, verb, verbs)));
                }
            }
        }
        let components = within(&self.value, "components");
        let schemas = components.filter(|entry| entry.key == "schemas");
        for entry in schemas.flat_map(|schemas| schemas.value.entries()) {
            if is_of_model(api, &entry.key) && !self.schemas.contains(&entry.key) {
                let fault = format!("no document has the schema `{}`", entry.key);
                let help = "leave it out: no operation and no message of the documents needs it";
                let fault = Diagnostic::error(fault).at(self.source.place(entry.at));
                diagnostics.push(fault.help(help));
            }
        }
    }

    fn unknown_path(&self, entry: &Entry) -> Diagnostic {
        let fault = format!("no document has the path `{}`", entry.key);
        let mut known = self.paths.keys().map(String::as_str);
        let form = |path: &str| path.split('{').map(after_name).collect::<String>();
        let same = known.clone().find(|known| form(known) == form(&entry.key));
        let help = match same.or_else(|| nearest(&entry.key, known.clone())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => match known.next() {
                Some(first) => {
                    format!("leave it out, or write a path of a document, for example `{first}`")
                }
                None => "leave it out: the services have no operations".to_owned(),
            },
        };
        let fault = Diagnostic::error(fault).at(self.source.place(entry.at));
        fault.help(help)
    }

    fn unknown_verb(&self, path: &Entry, verb: &Entry, verbs: &BTreeSet<String>) -> Diagnostic {
        let fault = format!("no document has `{}` of the path `{}`", verb.key, path.key);
        let known = listed(verbs.iter().map(String::as_str), "and");
        let fault = Diagnostic::error(fault).at(self.source.place(verb.at));
        fault.help(format!("leave it out: the path has {known}"))
    }
}

impl Entry {
    /// Whether the key is one of the user's own.
    fn is_extension(&self) -> bool {
        self.key.starts_with("x-")
    }
}

/// A part of a path after `{`, without the name of the parameter.
fn after_name(part: &str) -> &str {
    part.find('}').map_or(part, |end| &part[end..])
}

/// The entries of a part of the object.
fn within<'v>(value: &'v Value, key: &'static str) -> impl Iterator<Item = &'v Entry> {
    let parts = value.entries().iter().filter(move |entry| entry.key == key);
    parts.flat_map(|entry| entry.value.entries())
}

/// The object at some keys.
fn object<'d>(document: &'d Object, keys: &[&str]) -> Option<&'d Object> {
    let mut object = document;
    for key in keys {
        match object.get(key)? {
            Node::Object(inner) => object = inner,
            _ => return None,
        }
    }
    Some(object)
}

/// The paths and the operations that a document has.
fn paths_of(value: &Value, held: Option<&Object>) -> Object {
    let mut paths = Object::new();
    for entry in value.entries() {
        let held = match held.and_then(|held| held.get(&entry.key)) {
            Some(Node::Object(held)) => held,
            _ if entry.is_extension() => {
                paths.push(&entry.key, &entry.value);
                continue;
            }
            _ => continue,
        };
        let mut item = Object::new();
        for part in entry.value.entries() {
            let is_operation = shape::VERBS.contains(&part.key.as_str());
            if !is_operation || held.get(&part.key).is_some() {
                item.push(&part.key, &part.value);
            }
        }
        paths.push(&entry.key, item);
    }
    paths
}

/// The components of the user, and the schemas that a document has.
fn components_of(value: &Value, is_schema: impl Fn(&str) -> bool) -> Object {
    let mut components = Object::new();
    for entry in value.entries() {
        if entry.key != "schemas" {
            components.push(&entry.key, &entry.value);
            continue;
        }
        let mut schemas = Object::new();
        for schema in entry
            .value
            .entries()
            .iter()
            .filter(|entry| is_schema(&entry.key))
        {
            schemas.push(&schema.key, &schema.value);
        }
        components.push(&entry.key, schemas);
    }
    components
}

/// Whether a schema is that of a message, an enum or an error, and not one of the user's own.
fn is_of_model(api: &Api<'_>, name: &str) -> bool {
    let model = api.model;
    let is_name = |full_name: &str| full_name.strip_prefix('.') == Some(name);
    let mut messages = model.messages.iter();
    [errors::CONNECT, errors::STATUS].contains(&name)
        || messages.any(|message| is_name(&message.full_name))
        || model.enums.iter().any(|r#enum| is_name(&r#enum.full_name))
}
