//! The function that adds the messages of a package to a registry.

use askama::Template;

use super::Reflection;
use crate::model::MessageId;
use crate::targets::rust::codec::Used;
use crate::targets::rust::ident::Ident;
use crate::targets::rust::names::TypeName;
use crate::targets::rust::syntax::{Call, Expr, Line, Parameter, Printer, lines};
use crate::targets::rust::types::{Context, Scope};

/// The function of a package.
#[derive(Debug, Template)]
#[template(path = "rust/register.rs")]
pub struct RegisterView {
    /// The modules of the runtime that it names.
    pub used: Used,
    /// The Cargo feature that it is compiled under.
    gate: Option<String>,
    signature: String,
    body: String,
}

impl RegisterView {
    /// The function for these messages and those nested in them, if options ask for it and there are any.
    pub fn new(scope: Scope<'_>, messages: &[MessageId]) -> Option<Self> {
        let options = scope.context.options;
        let messages = registered(scope.context, messages);
        if messages.is_empty() {
            return None;
        }
        let reflection = Reflection::new(scope);
        let parameter = ["registry: &mut ", &reflection.path("Registry")].concat();
        let parameters = [Parameter::Text(&parameter)];
        let [mut body] = lines(messages.len());
        for id in messages {
            let registry = Box::new(Expr::Atom("registry".to_owned()));
            let add = format!("add::<{}>", scope.message(id).flat());
            let call = Expr::Method(registry, add, Vec::new());
            reflection.printer.statement(&mut body, 4, &call, ";");
        }
        Some(Self {
            gate: options.gate_reflect(),
            signature: reflection
                .printer
                .signature(0, "pub fn register", &parameters, None, " {"),
            body,
            used: reflection.runtime.used(),
        })
    }
}

/// The messages that give their fields, among these and those nested in them.
fn registered(context: &Context<'_>, messages: &[MessageId]) -> Vec<MessageId> {
    if !context.options.reflects() {
        return Vec::new();
    }
    let mut open: Vec<_> = messages.iter().rev().copied().collect();
    let mut found = Vec::new();
    while let Some(id) = open.pop() {
        let message = &context.model[id];
        let is_local = matches!(context.names.message(id), TypeName::Local(..));
        if message.map_entry || !context.selection.message(id) || !is_local {
            continue;
        }
        found.push(id);
        open.extend(message.messages.iter().rev());
    }
    found
}

/// The function of the module tree.
#[derive(Debug, Template)]
#[template(path = "rust/register_all.rs")]
pub struct RegisterAllView {
    /// The Cargo feature that it is compiled under.
    gate: Option<String>,
    signature: String,
    body: String,
}

impl RegisterAllView {
    /// The function that calls those of packages, each with its modules and its messages, if there are any.
    pub fn new<'p>(
        context: &Context<'_>,
        packages: impl Iterator<Item = (&'p [Ident], Vec<MessageId>)>,
    ) -> Option<Self> {
        let packages = packages.filter(|(_, messages)| !registered(context, messages).is_empty());
        let printer = Printer::nested(0);
        let mut body = String::new();
        for (modules, _) in packages {
            let modules = modules.iter().map(|module| module.as_str());
            let path: Vec<_> = modules.chain(["register"]).collect();
            let path = path.join("::");
            let call = Call::function(&*path, [Line::text("registry")]);
            printer.statement(&mut body, 4, &call, ";");
        }
        let runtime = &context.options.runtime;
        let parameter = format!("registry: &mut {runtime}::message::reflect::Registry");
        let parameters = [Parameter::Text(&parameter)];
        (!body.is_empty()).then(|| Self {
            gate: context.options.gate_reflect(),
            signature: printer.signature(0, "pub fn register_all", &parameters, None, " {"),
            body,
        })
    }
}
