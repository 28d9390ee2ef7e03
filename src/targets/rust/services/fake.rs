//! The fake of a service.

use askama::Template;

use crate::model::{Method, Service, Streaming};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::imports::{Import, Imports};
use crate::targets::rust::names::{MethodNames, ServiceNames};
use crate::targets::rust::syntax::{Parameter, Ty};
use crate::targets::rust::types::Scope;

/// The module with the fake.
#[derive(Debug, Template)]
#[template(path = "rust/fake.rs", escape = "none")]
pub struct FakeView {
    /// The full name of the service.
    pub service: String,
    pub module: Ident,
    /// The Cargo feature that the server is compiled under.
    pub gate: Option<String>,
    /// Whether it names something deprecated.
    pub names_deprecated: bool,
    pub ident: Ident,
    /// The head of the impl of the server's trait.
    pub implementation: String,
    pub imports: Vec<Import>,
    pub methods: Vec<FakeMethodView>,
}

/// A field of the fake, and the function whose responses it has.
#[derive(Debug)]
pub struct FakeMethodView {
    pub method: String,
    pub field: String,
    pub signature: String,
    pub call: String,
}

impl FakeView {
    pub fn new<'m>(scope: Scope<'m>, service: &Service<'m>, names: &ServiceNames) -> Self {
        let own = format!("Fake{}", names.ident);
        let mut builder = FakeBuilder {
            scope: scope.beside(),
            imports: Imports::new([own]),
        };
        builder
            .imports
            .alias(&format!("super::{}", names.server), "server", None);
        if !service.methods.is_empty() {
            builder
                .imports
                .alias(&format!("super::{}", names.methods), "methods", None);
        }
        let methods: Vec<_> = service
            .methods
            .iter()
            .zip(&names.functions)
            .map(|(method, names)| builder.method(method, names))
            .collect();
        let ident = &names.ident;
        Self {
            service: service.full_name[1..].to_owned(),
            module: names.fake.clone(),
            gate: scope.context.options.gate_server.clone(),
            names_deprecated: service.deprecated
                || service.methods.iter().any(|method| method.deprecated),
            ident: ident.clone(),
            implementation: scope.printer().implementation(
                4,
                "",
                &format!("server::{ident}"),
                &format!("Fake{ident}"),
            ),
            imports: builder.imports.lines(),
            methods,
        }
    }
}

/// Builds the fields and functions of a fake, and collects their imports.
struct FakeBuilder<'m> {
    scope: Scope<'m>,
    imports: Imports,
}

impl<'m> FakeBuilder<'m> {
    fn method(&mut self, method: &Method<'m>, names: &MethodNames) -> FakeMethodView {
        let ident = &names.function;
        let field = self.field(method);
        let (request, output) = (self.request(method), self.output(method));
        let printer = self.scope.printer();
        let constant = format!("methods::{}", names.constant);
        FakeMethodView {
            method: method.name.to_owned(),
            field: printer.field(8, ident.as_str(), &field),
            signature: printer.signature(
                8,
                &format!("async fn {ident}"),
                &[
                    Parameter::Text("&self"),
                    Parameter::Typed("request", &request),
                ],
                Some(&output),
                " {",
            ),
            call: super::awaited(printer, ident.as_str(), "serve", &constant),
        }
    }

    fn field(&mut self, method: &Method<'m>) -> Ty {
        let kind = match method.streaming {
            Streaming::Unary => "Unary",
            Streaming::Client => "ClientStreaming",
            Streaming::Server => "ServerStreaming",
            Streaming::Bidi => "BidiStreaming",
        };
        let runtime = format!("{}::fake", self.scope.context.options.runtime);
        let kind = Ty::path(self.imports.name(&runtime, kind));
        let (input, output) = (
            self.scope.message(method.input),
            self.scope.message(method.output),
        );
        Ty::generic(self.imports.name(&runtime, "Fake"), [kind, input, output])
    }

    fn request(&mut self, method: &Method<'m>) -> Ty {
        let message = self.scope.message(method.input);
        let message = match method.streaming {
            Streaming::Client | Streaming::Bidi => {
                Ty::generic(self.runtime("Streaming"), [message])
            }
            Streaming::Unary | Streaming::Server => message,
        };
        Ty::generic(self.runtime("Request"), [message])
    }

    fn output(&mut self, method: &Method<'m>) -> Ty {
        let message = self.scope.message(method.output);
        let message = match method.streaming {
            Streaming::Server | Streaming::Bidi => {
                let runtime = format!("{}::server", self.scope.context.options.runtime);
                Ty::generic(self.imports.name(&runtime, "BoxStream"), [message])
            }
            Streaming::Unary | Streaming::Client => message,
        };
        let response = Ty::generic(self.runtime("Response"), [message]);
        Ty::generic("Result", [response, Ty::path(self.runtime("Status"))])
    }

    /// Imports a symbol of the runtime.
    fn runtime(&mut self, symbol: &'static str) -> String {
        let runtime = &self.scope.context.options.runtime;
        self.imports.name(runtime, symbol)
    }
}
