//! The routes of HTTP/JSON: the options `google.api.http` of methods, bound to the fields of their messages.
//!
//! Source: `google/api/http.proto`. Some annotations of googleapis have segments after `**`, which that file forbids and
//! grpc-gateway accepts. So does this module.

mod bind;
mod conflicts;
mod example;
mod fault;
mod rpc_paths;
mod rule;
mod template;

use std::ops::Range;

pub use conflicts::Server;

use crate::diagnostics::Diagnostics;
use crate::model::{Model, Selection, ServiceId};
use crate::options::Options;

/// The routes of all services to generate.
#[derive(Debug, Default)]
pub struct Http {
    /// By service and method; empty without the options `http` and `openapi`.
    services: Vec<Vec<Vec<Binding>>>,
}

/// A route: requests that call a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The method of HTTP, for example `GET`; `*` for any method.
    pub method: String,
    /// The segments of the path; none for the path `/`.
    pub segments: Vec<Segment>,
    /// What follows the path after a colon.
    pub action: Option<String>,
    /// The parts of the path that are values of fields, in the order of their segments.
    pub variables: Vec<Variable>,
    pub body: Body,
    /// The field of the response, by index, that the body of an HTTP response contains; `None` for the message.
    pub response_body: Option<usize>,
}

/// A segment of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Segment {
    /// This text, in which reserved characters are percent-encoded.
    Literal(String),
    /// `*`: any segment.
    One,
    /// `**`: any number of segments, also none. A path has at most one of these; segments can follow it.
    Rest,
}

/// A part of a path that is the value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The indices of fields: the first in the input of the method, each other in the message that the field before it has.
    /// No field is repeated. JSON writes the value of the last one as a string, a number or a bool.
    pub path: Vec<usize>,
    /// The segments, by index; at least one.
    pub segments: Range<usize>,
}

/// What the body of a request contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing: all fields that are not in the path are parameters of the query.
    None,
    /// The input of the method, without the fields that are in the path. There are no parameters of the query.
    Whole,
    /// This field of the input, by index. All others that are not in the path are parameters of the query.
    Field(usize),
}

impl Http {
    /// Reads the options of the services to generate. Faults go to `diagnostics`.
    pub fn compile(
        model: &Model<'_>,
        selection: &Selection,
        options: &Options,
        server: Server,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        if !options.http && options.openapi.is_empty() {
            return Self::default();
        }
        let mut conflicts = conflicts::Conflicts::new(model, server);
        // Documents can describe another server.
        let rpc_paths = options.http.then(|| rpc_paths::RpcPaths::new(model));
        let mut services = Vec::with_capacity(model.services.len());
        for (index, service) in model.services.iter().enumerate() {
            let id = ServiceId::new(index);
            if !model[service.file].generate || !selection.service(id) {
                services.push(Vec::new());
                continue;
            }
            let methods = service.methods.iter().map(|method| {
                let routes = bind::routes(model, method).unwrap_or_else(|faults| {
                    let place = model.place(service.file, &method.source);
                    let faults = faults.into_iter();
                    diagnostics.extend(faults.map(|fault| fault.of(method.name, &place)));
                    Vec::new()
                });
                diagnostics.extend(conflicts.add(service, method, &routes));
                if let Some(rpc_paths) = &rpc_paths {
                    diagnostics.extend(rpc_paths.faults(service, method, &routes));
                }
                routes.into_iter().map(|route| route.binding).collect()
            });
            services.push(methods.collect());
        }
        Self { services }
    }

    /// The routes of a method, by its index in its service, in the order of the file.
    pub fn bindings(&self, service: ServiceId, method: usize) -> &[Binding] {
        let methods = self.services.get(service.0 as usize);
        let bindings = methods.and_then(|methods| methods.get(method));
        bindings.map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a service has routes.
    pub fn has_routes(&self, service: ServiceId) -> bool {
        let methods = self.services.get(service.0 as usize);
        methods.is_some_and(|methods| methods.iter().any(|bindings| !bindings.is_empty()))
    }
}
