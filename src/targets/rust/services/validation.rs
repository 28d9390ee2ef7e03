//! The trait for a person's own checks of requests, and what puts it before a service.

use askama::Template;
use foldhash::HashMap;

use super::server::{Builder, Symbols};
use super::{arm, kind};
use crate::model::{MessageId, Service};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::names::ServiceNames;
use crate::targets::rust::syntax::{Parameter, Ty};

/// The trait, the alias for a server behind it, and the dispatch.
#[derive(Debug, Template)]
#[template(path = "rust/validation.rs")]
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
        let checks_parameter = if ident.as_str() == "V" { "W" } else { "V" };
        let generics = format!("{parameter}, {checks_parameter}");
        let runtime = builder.runtime();
        let mut name = |symbol| builder.imports.name(&runtime, symbol);
        let validated = format!("{}<{generics}>", name("Validated"));
        let server = name("ValidatedServer");
        let dispatch = name("DispatchValidated");
        let printer = scope.printer();
        let deprecated = service.deprecated;
        Self {
            service: service.full_name[1..].to_owned(),
            deprecated,
            names_deprecated: deprecated || service.methods.iter().any(|method| method.deprecated),
            ident: ident.clone(),
            head: printer.r#trait(
                4,
                &format!("{ident}Validation"),
                &format!("{} + {} + 'static", symbols.send, symbols.sync),
            ),
            server: printer.alias(
                4,
                &format!("pub type {ident}Validated<{generics}>"),
                &Ty::generic(
                    server,
                    [
                        format!("{ident}Dispatch"),
                        parameter.to_owned(),
                        checks_parameter.to_owned(),
                    ]
                    .map(Ty::path),
                ),
            ),
            implementation: printer.bounded_implementation(
                4,
                &generics,
                &format!("{dispatch}<{generics}>"),
                &format!("{ident}Dispatch"),
                &[
                    format!("{parameter}: {ident}"),
                    format!("{checks_parameter}: {ident}Validation"),
                ],
            ),
            dispatch: printer.signature(
                8,
                "fn dispatch",
                &[
                    Parameter::Text(&format!("service: {}<{validated}>", symbols.arc)),
                    Parameter::Text(&format!("call: {}", symbols.call)),
                ],
                Some(&Ty::path(symbols.response_future.clone())),
                " {",
            ),
            arms: service
                .methods
                .iter()
                .zip(&names.functions)
                .map(|(method, names)| {
                    let call = format!("{parameter}::{}", names.function);
                    let check = by_message[&method.input.0];
                    let check = format!("{checks_parameter}::{check}");
                    let function = format!("validated_{}", kind(method));
                    arm(printer, method.name, &function, &["service", &check, &call])
                })
                .collect(),
            checks: checks
                .iter()
                .map(|(id, function)| builder.check(*id, function))
                .collect(),
        }
    }
}

impl Builder<'_> {
    fn check(&mut self, id: MessageId, function: &Ident) -> CheckView {
        let context = self.scope.context;
        let has_rules = context.checks(id);
        let request = format!("&{}", self.tonic("Request"));
        let request = Ty::generic(request, [self.scope.message(id)]);
        let result = self.imports.prelude("::core::result::Result", "Result");
        let result = Ty::generic(result, [Ty::path("()"), Ty::path(self.tonic("Status"))]);
        let output = self.future(result);
        let (parameter, body) = if has_rules {
            let runtime = self.runtime();
            let by_rules = self.imports.name(&runtime, "by_rules");
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
