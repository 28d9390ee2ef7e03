//! The table of a service's methods.

use askama::Template;

use super::routes;
use crate::model::{Idempotency, Method, ServiceId, Streaming};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::imports::{Import, Imports};
use crate::targets::rust::names::ServiceNames;
use crate::targets::rust::syntax::{Expr, Line, Printer, lines};
use crate::targets::rust::types::Scope;

/// The module with a constant for each method.
#[derive(Debug, Template)]
#[template(path = "rust/table.rs", escape = "none")]
pub struct TableView {
    /// The full name of the service.
    pub service: String,
    /// The constant for it.
    pub name: String,
    pub module: Ident,
    pub imports: Vec<Import>,
    pub methods: Vec<ConstantView>,
    /// The constant that lists them.
    pub all: String,
    /// The constant of the routes of HTTP/JSON.
    pub routes: Option<String>,
}

/// The constant of a method.
#[derive(Debug)]
pub struct ConstantView {
    pub method: String,
    pub kind: &'static str,
    pub declaration: String,
}

impl TableView {
    pub fn new(scope: Scope<'_>, id: ServiceId, names: &ServiceNames) -> Self {
        let service = &scope.context.model[id];
        let printer = scope.printer();
        let runtime = &scope.context.options.runtime;
        let mut imports = Imports::new([]);
        imports.name(runtime, "Method");
        let routes = routes::table(scope, id, &mut imports);
        let full_name = &service.full_name[1..];
        let constants = || names.functions.iter().map(|names| &names.constant);
        let methods = service.methods.iter().zip(constants());
        let [mut name, mut all] = lines(1);
        let literal = Line::text(["\"", full_name, "\""]);
        printer.assign(&mut name, 4, "pub const SERVICE: &str =", &literal, ";");
        let elements = constants().map(|ident| Expr::Atom(ident.to_string()));
        let array = Expr::Unary("&", Box::new(Expr::Array(elements.collect())));
        printer.assign(&mut all, 4, "pub const ALL: &[Method] =", &array, ";");
        Self {
            service: full_name.to_owned(),
            name,
            module: names.methods.clone(),
            imports: imports.lines(),
            methods: methods
                .map(|(method, name)| ConstantView::new(printer, full_name, method, name))
                .collect(),
            all,
            routes,
        }
    }
}

impl ConstantView {
    fn new(printer: Printer, service: &str, method: &Method<'_>, name: &Ident) -> Self {
        let (kind, constructor) = match method.streaming {
            Streaming::Unary => ("unary", "Method::unary"),
            Streaming::Client => ("client streaming", "Method::client_streaming"),
            Streaming::Server => ("server streaming", "Method::server_streaming"),
            Streaming::Bidi => ("bidirectional streaming", "Method::bidi_streaming"),
        };
        let path = ["\"/", service, "/", method.name, "\""].concat();
        let constructor = Expr::Atom(constructor.to_owned());
        let mut value = Expr::Call(Box::new(constructor), vec![Expr::Atom(path)]);
        let idempotency = match method.idempotency {
            Idempotency::Unknown => None,
            Idempotency::NoSideEffects => Some("no_side_effects"),
            Idempotency::Idempotent => Some("idempotent"),
        };
        let deprecated = method.deprecated.then_some("deprecated");
        for call in idempotency.into_iter().chain(deprecated) {
            value = Expr::Method(Box::new(value), call.to_owned(), Vec::new());
        }
        let [mut declaration] = lines(1);
        let start = ["pub const ", name.as_str(), ": Method ="];
        printer.assign(&mut declaration, 4, start, &value, ";");
        Self {
            method: method.name.to_owned(),
            kind,
            declaration,
        }
    }
}
