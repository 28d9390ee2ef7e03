//! The trait for the user's own checks of requests, and the dispatch that runs them before a service.

use askama::Template;
use foldhash::HashMap;

use super::builder::{Builder, JsonView, Symbols};
use super::{Check, arm, kind};
use crate::model::{MessageId, Method, Service};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::names::ServiceNames;
use crate::targets::rust::syntax::{Expr, Parameter, Printer, Ty};

/// The trait, the alias for a server behind it, and the dispatch.
#[derive(Debug, Template)]
#[template(path = "rust/validation.rs", escape = "none")]
pub struct ValidationView {
    /// The full name of the service.
    pub service: String,
    pub deprecated: bool,
    /// Whether the dispatch names something deprecated.
    pub names_deprecated: bool,
    pub ident: Ident,
    /// The head of the trait.
    pub head: String,
    pub checks: Vec<CheckView>,
    /// The alias for the tower service.
    pub server: String,
    /// The head of the impl of the dispatch.
    pub implementation: String,
    /// The head of its function.
    pub dispatch: String,
    /// Whether calls can have JSON.
    pub json: Option<JsonView>,
    pub arms: Vec<String>,
}

/// A function of the trait.
#[derive(Debug)]
pub struct CheckView {
    /// The full name of the message.
    pub message: String,
    pub has_rules: bool,
    pub signature: String,
    pub body: String,
}

impl ValidationView {
    /// The items of a service; `parameter` is the type parameter for an implementation of it.
    pub(super) fn new<'m>(
        builder: &mut Builder<'m>,
        service: &Service<'m>,
        names: &ServiceNames,
        parameter: &str,
        symbols: &Symbols,
    ) -> Self {
        let scope = builder.scope;
        let ident = &names.ident;
        let checks = &names.checks;
        let by_message: HashMap<_, _> = checks
            .iter()
            .map(|(id, function)| (id.0, function))
            .collect();
        let server = builder.server_module();
        let mut name = |symbol| builder.imports.name(&server, symbol);
        let items = ValidationItems {
            ident,
            service: parameter,
            checks: if ident.as_str() == "V" { "W" } else { "V" },
            server: name("ValidatedServer"),
            dispatch: name("DispatchValidated"),
            printer: scope.printer(),
        };
        let deprecated = service.deprecated;
        Self {
            service: service.full_name[1..].to_owned(),
            deprecated,
            names_deprecated: deprecated || service.methods.iter().any(|method| method.deprecated),
            ident: ident.clone(),
            head: items.head(symbols),
            server: items.alias(),
            implementation: items.implementation(),
            dispatch: items.dispatch(symbols),
            json: JsonView::new(scope.context.options),
            arms: service
                .methods
                .iter()
                .zip(&names.functions)
                .enumerate()
                .map(|(index, (method, names))| {
                    items.arm(index, method, &names.function, by_message[&method.input.0])
                })
                .collect(),
            checks: checks
                .iter()
                .map(|(id, function)| builder.check(*id, function))
                .collect(),
        }
    }
}

/// The lines of the module that are not in its functions.
struct ValidationItems<'i> {
    ident: &'i Ident,
    /// The type parameter for the service.
    service: &'i str,
    /// The type parameter for the checks.
    checks: &'static str,
    /// The names of symbols of the runtime.
    server: String,
    dispatch: String,
    printer: Printer,
}

impl ValidationItems<'_> {
    /// Both type parameters.
    fn generics(&self) -> String {
        format!("{}, {}", self.service, self.checks)
    }

    /// The head of the trait.
    fn head(&self, symbols: &Symbols) -> String {
        let name = format!("{}Validation", self.ident);
        let bounds = format!("{} + {} + 'static", symbols.send, symbols.sync);
        self.printer.r#trait(4, &name, &bounds)
    }

    /// The alias for the tower service.
    fn alias(&self) -> String {
        let name = format!("pub type {}Validated<{}>", self.ident, self.generics());
        let dispatch = format!("{}Dispatch", self.ident);
        let arguments =
            [&dispatch, self.service, self.checks].map(|name| Ty::path(name.to_owned()));
        let server = Ty::generic(self.server.clone(), arguments);
        self.printer.alias(4, &name, &server)
    }

    /// The head of the impl of the dispatch.
    fn implementation(&self) -> String {
        let Self { ident, .. } = self;
        let bounds = [
            format!("{}: {ident}", self.service),
            format!("{}: {ident}Validation", self.checks),
        ];
        self.printer.bounded_implementation(
            4,
            &self.generics(),
            &format!("{}<{}>", self.dispatch, self.generics()),
            &format!("{ident}Dispatch"),
            &bounds,
        )
    }

    /// The head of the function of the dispatch.
    fn dispatch(&self, symbols: &Symbols) -> String {
        let parameters = [
            format!("service: {}<{}>", symbols.arc, self.service),
            format!("checks: {}<{}>", symbols.arc, self.checks),
            format!("call: {}", symbols.call),
        ];
        let parameters: Vec<_> = parameters
            .iter()
            .map(|text| Parameter::Text(text))
            .collect();
        let output = Ty::path(symbols.response_future.clone());
        self.printer
            .signature(8, "fn dispatch", &parameters, Some(&output), " {")
    }

    /// The arm that passes a call to the method `function`, after the function `check`.
    fn arm(&self, index: usize, method: &Method<'_>, function: &Ident, check: &Ident) -> String {
        let check = ["checks".to_owned(), format!("{}::{check}", self.checks)];
        let check = Check {
            function: "checked_by",
            arguments: check.map(Expr::Atom).into(),
        };
        let function = format!("{}::{function}", self.service);
        arm(self.printer, index, Some(check), kind(method), &function)
    }
}

impl Builder<'_> {
    fn check(&mut self, id: MessageId, function: &Ident) -> CheckView {
        let context = self.scope.context;
        let has_rules = context.checks(id);
        let request = format!("&{}", self.runtime("Request"));
        let request = Ty::generic(request, [self.scope.message(id)]);
        let result = self.imports.prelude("::core::result::Result", "Result");
        let result = Ty::generic(result, [Ty::path("()"), Ty::path(self.runtime("Status"))]);
        let output = self.future(result);
        let (parameter, body) = if has_rules {
            let server = self.server_module();
            let by_rules = self.imports.name(&server, "by_rules");
            ("request", format!("{by_rules}(request)"))
        } else {
            let ready = self.imports.name("::std::future", "ready");
            ("_request", format!("{ready}(Ok(()))"))
        };
        CheckView {
            message: context.model[id].full_name[1..].to_owned(),
            has_rules,
            signature: self.scope.printer().signature(
                8,
                &format!("fn {function}"),
                &[
                    Parameter::Text("&self"),
                    Parameter::Typed(parameter, &request),
                ],
                Some(&output),
                " {",
            ),
            body,
        }
    }
}
