//! The server of a service.

use askama::Template;

use super::builder::{Builder, JsonView, Symbols};
use super::validation::ValidationView;
use super::{Check, arm, kind};
use crate::model::{Method, Service, ServiceId, Streaming};
use crate::targets::rust::comments::Comments;
use crate::targets::rust::ident::Ident;
use crate::targets::rust::imports::Import;
use crate::targets::rust::names::{MethodNames, ServiceNames};
use crate::targets::rust::syntax::{Line, Parameter, Printer, Ty, lines};
use crate::targets::rust::types::{Context, Scope, attributes};

/// The module with the trait and the server.
#[derive(Debug, Template)]
#[template(path = "rust/server.rs", escape = "none")]
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
    /// The constant with the table of the methods.
    pub table: String,
    pub imports: Vec<Import>,
    pub methods: Vec<ServerMethodView<'m>>,
    /// Whether calls can have JSON.
    pub json: Option<JsonView>,
    /// The constant of the routes of HTTP/JSON, if the service has any.
    pub routes: Option<String>,
    /// The trait for the user's own checks of requests.
    pub validation: Option<ValidationView>,
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
        id: ServiceId,
        names: &ServiceNames,
        docs: &[Comments<'m>],
    ) -> Self {
        let Context { options, model, .. } = scope.context;
        let service = &model[id];
        let ident = &names.ident;
        let mut builder = Builder::new(scope, ident);
        let methods_module = format!("super::{}", names.methods);
        builder.imports.alias(&methods_module, "methods", None);
        let parameter = if ident.as_str() == "T" { "U" } else { "T" };
        let methods = builder.methods(service, names, docs, parameter);
        let symbols = builder.symbols();
        let validation = scope
            .context
            .validates(service)
            .then(|| ValidationView::new(&mut builder, service, names, parameter, &symbols));
        let routes = builder.routes(id);
        let printer = scope.printer();
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
            server: builder.alias(&symbols, ident, parameter),
            implementation: printer.implementation(
                4,
                &format!("{parameter}: {ident}"),
                &format!("{}<{parameter}>", symbols.dispatch),
                &format!("{ident}Dispatch"),
            ),
            table: table(printer, &symbols),
            symbols,
            imports: builder.imports.lines(),
            methods,
            json: JsonView::new(options),
            routes,
            validation,
        }
    }
}

/// The constant of all methods.
fn table(printer: Printer, symbols: &Symbols) -> String {
    let [mut table] = lines(1);
    let start = ["const METHODS: &'static [", &symbols.method, "] ="];
    printer.assign(&mut table, 8, start, &Line::text("methods::ALL"), ";");
    table
}

impl<'m> Builder<'m> {
    /// The alias for the tower service.
    fn alias(&self, symbols: &Symbols, ident: &Ident, parameter: &'static str) -> String {
        let name = format!("pub type {ident}Server<{parameter}>");
        let arguments = [Ty::path(format!("{ident}Dispatch")), Ty::path(parameter)];
        let service = Ty::generic(symbols.service_server.clone(), arguments);
        self.scope.printer().alias(4, &name, &service)
    }

    fn methods(
        &mut self,
        service: &Service<'m>,
        names: &ServiceNames,
        docs: &[Comments<'m>],
        parameter: &str,
    ) -> Vec<ServerMethodView<'m>> {
        let methods = service.methods.iter().zip(&names.functions).zip(docs);
        let methods = methods.enumerate().map(|(index, ((method, names), docs))| {
            let function = [parameter, "::", names.function.as_str()].concat();
            let arm = self.arm(index, method, &function);
            self.method(method, names, docs, arm)
        });
        methods.collect()
    }

    fn method(
        &mut self,
        method: &Method<'m>,
        names: &MethodNames,
        docs: &Comments<'m>,
        arm: String,
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
            arm,
        }
    }

    /// The arm that passes a call to a function of the trait.
    fn arm(&self, index: usize, method: &Method<'_>, function: &str) -> String {
        let rules = self.scope.context.checks(method.input);
        let check = rules.then(|| Check {
            function: "by_rules",
            arguments: Vec::new(),
        });
        let printer = self.scope.printer();
        arm(printer, index, check, kind(method), function)
    }

    fn stub(&mut self, names: &MethodNames) -> String {
        let unimplemented = self.imports.name(&self.server_module(), "unimplemented");
        format!("{unimplemented}(methods::{})", names.constant)
    }

    fn request(&mut self, method: &Method<'_>) -> Ty {
        let message = self.scope.message(method.input);
        let message = match method.streaming {
            Streaming::Client | Streaming::Bidi => {
                Ty::generic(self.runtime("Streaming"), [message])
            }
            Streaming::Unary | Streaming::Server => message,
        };
        Ty::generic(self.runtime("Request"), [message])
    }

    fn output(&mut self, method: &Method<'_>) -> Ty {
        let message = self.scope.message(method.output);
        let message = match method.streaming {
            Streaming::Server | Streaming::Bidi => {
                let server = self.server_module();
                Ty::generic(self.imports.name(&server, "BoxStream"), [message])
            }
            Streaming::Unary | Streaming::Client => message,
        };
        let response = Ty::generic(self.runtime("Response"), [message]);
        let result = self.imports.prelude("::core::result::Result", "Result");
        let result = Ty::generic(result, [response, Ty::path(self.runtime("Status"))]);
        self.future(result)
    }
}
