//! Resolves names of types and of enum values. Both are full names, such as `pkg.Kind.KIND_A`, because an expression
//! has no package.

use std::borrow::Cow;

use super::{Checked, Checker, Fault, closest};
use crate::cel::ast::{Expr, Node, Span};
use crate::cel::typed::Typed;
use crate::cel::types::Type;
use crate::cel::value::Value;
use crate::model::MessageId;

/// The types that CEL names.
const TYPES: [&str; 12] = [
    "bool",
    "int",
    "uint",
    "double",
    "string",
    "bytes",
    "list",
    "map",
    "type",
    "null_type",
    "google.protobuf.Timestamp",
    "google.protobuf.Duration",
];

impl Checker<'_> {
    /// Resolves a dotted name to a type or an enum value; `None` if the expression is a selection.
    pub(super) fn qualified(&self, expression: &Expr) -> Result<Option<Typed>, Fault> {
        let Some(name) = dotted(expression) else {
            return Ok(None);
        };
        let root = name.split('.').next().unwrap_or(&name);
        let is_variable = self.locals.iter().any(|local| local.name == root)
            || matches!(root, "this" | "now" | "rules" | "rule");
        if is_variable {
            return Ok(None);
        }
        let span = &expression.span;
        match self.type_name(&name, span) {
            Some(found) => Ok(Some(found)),
            None => self.enum_value(&name, span).transpose(),
        }
    }

    /// Returns the type with a full name.
    pub(super) fn type_name(&self, name: &str, span: &Span) -> Option<Typed> {
        let name = match TYPES.iter().find(|known| **known == name) {
            Some(known) => Cow::Borrowed(*known),
            None => Cow::Owned(self.message_name(name)?.to_owned()),
        };
        Some(Typed::constant(Value::Type(name), Type::Meta, span.clone()))
    }

    /// Returns the name if it is the full name of a message that has no other type in CEL.
    fn message_name<'n>(&self, name: &'n str) -> Option<&'n str> {
        let model = self.environment.model;
        let index = model
            .messages
            .iter()
            .position(|message| message.full_name.strip_prefix('.') == Some(name))?;
        let (message, id) = (&model.messages[index], MessageId::new(index));
        (Type::of_message(message, id) == Type::Message(id)).then_some(name)
    }

    /// Returns the number of an enum value. If only the end of the enum's name matches, or the value is unknown, it
    /// returns an error.
    fn enum_value(&self, name: &str, span: &Span) -> Option<Checked> {
        let (r#enum, value) = name.rsplit_once('.')?;
        let environment = self.environment;
        let Some(&id) = environment.enums.get(r#enum) else {
            let full_names = self.full_names(r#enum, value);
            if full_names.is_empty() {
                return None;
            }
            let fault = Fault::new(format!("there is no enum `{enum}`"), span);
            let full_names = full_names.join(" or ");
            return Some(Err(fault.hint(format!("write its full name: {full_names}"))));
        };
        let values = &environment.model[id].values;
        Some(match values.iter().find(|found| found.name == value) {
            Some(found) => {
                let number = Value::Int(found.number.into());
                Ok(Typed::constant(number, Type::Int, span.clone()))
            }
            None => {
                let fault = Fault::new(format!("enum `{enum}` has no value `{value}`"), span);
                Err(
                    match closest(value, values.iter().map(|found| found.name)) {
                        Some(near) => fault.hint(format!("did you mean `{enum}.{near}`?")),
                        None => fault,
                    },
                )
            }
        })
    }

    /// Returns the possible full names of an enum value, for the end of the enum's name.
    fn full_names(&self, r#enum: &str, value: &str) -> Vec<String> {
        let environment = self.environment;
        let holds = |full_name: &str| {
            let scope = full_name.strip_suffix(r#enum);
            scope.is_some_and(|scope| scope.ends_with('.'))
        };
        let mut names: Vec<_> = environment
            .enums
            .iter()
            .filter(|(full_name, _)| holds(full_name))
            .filter(|(_, id)| {
                let mut values = environment.model[**id].values.iter();
                values.any(|found| found.name == value)
            })
            .map(|(full_name, _)| format!("`{full_name}.{value}`"))
            .collect();
        names.sort_unstable();
        names
    }

    pub(super) fn unknown_name(&self, name: &str, span: &Span) -> Fault {
        let fault = Fault::new(format!("there is no variable `{name}`"), span);
        let known = self.locals.iter().map(|local| local.name.as_str());
        let known: Vec<_> = known.chain(["this", "now", "rules", "rule"]).collect();
        let model = self.environment.model;
        if let (Some(Type::Message(id)), true) = (&self.environment.this, self.locals.is_empty()) {
            let fields = &model[*id].fields;
            if fields.iter().any(|field| field.name == name) {
                return fault.hint(format!("a field is written `this.{name}`"));
            }
        }
        if let Some(near) = closest(name, known) {
            return fault.hint(format!("did you mean `{near}`?"));
        }
        let mut enums: Vec<_> = self.environment.enums.iter().collect();
        enums.sort_unstable();
        let holder = enums.into_iter().find(|(_, id)| {
            let mut values = model[**id].values.iter();
            values.any(|value| value.name == name)
        });
        if let Some((full_name, _)) = holder {
            return fault.hint(format!("did you mean `{full_name}.{name}`?"));
        }
        let mut messages = model.messages.iter().map(|message| &message.full_name[1..]);
        match messages.find(|full_name| full_name.rsplit('.').next() == Some(name)) {
            Some(full_name) => fault.hint(format!("write the full name of a type: `{full_name}`")),
            None => fault,
        }
    }
}

/// Returns `a.b.c` as one name.
pub(super) fn dotted(expression: &Expr) -> Option<String> {
    match &expression.node {
        Node::Ident(name) => Some(name.clone()),
        Node::Select { operand, field } => Some(format!("{}.{}", dotted(operand)?, field.text)),
        _ => None,
    }
}
