//! Generates validators: an `impl Validate` for each message with rules, as plain code that calls the runtime's
//! `validate` module.

mod access;
mod body;
mod code;
mod lints;
mod literal;
mod presence;
mod required;
mod standard;
mod statics;
mod terms;

use askama::Template;

use super::names::TypeName;
use super::syntax::{Statement, print};
use super::types::Scope;
use crate::checks::{Check, Fault};
use crate::diagnostics::{Diagnostic, Diagnostics, Excerpt};
use crate::model::{FileId, MessageId, Model};
use crate::options::{ValidationErrors, Validators};
use body::Body;
pub use required::RequiredView;

/// The validator of a message.
#[derive(Debug, Template)]
#[template(path = "rust/validator.rs", escape = "none")]
pub struct ValidatorView {
    /// The path of the runtime crate.
    pub runtime: String,
    /// The first line of the impl.
    pub head: String,
    /// Whether the message or one of its fields is deprecated.
    pub deprecated: bool,
    /// The clippy lints that the rules themselves would trigger.
    pub allowed: String,
    /// The body of the check; `None` if the message has no rules.
    pub body: Option<String>,
}

impl ValidatorView {
    /// Returns the validators for the messages of these files, in the order of the files.
    pub fn all(scope: Scope<'_>, files: &[FileId], diagnostics: &mut Diagnostics) -> Vec<Self> {
        let context = scope.context;
        if context.common.validate == Validators::None {
            return Vec::new();
        }
        let model = context.model;
        let mut messages = Vec::new();
        for &file in files {
            nested(model, &model[file].messages, &mut messages);
        }
        let wanted = messages
            .into_iter()
            .filter(|&id| context.selection.message(id));
        wanted
            .filter_map(|id| Self::new(scope, id, diagnostics))
            .collect()
    }

    fn new(scope: Scope<'_>, id: MessageId, diagnostics: &mut Diagnostics) -> Option<Self> {
        let context = scope.context;
        let rules = context.rules.of(id);
        if rules.is_none() && context.common.validate != Validators::All {
            return None;
        }
        // The crate that declares an extern type also checks it.
        if let TypeName::Extern(_) = context.names.message(id) {
            return None;
        }
        let message = &context.model[id];
        let mut allowed = Vec::new();
        let body = rules.and_then(|rules| {
            let check = Check::new(context.model, id, rules);
            let mut body = Body::new(scope, id, &check);
            let mut statements = body.statements();
            let mut faults = check.faults.clone();
            faults.append(&mut body.faults);
            let is_faulty = !faults.is_empty() || !rules.faults.is_empty();
            if !faults.is_empty() {
                statements = Self::faults(scope, id, faults, diagnostics);
            }
            if statements.is_empty() {
                return None;
            }
            lints::add(&statements, &mut allowed);
            if is_faulty {
                statements.insert(0, unused("at"));
            }
            statements.insert(
                0,
                Statement::Use(format!(
                    "{}::validate::generated::*",
                    context.options.runtime
                )),
            );
            statements.push(Statement::Value(code::call("Ok", [code::atom("()")])));
            Some(print::body(&statements, 8))
        });
        Some(Self {
            runtime: context.options.runtime.clone(),
            head: scope.printer().implementation(
                0,
                "",
                &format!("{}::validate::Validate", context.options.runtime),
                &scope.message(id).flat(),
            ),
            deprecated: message.deprecated || message.fields.iter().any(|field| field.deprecated),
            allowed: allowed.join(", "),
            body,
        })
    }

    /// Reports rules that cannot be compiled, or generates a check that returns the error.
    fn faults(
        scope: Scope<'_>,
        id: MessageId,
        faults: Vec<Fault<'_>>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Statement> {
        let context = scope.context;
        let message = &context.model[id];
        let mut statements = Vec::new();
        for fault in faults {
            let text = &described(&fault);
            if context.common.validation_errors == ValidationErrors::Deferred {
                let error = code::call("cx.compilation_error", [literal::text(text)]);
                statements.push(Statement::Expression(code::attempt(error)));
                break;
            }
            let field = fault.field.map(|index| &message.fields[index]);
            let source = field.map_or(&message.source, |field| &field.source);
            let place = context.model.place(message.file, source);
            let named = field.map_or(String::new(), |field| format!("field `{}`: ", field.name));
            let mut diagnostic = Diagnostic::error(format!("{named}{text}")).at(place);
            diagnostic.excerpt = excerpt(&fault).map(Box::new);
            diagnostics.push(diagnostic);
        }
        statements
    }
}

/// Returns the text of a fault, with the id of its rule.
fn described(fault: &Fault<'_>) -> String {
    let text = &fault.unsupported.message;
    match fault.rule {
        Some(rule) if !rule.id.is_empty() && rule.id != rule.expression => {
            format!("in the rule `{}`: {text}", rule.id)
        }
        _ => text.clone(),
    }
}

/// Returns the expression of a faulty rule, and the faulty part of the expression.
fn excerpt(fault: &Fault<'_>) -> Option<Excerpt> {
    let text = &fault.rule?.expression;
    let span = fault.unsupported.span.clone().unwrap_or(0..text.len());
    Some(Excerpt::new(text, &span))
}

/// Returns `let _ = name;`.
fn unused(name: &str) -> Statement {
    Statement::Let {
        pattern: "_".to_owned(),
        type_name: None,
        value: code::atom(name),
    }
}

/// Collects messages and their nested messages.
fn nested(model: &Model<'_>, messages: &[MessageId], into: &mut Vec<MessageId>) {
    for &id in messages {
        into.push(id);
        nested(model, &model[id].messages, into);
    }
}
