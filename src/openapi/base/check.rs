//! The errors of an `openapi_base` that do not depend on the documents.

use std::collections::HashMap;

use super::Source;
use super::shape::{DOCUMENT, Shape};
use super::source::{Entry, Form, Value};
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::openapi::write::MARK_KEY;
use crate::options::{Options, listed, nearest};

/// Reports an `openapi_base` that no document uses, that is not a JSON object, or that has a key or a type of a value that an
/// OpenAPI document cannot have.
pub fn check(options: &Options, diagnostics: &mut Diagnostics) {
    let Some(file) = &options.openapi_base else {
        return;
    };
    if options.openapi.is_empty() {
        let fault = "option `openapi_base`: there is no document that it belongs to";
        let help = "name a document with the option `openapi`, for example `openapi=openapi.json`";
        diagnostics.push(Diagnostic::error(fault).help(help));
    }
    let Some(text) = file.text.as_deref() else {
        let fault = format!(
            "option `openapi_base`: the request does not contain the content of `{}`",
            file.path
        );
        let help = "read the file before you call `generate` (see `inlined_files::inline`), or pass the JSON itself";
        diagnostics.push(Diagnostic::error(fault).help(help));
        return;
    };
    let source = Source { file, text };
    match Value::read(text) {
        Ok(value) if !DOCUMENT.accepts(&value) => {
            let fault = Diagnostic::error("option `openapi_base`: it is not a JSON object");
            let help = "write the parts to add, for example `{\"info\": {\"title\": \"Users\"}}`";
            diagnostics.push(fault.at(source.place(value.at)).help(help));
        }
        Ok(value) => {
            let mut checker = Checker {
                source,
                diagnostics,
            };
            checker.value(&value, DOCUMENT, "the document");
            checker.version(&value);
        }
        Err(error) => diagnostics.push(malformed(source, &error)),
    }
}

fn malformed(source: Source<'_>, error: &serde_json::Error) -> Diagnostic {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let start = source.place(0);
    let place = Place::point(
        start.file,
        number(error.line()).max(1),
        number(error.column()).max(1),
    );
    let reason = error.to_string();
    // The place is in the diagnostic.
    let reason = reason
        .rsplit_once(" at line ")
        .map_or(&*reason, |(reason, _)| reason);
    let fault = Diagnostic::error(format!("option `openapi_base`: {reason}")).at(place);
    let is_number = reason == "number out of range";
    let is_deep = reason == "recursion limit exceeded";
    let help = if is_number {
        "write a number with a smaller exponent"
    } else if is_deep {
        "nest the values less deeply"
    } else {
        "write JSON: keys and texts in double quotes, no comments, and no comma after the last item"
    };
    fault.help(help)
}

/// Compares values with the form of a document.
struct Checker<'o, 'd> {
    source: Source<'o>,
    diagnostics: &'d mut Diagnostics,
}

impl Checker<'_, '_> {
    /// `name` is that of the value: its keys with dots between them.
    fn value(&mut self, value: &Value, shape: Shape, name: &str) {
        if !shape.accepts(value) {
            let (expected, written) = shape.names();
            let fault = format!("{name} is {}, and OpenAPI needs {expected}", type_of(value));
            let fault = Diagnostic::error(fault).at(self.source.place(value.at));
            self.diagnostics
                .push(fault.help(format!("write {written}")));
            return;
        }
        match (&value.form, shape) {
            (Form::Object(entries), _) => self.entries(entries, shape, name),
            (Form::List(items), _) => {
                let of_items = match shape {
                    Shape::List(shape) => *shape,
                    _ => Shape::Any,
                };
                for item in items {
                    self.value(item, of_items, &format!("an item of {name}"));
                }
            }
            _ => {}
        }
    }

    fn entries(&mut self, entries: &[Entry], shape: Shape, name: &str) {
        let mut firsts = HashMap::new();
        for entry in entries {
            let first = *firsts.entry(&entry.key).or_insert(entry.at);
            if first != entry.at {
                let fault = format!("the key `{}` is given twice", entry.key);
                let fault = Diagnostic::error(fault).at(self.source.place(entry.at));
                let fault = fault.note(self.source.place(first), "the first is here");
                self.diagnostics
                    .push(fault.help("merge the two, or remove one"));
            }
            match shape.of_key(&entry.key) {
                Some(shape) => self.value(&entry.value, shape, &format!("`{}`", entry.key)),
                None => self.unknown(entry, shape, name),
            }
        }
    }

    /// Reports a key that is not one of OpenAPI.
    fn unknown(&mut self, entry: &Entry, shape: Shape, name: &str) {
        let Shape::Object(keys) = shape else {
            return;
        };
        let known = keys.iter().map(|(key, _)| *key);
        let help = match nearest(&entry.key, known.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "leave it out: OpenAPI has the keys {} there, and your own that begin with `x-`",
                listed(known, "and")
            ),
        };
        let fault = format!("{name} has no key `{}` in OpenAPI", entry.key);
        let fault = Diagnostic::error(fault).at(self.source.place(entry.at));
        self.diagnostics.push(fault.help(help));
    }

    /// Reports keys that the generator sets alone.
    fn version(&mut self, value: &Value) {
        for entry in value.entries() {
            let fault = match (entry.key.as_str(), &entry.value.form) {
                ("openapi", Form::Text(version)) if !version.starts_with("3.1.") => {
                    format!("`openapi` is `{version}`, and the documents are of OpenAPI 3.1")
                }
                (MARK_KEY, _) => format!("`{MARK_KEY}` is the mark of generated documents"),
                _ => continue,
            };
            let fault = Diagnostic::error(fault).at(self.source.place(entry.at));
            self.diagnostics.push(fault.help("leave the key out"));
        }
    }
}

fn type_of(value: &Value) -> &'static str {
    match value.form {
        Form::Null => "null",
        Form::Bool(_) => "a bool",
        Form::Number(_) => "a number",
        Form::Text(_) => "a string",
        Form::List(_) => "a list",
        Form::Object(_) => "an object",
    }
}
