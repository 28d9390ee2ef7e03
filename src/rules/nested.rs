//! Warns about rules whose time grows with the product of the lengths of unbounded lists.

use super::{MessageRules, Rule, RulePlace, Test, ValueRules};
use crate::cel::{FieldRef, Op, Typed, Variable, multiplied};
use crate::diagnostics::{Diagnostic, Diagnostics, Excerpt};
use crate::model::{FieldKind, MessageId, Model, Source};

/// Checks the rules of the messages to generate.
pub fn warn(model: &Model<'_>, messages: &[MessageRules], diagnostics: &mut Diagnostics) {
    for (index, rules) in messages.iter().enumerate() {
        let id = MessageId::new(index);
        let message = &model[id];
        if !model[message.file].generate {
            continue;
        }
        let mut push = |rule: &Rule, source: &Source<'_>, this: Option<FieldRef>| {
            let warning = unbounded(model, messages, rule, this);
            let place = model.place(message.file, source);
            diagnostics.extend(warning.map(|warning| warning.at(place)));
        };
        for rule in &rules.rules {
            push(rule, &message.source, None);
        }
        for field in &rules.fields {
            let source = &message.fields[field.field].source;
            let this = FieldRef {
                message: id,
                index: field.field,
            };
            for rule in &field.value.rules {
                push(rule, source, Some(this));
            }
            for rule in inner(&field.value) {
                push(rule, source, None);
            }
        }
    }
}

/// The rules of items, keys and values.
fn inner(rules: &ValueRules) -> impl Iterator<Item = &Rule> {
    let parts = [&rules.items, &rules.keys, &rules.values];
    parts.into_iter().flatten().flat_map(|part| &part.rules)
}

/// A warning, if a rule has nested macros over a list without a limit.
fn unbounded(
    model: &Model<'_>,
    messages: &[MessageRules],
    rule: &Rule,
    this: Option<FieldRef>,
) -> Option<Diagnostic> {
    let Test::Expression(typed) = &rule.test else {
        return None;
    };
    let ranges = multiplied(typed).into_iter();
    let mut fields = ranges.filter_map(|range| Some((range, field_of(range, this)?)));
    let (range, field) = fields.find(|(_, field)| !is_bounded(messages, *field))?;
    let declared = &model[field.message].fields[field.index];
    let limit = match declared.kind {
        FieldKind::Map { .. } => "map.max_pairs",
        _ => "repeated.max_items",
    };
    let named = match rule.id.as_str() {
        id if id.is_empty() || id == rule.expression => String::new(),
        id => format!(" `{id}`"),
    };
    let message = format!(
        "the rule{named} takes time in proportion to the product of the lengths of lists, and nothing limits the length \
         of `{}`",
        declared.name
    );
    let help = format!(
        "set `{limit}` on it; a server answers RESOURCE_EXHAUSTED to a message that takes more than \
         `Options::max_steps`"
    );
    let mut warning = Diagnostic::warning(message).help(help);
    warning.excerpt = Some(Box::new(Excerpt::new(&rule.expression, &range.span)));
    Some(warning)
}

/// The field of a range.
fn field_of(range: &Typed, this: Option<FieldRef>) -> Option<FieldRef> {
    match &range.op {
        Op::Field { field, .. } => Some(*field),
        Op::Variable(Variable::This) => this,
        Op::Loop(node) => field_of(&node.range, this),
        _ => None,
    }
}

/// Whether a rule limits the length of a list or a map.
fn is_bounded(messages: &[MessageRules], field: FieldRef) -> bool {
    let rules = &messages[field.message.0 as usize].fields;
    let of_field = rules.iter().filter(|rules| rules.field == field.index);
    of_field.flat_map(|rules| &rules.value.rules).any(|rule| {
        matches!(&rule.place, RulePlace::Standard { name, .. } if name == "max_items" || name == "max_pairs")
    })
}
