//! Views of services: the table of methods, the server with its validation, and the client.

mod builder;
mod client;
mod fake;
mod routes;
mod server;
mod table;
mod validation;

pub use client::ClientView;
pub use fake::FakeView;
pub use server::ServerView;
pub use table::TableView;

use askama::Template;

use super::syntax::{Expr, Printer, lines};
use super::types::{Context, Scope};
use crate::model::{Method, ServiceId, Streaming};

/// The modules of a service.
#[derive(Debug, Template)]
#[template(path = "rust/service.rs", escape = "none")]
pub struct ServiceView<'m> {
    pub table: TableView,
    pub server: Option<ServerView<'m>>,
    pub client: Option<ClientView<'m>>,
    pub fake: Option<FakeView>,
}

impl<'m> ServiceView<'m> {
    /// The modules of a service, within the package that `scope` is.
    pub fn new(scope: Scope<'m>, id: ServiceId) -> Self {
        let common = scope.context.common;
        let service = &scope.context.model[id];
        let names = scope.context.names.service(id);
        let docs = |method: &Method<'m>| {
            scope.docs(&method.source, &scope.path(&service.full_name, method.name))
        };
        let docs: Vec<_> = service.methods.iter().map(docs).collect();
        Self {
            table: TableView::new(scope, id, names),
            server: common
                .server
                .then(|| ServerView::new(scope, id, names, &docs)),
            client: common
                .client
                .then(|| ClientView::new(scope, id, names, &docs)),
            fake: (common.server && common.fakes).then(|| FakeView::new(scope, service, names)),
        }
    }
}

impl<'m> Scope<'m> {
    /// Builds the modules of services in this package, and passes each to `print`.
    pub fn services(self, ids: &[ServiceId], mut print: impl FnMut(&ServiceView<'m>)) {
        for &id in ids {
            print(&ServiceView::new(self, id));
        }
    }
}

/// The function of the runtime that serves or calls a method.
fn function(context: &Context<'_>, method: &Method<'_>) -> String {
    let name = kind(method);
    if context.checks(method.input) {
        format!("checked_{name}")
    } else {
        name.to_owned()
    }
}

/// `self.field.function(method, request).await`, the body of a function that is indented by 8.
fn awaited(printer: Printer, field: &str, function: &str, method: &str) -> String {
    let atom = |text: &str| Expr::Atom(text.to_owned());
    let this = Expr::Field(Box::new(atom("self")), field.to_owned());
    let arguments = vec![atom(method), atom("request")];
    let call = Expr::Method(Box::new(this), function.to_owned(), arguments);
    let awaited = Expr::Field(Box::new(call), "await".to_owned());
    let [mut text] = lines(1);
    printer.statement(&mut text, 12, &awaited, "");
    text
}

/// An arm that passes a call to the method at an index, `0 => call.by_rules().unary(service, T::method),`.
fn arm(printer: Printer, index: usize, check: Option<Check>, kind: &str, method: &str) -> String {
    let atom = |text: &str| Expr::Atom(text.to_owned());
    let mut call = atom("call");
    if let Some(Check {
        function,
        arguments,
    }) = check
    {
        call = Expr::Method(Box::new(call), function.to_owned(), arguments);
    }
    let arguments = vec![atom("service"), atom(method)];
    let call = Expr::Method(Box::new(call), kind.to_owned(), arguments);
    let [mut text] = lines(1);
    printer.arm(&mut text, 16, index.to_string().as_str(), &call);
    text
}

/// The function of a call that checks its requests.
struct Check {
    function: &'static str,
    arguments: Vec<Expr>,
}

/// The kind of a method in names of the runtime's functions.
fn kind(method: &Method<'_>) -> &'static str {
    match method.streaming {
        Streaming::Unary => "unary",
        Streaming::Client => "client_streaming",
        Streaming::Server => "server_streaming",
        Streaming::Bidi => "bidi_streaming",
    }
}
