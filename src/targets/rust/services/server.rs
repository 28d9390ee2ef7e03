//! The server of a service.

use askama::Template;

use super::validation::ValidationView;
use super::{arm, function};
use crate::model::{Method, Service, Streaming};
use crate::targets::rust::comments::Comments;
use crate::targets::rust::ident::Ident;
use crate::targets::rust::imports::{Import, Imports};
use crate::targets::rust::names::{MethodNames, ServiceNames};
use crate::targets::rust::syntax::{Line, Parameter, Ty, lines};
use crate::targets::rust::types::{Scope, attributes};

/// The module with the trait and its way onto the wire.
#[derive(Debug, Template)]
#[template(path = "rust/server.rs")]
pub struct ServerView<'m> {
    /// The full name of the service.
    pub service: String,
    pub module: Ident,
    /// The Cargo feature that it is compiled under.
    pub gate: Option<String>,
    pub docs: Comments<'m>,
    pub attributes: Vec<String>,
    pub deprecated: bool,
    /// Whether the dispatch names something deprecated.
    pub names_deprecated: bool,
    pub ident: Ident,
    /// The type parameter for an implementation.
    pub parameter: &'static str,
    pub symbols: Symbols,
    /// The head of the trait.
    pub head: String,
    /// The alias for the tower service.
    pub server: String,
    /// The head of the impl of the dispatch.
    pub implementation: String,
    /// The constant that leads to the methods.
    pub table: String,
    pub imports: Vec<Import>,
    pub methods: Vec<ServerMethodView<'m>>,
    /// What checks requests by functions that a person may write.
    pub validation: Option<ValidationView>,
}

/// What the module takes from elsewhere: the short name, where that is free.
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

/// A function of the trait and its arm in the dispatch.
#[derive(Debug)]
pub struct ServerMethodView<'m> {
    pub docs: Comments<'m>,
    pub deprecated: bool,
    pub signature: String,
    /// The body of a default stub.
    pub stub: Option<String>,
    pub arm: String,
}

impl<'m> ServerView<'m> {
    /// The view of a service whose methods have these comments.
    pub fn new(
        scope: Scope<'m>,
        service: &Service<'m>,
        names: &ServiceNames,
        docs: &[Comments<'m>],
    ) -> Self {
        let options = scope.context.options;
        let ident = &names.ident;
        let own = ["", "Server", "Dispatch", "Validation", "Validated"]
            .map(|suffix| ident.with(suffix).to_string());
        let mut builder = Builder {
            scope: scope.beside(),
            imports: Imports::new(own),
        };
        builder
            .imports
            .alias(&format!("super::{}", names.methods), "methods", None);
        let parameter = if ident.as_str() == "T" { "U" } else { "T" };
        let methods: Vec<_> = service
            .methods
            .iter()
            .zip(&names.functions)
            .zip(docs)
            .map(|((method, names), docs)| builder.method(method, names, docs, parameter))
            .collect();
        let symbols = builder.symbols();
        let validation = scope
            .context
            .validates(service)
            .then(|| ValidationView::new(&mut builder, service, names, parameter, &symbols));
        let printer = scope.printer();
        let [mut table] = lines(1);
        let start = ["const METHODS: &'static [", &symbols.method, "] ="];
        printer.assign(&mut table, 8, start, &Line::text("methods::ALL"), ";");
        Self {
            service: service.full_name[1..].to_owned(),
            module: names.server.clone(),
            gate: options.gate_server.clone(),
            docs: scope.docs(&service.source, &service.full_name),
            attributes: attributes(&options.server_attribute, &service.full_name),
            deprecated: service.deprecated,
            names_deprecated: service.deprecated || methods.iter().any(|method| method.deprecated),
            ident: ident.clone(),
            parameter,
            head: printer.r#trait(
                4,
                ident.as_str(),
                &format!("{} + {} + 'static", symbols.send, symbols.sync),
            ),
            server: printer.alias(
                4,
                &format!("pub type {ident}Server<{parameter}>"),
                &Ty::generic(
                    symbols.service_server.clone(),
                    [Ty::path(format!("{ident}Dispatch")), Ty::path(parameter)],
                ),
            ),
            implementation: printer.implementation(
                4,
                &format!("{parameter}: {ident}"),
                &format!("{}<{parameter}>", symbols.dispatch),
                &format!("{ident}Dispatch"),
            ),
            table,
            symbols,
            imports: builder.imports.lines(),
            methods,
            validation,
        }
    }
}

/// Makes the functions of one trait; what they name is imported.
pub(super) struct Builder<'m> {
    pub(super) scope: Scope<'m>,
    pub(super) imports: Imports,
}

impl<'m> Builder<'m> {
    fn symbols(&mut self) -> Symbols {
        let runtime = self.runtime();
        Symbols {
            arc: self.imports.name("::std::sync", "Arc"),
            call: self.imports.name(&runtime, "Call"),
            dispatch: self.imports.name(&runtime, "Dispatch"),
            method: self.imports.name(&runtime, "Method"),
            response_future: self.imports.name(&runtime, "ResponseFuture"),
            send: self.imports.prelude("::core::marker::Send", "Send"),
            service_server: self.imports.name(&runtime, "ServiceServer"),
            sync: self.imports.prelude("::core::marker::Sync", "Sync"),
        }
    }

    fn method(
        &mut self,
        method: &Method<'m>,
        names: &MethodNames,
        docs: &Comments<'m>,
        parameter: &str,
    ) -> ServerMethodView<'m> {
        let options = self.scope.context.options;
        let ident = &names.function;
        let stub = options.default_stubs.then(|| self.stub(names));
        let request = self.request(method);
        let output = self.output(method);
        let (name, end) = if stub.is_some() {
            ("_request", " {")
        } else {
            ("request", ";")
        };
        let function = function(self.scope.context, method);
        let printer = self.scope.printer();
        ServerMethodView {
            docs: docs.clone(),
            deprecated: method.deprecated,
            signature: printer.signature(
                8,
                &["fn ", ident.as_str()].concat(),
                &[Parameter::Text("&self"), Parameter::Typed(name, &request)],
                Some(&output),
                end,
            ),
            stub,
            arm: arm(
                printer,
                method.name,
                &function,
                &["service", &[parameter, "::", ident.as_str()].concat()],
            ),
        }
    }

    fn stub(&mut self, names: &MethodNames) -> String {
        let unimplemented = self.imports.name(&self.runtime(), "unimplemented");
        format!("{unimplemented}(methods::{})", names.constant)
    }

    fn request(&mut self, method: &Method<'_>) -> Ty {
        let message = self.scope.message(method.input);
        let message = match method.streaming {
            Streaming::Client | Streaming::Bidi => Ty::generic(self.tonic("Streaming"), [message]),
            Streaming::Unary | Streaming::Server => message,
        };
        Ty::generic(self.tonic("Request"), [message])
    }

    fn output(&mut self, method: &Method<'_>) -> Ty {
        let message = self.scope.message(method.output);
        let message = match method.streaming {
            Streaming::Server | Streaming::Bidi => {
                let runtime = self.runtime();
                Ty::generic(self.imports.name(&runtime, "BoxStream"), [message])
            }
            Streaming::Unary | Streaming::Client => message,
        };
        let response = Ty::generic(self.tonic("Response"), [message]);
        let result = self.imports.prelude("::core::result::Result", "Result");
        let result = Ty::generic(result, [response, Ty::path(self.tonic("Status"))]);
        self.future(result)
    }

    /// A future that may go to another thread.
    pub(super) fn future(&mut self, output: Ty) -> Ty {
        let future = self.imports.name("::std::future", "Future");
        // A service may be called so.
        let send = match &*self.imports.prelude("::core::marker::Send", "Send") {
            "Send" => " + Send",
            _ => " + ::core::marker::Send",
        };
        Ty::bounded(format!("impl {future}"), output.named("Output = "), send)
    }

    pub(super) fn tonic(&mut self, symbol: &'static str) -> String {
        self.imports.name("::tonic", symbol)
    }

    pub(super) fn runtime(&self) -> String {
        format!("{}::server", self.scope.context.options.runtime)
    }
}
