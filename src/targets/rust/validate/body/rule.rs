//! Generates the constant of a rule, which its violations refer to.

use super::super::code::{atom, call, method, reference as borrowed};
use super::super::{literal, standard};
use super::kind_name;
use crate::checks::Violation;
use crate::rules::RulePlace;
use crate::targets::rust::syntax::{Expr, Statement};

/// Returns `&RULE`.
pub(super) fn reference() -> Expr {
    borrowed(atom("RULE"))
}

/// Returns `const RULE: Rule = …;`; `None` for a rule that has a constant in the runtime. The rule can redact its computed
/// message.
pub(super) fn constant(violation: &Violation<'_>, redacts: bool) -> Option<Statement> {
    let message = match violation {
        Violation::Required => return None,
        Violation::Rule { message, .. } | Violation::FieldSet { message } => message,
    };
    let made = named(violation.place()?, literal::text(violation.id()));
    let made = match message.as_str() {
        "" => made,
        message => method(made, "message", [literal::text(message)]),
    };
    let made = match violation.param().and_then(literal::param) {
        Some(param) => method(made, "param", [param]),
        None => made,
    };
    let value = if redacts {
        method(made, "redacted", [])
    } else {
        made
    };
    Some(Statement::Item {
        keyword: "const",
        name: "RULE".to_owned(),
        type_name: "Rule".to_owned(),
        value,
    })
}

/// Returns a rule identified by its place in the schema.
fn named(place: &RulePlace, id: Expr) -> Expr {
    let index = |index: &u32| atom(index.to_string());
    match place {
        RulePlace::Message => call("Rule::of_message", [id]),
        RulePlace::Cel(at) => call("Rule::cel", [index(at), id]),
        RulePlace::CelExpression(at) => call("Rule::cel_expression", [index(at), id]),
        RulePlace::Standard { set, name } => {
            let path = atom(standard::path(set, name));
            call("Rule::new", [path, id])
        }
        RulePlace::Inline {
            set,
            number,
            name,
            item,
        } => {
            let set = atom(format!("rules::RuleSet::{}", standard::set(set)));
            let name = literal::text(name);
            let kind = atom(format!("Kind::{}", kind_name(*item)));
            call(
                "Rule::extension",
                [set, atom(number.to_string()), name, kind, id],
            )
        }
    }
}
