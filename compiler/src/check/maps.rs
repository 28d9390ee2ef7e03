//! Checks the types of map fields.

use super::checker::Checker;
use crate::ast::{Field, FieldIndex, Label, Type};
use crate::fault::Fault;
use crate::link::{MessageRef, Ref, TypeRef};

pub(super) fn check(checker: &mut Checker, index: FieldIndex) {
    let link = checker.link(index);
    let (Type::Message, Some(TypeRef::Message(entry))) = (link.type_, link.target) else {
        return;
    };
    if !checker.pool.message(entry).map_entry {
        return;
    }
    let field = checker.file.field(index);
    let span = field.type_span;
    if !is_own_entry(checker, index, field, entry) {
        let text = format!(
            "the message `{}` belongs to a map, so it cannot be the type of the field `{}`",
            checker.pool.message_name(entry),
            field.name.text
        );
        checker
            .faults
            .push(Fault::error(span, text).help("use a field `map<…>`, or declare a message"));
    }
    check_types(checker, field, entry);
}

/// Checks the types of the key and the value.
fn check_types(checker: &mut Checker, field: &Field, entry: MessageRef) {
    let span = field.type_span;
    let mut links = checker.pool.message(entry).fields.iter().map(|&index| {
        let file = entry.file;
        checker.pool.link(Ref { file, index })
    });
    let (Some(key), Some(value)) = (links.next(), links.next()) else {
        return;
    };
    let kind = match key.type_ {
        Type::Enum => "enum",
        Type::Float | Type::Double => "floating-point number",
        Type::Message | Type::Group => "message",
        Type::Bytes => "`bytes` value",
        _ => "",
    };
    if !kind.is_empty() {
        let article = if kind == "enum" { "an" } else { "a" };
        let text = format!(
            "the key of the map `{}` cannot be {article} {kind}",
            field.name.text
        );
        let help = "keys are integers, `bool` or `string`";
        checker.faults.push(Fault::error(span, text).help(help));
    }
    if let (Type::Enum, Some(TypeRef::Enum(enum_))) = (value.type_, value.target) {
        let values = &checker.pool.enum_(enum_).values;
        if values.first().is_some_and(|first| first.number != 0) {
            let text = format!(
                "the first value of the enum `{}` in the map `{}` must be 0",
                checker.pool.enum_name(enum_),
                field.name.text
            );
            checker.error(span, text);
        }
    }
}

/// Whether a field has the form of the map field for which an entry was made.
fn is_own_entry(checker: &Checker, index: FieldIndex, field: &Field, entry: MessageRef) -> bool {
    let message = checker.pool.message(entry);
    let outer = message.parent.map(|index| {
        let file = entry.file;
        Ref { file, index }
    });
    field.label == Label::Repeated
        && entry_name(&field.name.text) == *message.name.text
        && checker.pool.containing_message(checker.here(index)) == outer
}

/// The name of the entry of a map field.
fn entry_name(field: &str) -> String {
    let mut name = String::with_capacity(field.len() + 5);
    let mut upper = true;
    for char in field.chars() {
        match char {
            '_' => upper = true,
            _ if std::mem::take(&mut upper) => name.push(char.to_ascii_uppercase()),
            _ => name.push(char),
        }
    }
    name.push_str("Entry");
    name
}
