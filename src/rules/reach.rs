//! Finds the messages to check: those with rules, and those that can contain one.

use super::{FieldRules, Ignore, MessageRules, ValueRules};
use crate::model::{FieldKind, FieldType, MessageId, Model};

/// Whether each message is checked.
pub fn checked(model: &Model<'_>, rules: &[MessageRules]) -> Vec<bool> {
    let mut checked: Vec<_> = rules.iter().map(|rules| !rules.is_empty()).collect();
    let mut holders = vec![Vec::new(); model.messages.len()];
    for (index, message) in model.messages.iter().enumerate() {
        for (at, field) in message.fields.iter().enumerate() {
            let FieldType::Message { id, .. } = field.kind.item() else {
                continue;
            };
            let own = rules[index].fields.iter().find(|rules| rules.field == at);
            if own.is_none_or(descends) {
                holders[id.0 as usize].push(index);
            }
        }
    }
    let mut pending: Vec<_> = (0..checked.len()).filter(|&index| checked[index]).collect();
    while let Some(index) = pending.pop() {
        for &holder in &holders[index] {
            if !std::mem::replace(&mut checked[holder], true) {
                pending.push(holder);
            }
        }
    }
    checked
}

/// Whether the messages in a field are checked.
fn descends(rules: &FieldRules) -> bool {
    let value = &rules.value;
    let ignored = |rules: &Option<Box<ValueRules>>| {
        let ignore = rules.as_ref().map(|rules| rules.ignore);
        ignore == Some(Ignore::Always)
    };
    value.ignore != Ignore::Always && !ignored(&value.items) && !ignored(&value.values)
}

/// Adds to the rules of each field the message that it contains, and drops rules with nothing to check.
pub fn link(model: &Model<'_>, checked: &[bool], rules: &mut [MessageRules]) {
    for (index, message) in model.messages.iter().enumerate() {
        if !checked[index] || message.map_entry {
            continue;
        }
        let mut own = std::mem::take(&mut rules[index].fields)
            .into_iter()
            .peekable();
        let mut linked = Vec::new();
        for (at, field) in message.fields.iter().enumerate() {
            let found = own.next_if(|rules| rules.field == at);
            let mut rules = found.unwrap_or_else(|| FieldRules {
                field: at,
                required: false,
                value: ValueRules::default(),
            });
            let item = match field.kind.item() {
                FieldType::Message { id, .. } if checked[id.0 as usize] => Some(id),
                _ => None,
            };
            if descends(&rules) {
                place(&mut rules.value, field.kind, item);
            }
            if !rules.is_empty() {
                linked.push(rules);
            }
        }
        rules[index].fields = linked;
    }
}

fn place(value: &mut ValueRules, kind: FieldKind, message: Option<MessageId>) {
    if message.is_none() {
        return;
    }
    match kind {
        FieldKind::Singular(..) => value.message = message,
        FieldKind::Repeated { .. } => value.items.get_or_insert_default().message = message,
        FieldKind::Map { .. } => value.values.get_or_insert_default().message = message,
    }
}
