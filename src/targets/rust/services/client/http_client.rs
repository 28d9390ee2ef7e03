//! The client of a service by HTTP/JSON.

use askama::Template;

use super::ClientMethodView;
use crate::model::ServiceId;
use crate::targets::rust::ident::Ident;
use crate::targets::rust::names::ServiceNames;
use crate::targets::rust::types::{Scope, attributes};

/// The client of a service by HTTP/JSON, beside that by gRPC.
#[derive(Debug, Template)]
#[template(path = "rust/http_client.rs", escape = "none")]
pub struct HttpClientView<'m> {
    pub ident: Ident,
    /// The Cargo feature of JSON that it is compiled under.
    pub gate: Option<String>,
    pub attributes: Vec<String>,
    pub deprecated: bool,
    /// Documentation of the methods that it does not have.
    pub without_route: Vec<String>,
    /// Whether the package has a service config.
    pub service_config: bool,
    /// Whether a request has rules.
    pub checks: bool,
    pub methods: Vec<ClientMethodView<'m>>,
}

impl<'m> HttpClientView<'m> {
    /// The view of a service, `methods` of whose client are those with a route; `None` if no method has one.
    pub fn new(
        scope: Scope<'m>,
        id: ServiceId,
        names: &ServiceNames,
        methods: &[ClientMethodView<'m>],
    ) -> Option<Self> {
        let context = scope.context;
        let service = &context.model[id];
        if !context.http.has_routes(id) {
            return None;
        }
        let has_route = |index: &usize| !context.http.bindings(id, *index).is_empty();
        let all = || service.methods.iter().enumerate();
        let without = all().filter(|(index, _)| !has_route(index));
        let without: Vec<_> = without.map(|(_, method)| method.name).collect();
        let called = methods.iter().enumerate();
        let called = called.filter(|(index, _)| has_route(index));
        let with_routes = all().filter(|(index, _)| has_route(index));
        Some(Self {
            ident: names.ident.clone(),
            gate: context.options.gate_json.clone(),
            attributes: attributes(&context.options.client_attribute, &service.full_name),
            deprecated: service.deprecated,
            without_route: without_route(&without),
            service_config: context.common.service_config.is_some(),
            checks: with_routes
                .into_iter()
                .any(|(_, method)| context.checks(method.input)),
            methods: called.map(|(_, method)| method.clone()).collect(),
        })
    }
}

/// The lines of documentation of methods without a route; none if there are no such methods.
fn without_route(methods: &[&str]) -> Vec<String> {
    const START: &str = "    ///";
    /// The width of a line, as of code.
    const WIDTH: usize = 100;

    if methods.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![START.to_owned()];
    let mut line = format!("{START} Methods without a route are not part of it:");
    for (index, method) in methods.iter().enumerate() {
        let end = if index + 1 == methods.len() { "." } else { "," };
        let word = format!(" `{method}`{end}");
        if line.len() + word.len() > WIDTH {
            lines.push(line);
            line = START.to_owned();
        }
        line.push_str(&word);
    }
    lines.push(line);
    lines
}
