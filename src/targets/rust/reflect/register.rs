//! The function that adds the messages of a package to a registry.

use askama::Template;

use super::Reflection;
use super::fields::type_argument;
use crate::model::{ExtensionId, FieldKind, FieldType, FileId, MessageId};
use crate::targets::rust::codec::{Used, word};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::names::TypeName;
use crate::targets::rust::syntax::{Call, Expr, Line, Parameter, Printer, Ty, lines};
use crate::targets::rust::types::{Context, Scope};

/// The function of a package.
#[derive(Debug, Template)]
#[template(path = "rust/register.rs", escape = "none")]
pub struct RegisterView {
    /// The modules of the runtime that it names.
    pub used: Used,
    /// The Cargo feature that it is compiled under.
    gate: Option<String>,
    /// Whether it names something deprecated.
    deprecated: bool,
    signature: String,
    body: String,
}

impl Reflection<'_> {
    /// `registry.extend("pkg.Message", reflect::extension::scalar(NAME, reflect::field::optional::string))`
    fn extend(&self, id: ExtensionId) -> Expr {
        let context = self.scope.context;
        let extension = &context.model[id];
        let item = extension.field.kind.item();
        let is_message = matches!(item, FieldType::Message { .. });
        let (function, cardinality) = match (extension.field.kind, is_message) {
            (FieldKind::Singular(..), false) => ("extension::scalar", "optional"),
            (FieldKind::Singular(..), true) => ("extension::message", "optional"),
            (_, false) => ("extension::scalars", "repeated"),
            (_, true) => ("extension::messages", "repeated"),
        };
        let describe = self.path(&["field::", cardinality, "::", word(item)].concat());
        let describe = match type_argument(self.scope, item) {
            ty if ty.is_empty() => Expr::Atom(describe),
            ty => Expr::Generic(describe, Ty::path(ty)),
        };
        let package = context.names.package(context.model[extension.file].package);
        let module = extension
            .parent
            .and_then(|id| context.names.message_module(id));
        let constant = context.names.modules.path(
            self.scope.module,
            module.unwrap_or(package),
            context.names.extension(id),
        );
        let call = |function, args| Expr::Call(Box::new(Expr::Atom(self.path(function))), args);
        let mut value = call(function, vec![Expr::Atom(constant), describe]);
        if extension.field.redacted {
            value = call("extension::redacted", vec![value]);
        }
        let extendee = &context.model[extension.extendee].full_name[1..];
        let registry = Box::new(Expr::Atom("registry".to_owned()));
        let args = vec![Expr::Atom(format!("{extendee:?}")), value];
        Expr::Method(registry, "extend".to_owned(), args)
    }
}

impl RegisterView {
    /// The function for the messages and the extensions of these files, if options ask for it and there are any.
    pub fn new(scope: Scope<'_>, files: &[FileId]) -> Option<Self> {
        let options = scope.context.options;
        let messages = messages(scope.context, files);
        let extensions = extensions(scope.context, files);
        if messages.is_empty() && extensions.is_empty() {
            return None;
        }
        let reflection = Reflection::new(scope);
        let parameter = ["registry: &mut ", &reflection.path("Registry")].concat();
        let parameters = [Parameter::Text(&parameter)];
        let [mut body] = lines(messages.len() + extensions.len());
        for id in messages {
            let registry = Box::new(Expr::Atom("registry".to_owned()));
            let add = format!("add::<{}>", scope.message(id).flat());
            let call = Expr::Method(registry, add, Vec::new());
            reflection.printer.statement(&mut body, 4, &call, ";");
        }
        for &id in &extensions {
            let call = reflection.extend(id);
            reflection.printer.statement(&mut body, 4, &call, ";");
        }
        let mut extensions = extensions.iter().map(|&id| &scope.context.model[id]);
        Some(Self {
            deprecated: extensions.any(|extension| extension.field.deprecated),
            gate: options.gate_reflect(),
            signature: reflection
                .printer
                .signature(0, "pub fn register", &parameters, None, " {"),
            body,
            used: reflection.runtime.used(),
        })
    }
}

/// The extensions of these files that have a constant.
fn extensions(context: &Context<'_>, files: &[FileId]) -> Vec<ExtensionId> {
    if !context.options.reflects() {
        return Vec::new();
    }
    let extensions = context.extensions();
    extensions
        .filter(|&id| files.contains(&context.model[id].file))
        .collect()
}

/// The messages of these files, and those nested in them, that give their fields.
fn messages(context: &Context<'_>, files: &[FileId]) -> Vec<MessageId> {
    if !context.options.reflects() {
        return Vec::new();
    }
    let messages = files.iter().flat_map(|&id| &context.model[id].messages);
    let mut open: Vec<_> = messages.rev().copied().collect();
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
#[template(path = "rust/register_all.rs", escape = "none")]
pub struct RegisterAllView {
    /// The Cargo feature that it is compiled under.
    gate: Option<String>,
    signature: String,
    body: String,
}

impl RegisterAllView {
    /// The function that calls those of packages, each with its modules and its files, if there are any.
    pub fn new<'p>(
        context: &Context<'_>,
        packages: impl Iterator<Item = (&'p [Ident], &'p [FileId])>,
    ) -> Option<Self> {
        let packages = packages.filter(|(_, files)| {
            !messages(context, files).is_empty() || !extensions(context, files).is_empty()
        });
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
