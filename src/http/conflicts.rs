//! Finds routes that match the same requests: they have the same method of HTTP, and their paths differ only in the names of
//! variables.
//!
//! Routes of different packages are compared only for a project whose server has all services: otherwise, different servers
//! often serve them. A server that has both services does not start.

use std::collections::hash_map::Entry;

use foldhash::HashMap;

use super::bind::Route;
use super::{Binding, Segment};
use crate::diagnostics::{Diagnostic, Place};
use crate::model::{Method, Model, Service};

/// The services that one server has, as far as the generator knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// Those of a package.
    OfPackage,
    /// All: a project has one server.
    OfAll,
}

/// The routes so far.
pub struct Conflicts<'m, 'a> {
    model: &'m Model<'a>,
    server: Server,
    routes: HashMap<Key<'a>, First<'a>>,
}

/// What requests are compared with: the package, unless all are compared, the method of HTTP, the segments and the action.
type Key<'a> = (&'a str, String, Vec<Segment>, Option<String>);

/// The first route with a key.
struct First<'a> {
    /// The full name of its method.
    method: String,
    package: &'a str,
    template: &'a str,
    place: Place,
}

impl<'m, 'a> Conflicts<'m, 'a> {
    pub fn new(model: &'m Model<'a>, server: Server) -> Self {
        Self {
            model,
            server,
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
        let compared = match self.server {
            Server::OfPackage => package,
            Server::OfAll => "",
        };
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
                .entry((compared, verb.clone(), segments.clone(), action.clone()))
            {
                Entry::Vacant(entry) => {
                    entry.insert(First {
                        method: full_name.clone(),
                        package,
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
                        .note(first.place.clone(), format!("`{}` is here", first.method));
                    found.push(fault.help(if first.package == package {
                        "change the path of one of them, or remove its binding"
                    } else {
                        "change the path of one of them, or generate the packages in different projects: a server with both does not start"
                    }));
                }
            }
        }
        found
    }
}
