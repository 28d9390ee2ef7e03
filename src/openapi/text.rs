//! The texts of descriptions.

use super::node::{Node, Object};
use crate::cel::{Op, Typed, Value};
use crate::comments;
use crate::model::Source;
use crate::rules::{Rule, Test};

/// The comments before and after an element.
pub fn comment(source: &Source<'_>) -> String {
    let (before, after) = (
        comments::clean(source.leading),
        comments::clean(source.trailing),
    );
    match (before.is_empty(), after.is_empty()) {
        (false, false) => format!("{before}\n\n{after}"),
        _ => before + &after,
    }
}

/// A list in Markdown, after a title. Empty without items.
pub fn list(title: &str, items: &[String]) -> String {
    if items.is_empty() {
        return String::new();
    }
    let items: Vec<_> = items
        .iter()
        .map(|item| format!("- {}", nested(item)))
        .collect();
    format!("{title}\n{}", items.join("\n"))
}

/// A text whose lines belong to an item of a list.
fn nested(text: &str) -> String {
    text.lines().collect::<Vec<_>>().join("\n  ")
}

/// Adds a paragraph to the description of an object.
pub fn add_to(object: &mut Object, text: &str) {
    if text.is_empty() {
        return;
    }
    let text = match object.get("description") {
        Some(Node::Text(held)) => format!("{held}\n\n{text}"),
        _ => text.to_owned(),
    };
    object.set("description", text);
}

/// What a rule requires: its message, or its expression.
pub fn rule(rule: &Rule) -> String {
    if let Test::Expression(typed) = &rule.test
        && let Some(text) = message(typed)
    {
        return required(text);
    }
    match (&rule.test, rule.message.strip_suffix("\" returned false")) {
        (Test::TypeUrl { urls, .. }, _) => format!("{}: {}", rule.message, urls.join(", ")),
        // This is the message of a rule that has no message of its own.
        (_, Some(_)) if !rule.expression.is_empty() => {
            format!("must satisfy `{}`", rule.expression)
        }
        _ => rule.message.clone(),
    }
}

/// A message as a requirement. Some messages of the schema say what is wrong instead.
fn required(message: &str) -> String {
    const WRONG: [(&str, &str); 5] = [
        ("does not match regex pattern ", "must match regex pattern "),
        ("does not have prefix ", "must have prefix "),
        ("does not have suffix ", "must have suffix "),
        ("does not contain ", "must contain "),
        ("contains substring ", "must not contain substring "),
    ];
    let positive = WRONG.iter().find_map(|(wrong, right)| {
        let rest = message.strip_prefix(wrong)?;
        Some(format!("{right}{rest}"))
    });
    positive.unwrap_or_else(|| message.to_owned())
}

/// The constant message in an expression of type string.
fn message(typed: &Typed) -> Option<&str> {
    match &typed.op {
        Op::Const(Value::String(text)) if !text.is_empty() => Some(text),
        Op::If(_, yes, no) => message(yes).or_else(|| message(no)),
        _ => None,
    }
}
