//! Checks that options are set on elements for which they are meant.

use super::checker::Checker;
use super::numbers;
use crate::ast::{Element, OptionBlock, OptionsIndex, Type};
use crate::value::{FieldValue, Value};

pub(super) fn check(checker: &mut Checker) {
    for (block, index) in checker
        .file
        .options
        .iter()
        .zip(OptionsIndex::all(&checker.file.options))
    {
        let values = checker.own(Some(index));
        for option in &values.fields {
            let place = Place {
                block,
                index,
                option,
            };
            check_field(checker, option, &place);
        }
    }
}

/// An option of an element.
struct Place<'a> {
    block: &'a OptionBlock,
    index: OptionsIndex,
    option: &'a FieldValue,
}

/// Checks an option, or a field in its value.
fn check_field(checker: &mut Checker, field: &FieldValue, place: &Place) {
    let targets = checker
        .field_options(field.field)
        .values(numbers::field::TARGETS);
    let (target, kind) = target(place.block.element);
    let fits = |value: &Value| matches!(*value, Value::Varint(value) if value == target);
    if !targets.is_empty() && !targets.iter().any(fits) {
        let name = checker.pool.field_name(field.field);
        let option = &checker.pool.field(place.option.field).name.text;
        let element = checker.file.name_span(place.block.element);
        let span = checker.statement_span(Some(place.index), option, element);
        checker.error(span, format!("the option `{name}` cannot be set on {kind}"));
    }
    // Targets hold in messages, but not in groups.
    if checker.type_of(field.field) != Type::Message {
        return;
    }
    for value in &field.values {
        if let Value::Message(value) = value {
            for inner in &value.fields {
                check_field(checker, inner, place);
            }
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
