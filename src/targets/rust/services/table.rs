//! The table of a service's methods.

use askama::Template;

use crate::model::{Idempotency, Method, Service, Streaming};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::layout::Layout;
use crate::targets::rust::names::ServiceNames;
use crate::targets::rust::types::Scope;

/// What the table holds besides the methods.
const CONSTANTS: &[&str] = &["ALL", "SERVICE"];

/// The module with a constant for each method.
#[derive(Debug, Template)]
#[template(path = "rust/table.rs")]
pub struct TableView {
    /// The full name of the service.
    pub service: String,
    /// The constant for it.
    pub name: String,
    pub module: Ident,
    pub runtime: String,
    pub methods: Vec<ConstantView>,
    /// The constant that lists them.
    pub all: String,
}

/// The constant of a method.
#[derive(Debug)]
pub struct ConstantView {
    pub method: String,
    pub kind: &'static str,
    pub declaration: String,
}

impl TableView {
    pub fn new(scope: Scope<'_>, service: &Service<'_>, names: &ServiceNames) -> Self {
        let layout = scope.layout();
        let full_name = &service.full_name[1..];
        let constants: Vec<_> = service
            .methods
            .iter()
            .map(|method| constant(scope, service, method))
            .collect();
        let methods = service.methods.iter().zip(&constants);
        Self {
            service: full_name.to_owned(),
            name: layout.declaration("    pub const SERVICE: &str", &format!("\"{full_name}\"")),
            module: names.methods.clone(),
            runtime: scope.context.options.runtime.clone(),
            methods: methods
                .map(|(method, name)| ConstantView::new(layout, full_name, method, name))
                .collect(),
            all: layout.array(
                "ALL",
                "&[Method]",
                &constants.iter().map(Ident::as_str).collect::<Vec<_>>(),
            ),
        }
    }
}

impl ConstantView {
    fn new(layout: Layout, service: &str, method: &Method<'_>, name: &Ident) -> Self {
        let (kind, constructor) = match method.streaming {
            Streaming::Unary => ("unary", "Method::unary"),
            Streaming::Client => ("client streaming", "Method::client_streaming"),
            Streaming::Server => ("server streaming", "Method::server_streaming"),
            Streaming::Bidi => ("bidirectional streaming", "Method::bidi_streaming"),
        };
        let path = ["\"/", service, "/", method.name, "\""].concat();
        let mut calls = Vec::new();
        calls.extend(match method.idempotency {
            Idempotency::Unknown => None,
            Idempotency::NoSideEffects => Some(".no_side_effects()"),
            Idempotency::Idempotent => Some(".idempotent()"),
        });
        calls.extend(method.deprecated.then_some(".deprecated()"));
        Self {
            method: method.name.to_owned(),
            kind,
            declaration: layout.constant(name.as_str(), "Method", (constructor, &path), &calls),
        }
    }
}

/// The name of a method's constant.
pub fn constant(scope: Scope<'_>, service: &Service<'_>, method: &Method<'_>) -> Ident {
    let ident = Ident::shouty(scope.context.names.method_word(service, method));
    if CONSTANTS.contains(&ident.as_str()) {
        ident.with("_")
    } else {
        ident
    }
}
