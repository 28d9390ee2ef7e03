//! The rules of a value, then those of its items, keys and values.

use super::super::code::{Code, Item, Repr, atom, attempt, call, method, reference};
use super::super::presence;
use super::{Body, Subject};
use crate::model::{FieldKind, Type};
use crate::rules::{Ignore, ValueRules};
use crate::targets::rust::syntax::{Condition, Expr, Statement};

/// The checks of a value.
pub(super) fn statements(
    body: &mut Body<'_, '_>,
    rules: &ValueRules,
    subject: &Subject<'_>,
    this: Code,
) -> Vec<Statement> {
    let mut statements = own(body, rules, subject, &this, &subject.at);
    if rules.message.is_some() {
        statements.push(descend(this.clone(), subject.at.clone()));
    }
    if let Some(items) = &rules.items {
        statements.extend(of_items(body, items, subject, &this));
    }
    statements.extend(of_entries(body, rules, subject, &this));
    statements
}

/// The rules of the value itself.
fn own(
    body: &mut Body<'_, '_>,
    rules: &ValueRules,
    subject: &Subject<'_>,
    this: &Code,
    at: &Expr,
) -> Vec<Statement> {
    let mut converted = None;
    // Times are used more than once, and by value.
    let mut this = this.clone();
    if matches!(this.repr, Repr::RawTimestamp | Repr::RawDuration) && !rules.rules.is_empty() {
        let repr = match this.repr {
            Repr::RawTimestamp => Repr::Timestamp,
            _ => Repr::Duration,
        };
        converted = Some(Statement::Let {
            pattern: "this".to_owned(),
            type_name: None,
            value: this.into_time(),
        });
        this = Code::new(atom("this"), repr);
    }
    let mut statements = Vec::new();
    for rule in &rules.rules {
        let made = body.rule(rule, &this, at);
        body.extend(&mut statements, Some(subject.field), rule, made);
    }
    if let (Some(converted), true) = (converted, Statement::mention(&statements, "this")) {
        statements.insert(0, converted);
    }
    statements
}

/// `cx.message(this, at)?;`
fn descend(this: Code, at: Expr) -> Statement {
    let message = match &this.expr {
        Expr::Atom(_) => this.expr,
        _ => reference(this.expr),
    };
    Statement::Expression(attempt(call("cx.message", [message, at])))
}

/// Checks only where there is something to check.
fn unless_zero(rules: &ValueRules, this: &Code, checks: Vec<Statement>) -> Vec<Statement> {
    if rules.ignore != Ignore::IfZero || checks.is_empty() {
        return checks;
    }
    vec![Statement::If {
        condition: Condition::Bool(presence::not_zero(this)),
        then: checks,
        otherwise: Vec::new(),
    }]
}

fn of_items(
    body: &mut Body<'_, '_>,
    rules: &ValueRules,
    subject: &Subject<'_>,
    list: &Code,
) -> Vec<Statement> {
    if rules.is_empty() {
        return Vec::new();
    }
    let FieldKind::Repeated { item, .. } = subject.kind else {
        return Vec::new();
    };
    let place = |method_name: &str| {
        let arguments = [reference(atom(subject.name)), atom("index")];
        reference(method(atom("at"), method_name, arguments))
    };
    let (pattern, this) = element(body, item);
    let mut checks = own(body, rules, subject, &this, &place("item"));
    if rules.message.is_some() {
        checks.push(descend(this.clone(), place("index")));
    }
    let checks = unless_zero(rules, &this, checks);
    if checks.is_empty() {
        return Vec::new();
    }
    let pattern = match Statement::mention(&checks, "this") {
        true => pattern,
        false => "_".to_owned(),
    };
    vec![Statement::For {
        pattern: format!("(index, {pattern})"),
        range: method(method(list.expr.clone(), "iter", []), "enumerate", []),
        body: checks,
    }]
}

/// The pattern that binds an item, and the item.
fn element(body: &Body<'_, '_>, item: Type) -> (String, Code) {
    let bound = presence::bound(body.scope, item, "this");
    match bound.expr {
        Expr::Unary("*", inner) => ("&this".to_owned(), Code::new(*inner, bound.repr)),
        _ => ("this".to_owned(), bound),
    }
}

fn of_entries(
    body: &mut Body<'_, '_>,
    rules: &ValueRules,
    subject: &Subject<'_>,
    map: &Code,
) -> Vec<Statement> {
    let FieldKind::Map { key, value } = subject.kind else {
        return Vec::new();
    };
    let none = ValueRules::default();
    let keys = rules.keys.as_deref().unwrap_or(&none);
    let values = rules.values.as_deref().unwrap_or(&none);
    let place = |name: &str| {
        let arguments = [reference(atom(subject.name)), atom("key")];
        reference(method(atom("at"), name, arguments))
    };
    let key_item = match presence::bound(body.scope, Type::Scalar(key), "key") {
        Code {
            expr: Expr::Unary("*", inner),
            repr,
        } => Item::new("&", Code::new(*inner, repr).repr),
        code => Item::new("", code.repr),
    };
    let key_code = Code::new(atom("key"), (*key_item.repr).clone());
    let mut checks = Vec::new();
    if !keys.is_empty() {
        let own = own(body, keys, subject, &key_code, &place("key"));
        checks.extend(unless_zero(keys, &key_code, own));
    }
    let mut uses_value = false;
    let (value_pattern, this) = element(body, value);
    if !values.is_empty() {
        let mut own = own(body, values, subject, &this, &place("value"));
        if values.message.is_some() {
            own.push(descend(this.clone(), place("entry")));
        }
        let own = unless_zero(values, &this, own);
        uses_value = Statement::mention(&own, "this");
        checks.extend(own);
    }
    if checks.is_empty() {
        return Vec::new();
    }
    let key_pattern = format!("{}key", key_item.refs);
    let (pattern, range) = match uses_value {
        true => (
            format!("({key_pattern}, {value_pattern})"),
            reference(map.expr.clone()),
        ),
        false => (key_pattern, method(map.expr.clone(), "keys", [])),
    };
    let mark = Statement::Let {
        pattern: "mark".to_owned(),
        type_name: None,
        value: method(atom("cx"), "mark", []),
    };
    let sort = call("cx.sort_from", [atom("mark")]);
    let entries = Statement::For {
        pattern,
        range,
        body: checks,
    };
    vec![mark, entries, Statement::Expression(sort)]
}
