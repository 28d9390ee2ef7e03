//! Finds routes that match the same requests: they have the same method of HTTP, and their paths differ only in the names of
//! variables.
//!
//! Routes of different packages are not compared: they are often served by different servers. A server that has both
//! services does not start.

use std::collections::hash_map::Entry;

use foldhash::HashMap;

use super::bind::Route;
use super::{Binding, Segment};
use crate::diagnostics::{Diagnostic, Place};
use crate::model::{Method, Model, Service};

/// The routes so far.
pub struct Conflicts<'m, 'a> {
    model: &'m Model<'a>,
    routes: HashMap<Key<'a>, First<'a>>,
}

/// What requests are compared with: the package, the method of HTTP, the segments and the action.
type Key<'a> = (&'a str, String, Vec<Segment>, Option<String>);

/// The first route with a key.
struct First<'a> {
    /// The full name of its method.
    method: String,
    template: &'a str,
    place: Place,
}

impl<'m, 'a> Conflicts<'m, 'a> {
    pub fn new(model: &'m Model<'a>) -> Self {
        Self {
            model,
            routes: HashMap::default(),
        }
    }

    /// Adds the routes of a method. Returns a diagnostic for each that is there already.
    pub fn add(
        &mut self,
        service: &Service<'a>,
        method: &Method<'a>,
        routes: &[Route<'a>],
    ) -> Vec<Diagnostic> {
        let place = self.model.place(service.file, &method.source);
        let package = self.model[service.file].package;
        let full_name = format!("{}.{}", &service.full_name[1..], method.name);
        let mut found = Vec::new();
        for Route { template, binding } in routes {
            let Binding {
                method: verb,
                segments,
                action,
                ..
            } = binding;
            match self
                .routes
                .entry((package, verb.clone(), segments.clone(), action.clone()))
            {
                Entry::Vacant(entry) => {
                    entry.insert(First {
                        method: full_name.clone(),
                        template,
                        place: place.clone(),
                    });
                }
                Entry::Occupied(entry) => {
                    let first = entry.get();
                    let message = format!(
                        "method `{}`: `{verb} {template}` matches the same requests as `{verb} {}` of `{}`",
                        method.name, first.template, first.method
                    );
                    let fault = Diagnostic::error(message)
                        .at(place.clone())
                        .note(first.place.clone(), format!("`{}` is here", first.method))
                        .help("change the path of one of them, or remove its binding");
                    found.push(fault);
                }
            }
        }
        found
    }
}
