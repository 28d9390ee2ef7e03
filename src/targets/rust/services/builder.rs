//! The parts that the traits of a server share: imported symbols, and the returned future.

use crate::model::ServiceId;
use crate::targets::rust::ident::Ident;
use crate::targets::rust::imports::Imports;
use crate::targets::rust::options::RustOptions;
use crate::targets::rust::syntax::{Line, Ty, lines};
use crate::targets::rust::types::Scope;

/// JSON of the messages of a service.
#[derive(Debug)]
pub struct JsonView {
    /// The Cargo feature that it is compiled under.
    pub gate: Option<String>,
}

impl JsonView {
    /// JSON, if options ask for it.
    pub fn new(options: &RustOptions) -> Option<Self> {
        options.json.then(|| Self {
            gate: options.gate_json.clone(),
        })
    }
}

/// How the module names symbols of other crates: by the short name where that is free.
#[derive(Debug)]
pub struct Symbols {
    pub arc: String,
    pub call: String,
    pub dispatch: String,
    pub method: String,
    pub response_future: String,
    pub send: String,
    pub service_server: String,
    pub sync: String,
}

/// Builds the functions of a trait, and collects what they import.
pub(super) struct Builder<'m> {
    /// The scope of the module.
    pub(super) scope: Scope<'m>,
    pub(super) imports: Imports,
}

impl<'m> Builder<'m> {
    /// A builder for the module of the server `ident`, within the package that `scope` is.
    pub(super) fn new(scope: Scope<'m>, ident: &Ident) -> Self {
        let own = ["", "Server", "Dispatch", "Validation", "Validated"]
            .map(|suffix| ident.with(suffix).to_string());
        Self {
            scope: scope.beside(),
            imports: Imports::new(own),
        }
    }

    /// The symbols that the module of the server names.
    pub(super) fn symbols(&mut self) -> Symbols {
        let server = self.server_module();
        Symbols {
            arc: self.imports.name("::std::sync", "Arc"),
            call: self.imports.name(&server, "Call"),
            dispatch: self.imports.name(&server, "Dispatch"),
            method: self.imports.name(&server, "Method"),
            response_future: self.imports.name(&server, "ResponseFuture"),
            send: self.imports.prelude("::core::marker::Send", "Send"),
            service_server: self.imports.name(&server, "ServiceServer"),
            sync: self.imports.prelude("::core::marker::Sync", "Sync"),
        }
    }

    /// The constant of the routes of HTTP/JSON, if the service has any.
    pub(super) fn routes(&mut self, service: ServiceId) -> Option<String> {
        if !self.scope.context.http.has_routes(service) {
            return None;
        }
        let route = self.imports.name(&self.server_module(), "HttpRoute");
        let start = ["const HTTP: &'static [", &route, "] ="];
        let [mut text] = lines(1);
        let printer = self.scope.printer();
        printer.assign(&mut text, 8, start, &Line::text("methods::HTTP"), ";");
        Some(text)
    }

    /// A future that can move to another thread.
    pub(super) fn future(&mut self, output: Ty) -> Ty {
        let future = self.imports.name("::std::future", "Future");
        // A service may have the name `Send`.
        let send = match &*self.imports.prelude("::core::marker::Send", "Send") {
            "Send" => " + Send",
            _ => " + ::core::marker::Send",
        };
        Ty::bounded(format!("impl {future}"), output.named("Output = "), send)
    }

    /// Imports a symbol of the runtime.
    pub(super) fn runtime(&mut self, symbol: &'static str) -> String {
        let runtime = &self.scope.context.options.runtime;
        self.imports.name(runtime, symbol)
    }

    /// The path of the runtime's module for servers.
    pub(super) fn server_module(&self) -> String {
        format!("{}::server", self.scope.context.options.runtime)
    }
}
