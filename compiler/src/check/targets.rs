//! Checks that options are set on elements for which they are meant, and that they have all required fields.

use super::checker::{Checker, block_indexes};
use super::numbers;
use crate::ast::{Element, OptionBlock, Type};
use crate::features;
use crate::link::{FieldRef, MessageRef, Ref, TypeRef};
use crate::options::{FieldValue, Message, Value};
use crate::source::Span;

pub(super) fn check(checker: &mut Checker) {
    for (block, index) in checker.file.options.iter().zip(block_indexes(checker.file)) {
        let values = checker.own(Some(index));
        for field in &values.fields {
            let name = &checker.pool.field(field.field).name.text;
            let otherwise = checker.file.name_span(block.element);
            let place = Place {
                block,
                span: checker.statement_span(Some(index), name, otherwise),
            };
            check_field(checker, field, &place);
        }
    }
}

/// An option of an element.
struct Place<'a> {
    block: &'a OptionBlock,
    span: Span,
}

fn check_field(checker: &mut Checker, field: &FieldValue, place: &Place) {
    let targets = checker
        .field_options(field.field)
        .values(numbers::field::TARGETS);
    let (target, kind) = target(place.block.element);
    let fits = |value: &Value| matches!(*value, Value::Varint(value) if value == target);
    if !targets.is_empty() && !targets.iter().any(fits) {
        let name = checker.pool.field_name(field.field);
        checker.error(
            place.span,
            format!("the option `{name}` cannot be set on {kind}"),
        );
    }
    let target = checker.pool.link(field.field).target;
    let Some(TypeRef::Message(message)) = target else {
        return;
    };
    // Targets hold in messages, but not in groups.
    let is_message = checker.type_of(field.field) == Type::Message;
    for value in &field.values {
        if let Value::Message(value) = value {
            check_required(checker, message, value, place);
            if is_message {
                for inner in &value.fields {
                    check_field(checker, inner, place);
                }
            }
        }
    }
}

/// Checks that a message in an option has all fields that it must have.
fn check_required(checker: &mut Checker, message: MessageRef, value: &Message, place: &Place) {
    for &index in &checker.pool.message(message).fields {
        let file = message.file;
        let field: FieldRef = Ref { file, index };
        let number = checker.pool.field(field).number;
        if features::is_required(checker.all_features, field) && value.value(number).is_none() {
            let name = checker.pool.field_name(field);
            checker.error(
                place.span,
                format!("the required field `{name}` is not set"),
            );
        }
    }
}

/// The number of an element in `FieldOptions.OptionTargetType`, and its name with an article.
fn target(element: Element) -> (u64, &'static str) {
    match element {
        Element::File => (1, "a file"),
        Element::ExtensionRange(..) => (2, "an extension range"),
        Element::Message(_) => (3, "a message"),
        Element::Field(_) => (4, "a field"),
        Element::Oneof(..) => (5, "a oneof"),
        Element::Enum(_) => (6, "an enum"),
        Element::EnumValue(..) => (7, "a value of an enum"),
        Element::Service(_) => (8, "a service"),
        Element::Method(..) => (9, "a method"),
    }
}
