//! Checks the options of fields and extensions.

use super::checker::Checker;
use super::extensions::Declarations;
use super::{feature_support, field_features, maps, numbers};
use crate::ast::{Field, FieldIndex, Label, Type};
use crate::fault::Fault;
use crate::features::edition;
use crate::json_name::default_json_name;

pub(super) fn check(checker: &mut Checker) {
    let mut declarations = Declarations::default();
    for index in FieldIndex::all(&checker.file.fields) {
        let field = checker.file.field(index);
        feature_support::check_field(checker, index);
        field_features::check(checker, index);
        check_own(checker, index, field);
        check_containing(checker, index, field);
        maps::check(checker, index);
        check_json_name(checker, field);
        declarations.check(checker, index);
    }
}

/// Checks options against the type of a field.
fn check_own(checker: &mut Checker, index: FieldIndex, field: &Field) {
    let options = checker.own(field.options);
    if options.fields.is_empty() {
        return;
    }
    let type_ = checker.type_of(checker.here(index));
    let has = |number| options.bool(number) == Some(true);
    let span = field.type_span;
    let name = &field.name.text;
    if checker.file.syntax.edition() >= edition::EDITION_2024
        && options.value(numbers::field::CTYPE).is_some()
    {
        let text = "`ctype` cannot be set in edition 2024 and later";
        checker
            .faults
            .push(Fault::error(span, text).help("set the feature `(pb.cpp).string_type`"));
    }
    let is_lazy = has(numbers::field::LAZY) || has(numbers::field::UNVERIFIED_LAZY);
    if is_lazy && type_ != Type::Message {
        let text = format!("the field `{name}` is not a message, so it cannot be lazy");
        checker.error(span, text);
    }
    if has(numbers::field::UNVERIFIED_LAZY) && field.extendee.is_some() {
        let text = format!("the extension `{name}` cannot be `unverified_lazy`");
        checker.error(span, text);
    }
    if has(numbers::field::PACKED) && !checker.is_packable(index) {
        let text = format!("the field `{name}` cannot be packed");
        let help = "only repeated fields of numbers, `bool` and enums can be packed";
        checker.faults.push(Fault::error(span, text).help(help));
    }
    let is_long = matches!(
        type_,
        Type::Int64 | Type::Uint64 | Type::Sint64 | Type::Fixed64 | Type::Sfixed64
    );
    if !is_long && options.int32(numbers::field::JSTYPE).unwrap_or_default() != 0 {
        let text = format!("the field `{name}` is not a 64-bit integer, so it has no `jstype`");
        checker.error(span, text);
    }
}

/// Checks a field against the message that it is in, or that it extends.
fn check_containing(checker: &mut Checker, index: FieldIndex, field: &Field) {
    let Some(message) = checker.pool.containing_message(checker.here(index)) else {
        return;
    };
    if checker.is_message_set(message) {
        let is_required = checker.features.field(index).is_required();
        let is_singular = field.label != Label::Repeated && !is_required;
        let type_ = checker.type_of(checker.here(index));
        if field.extendee.is_none() {
            let text = "a message set has no fields, only extensions";
            checker.error(field.name.span, text);
        } else if !is_singular || type_ != Type::Message {
            let text = format!(
                "the extension `{}` of a message set must be an optional message",
                field.name.text
            );
            checker.error(field.type_span, text);
        }
    }
    if let Some(extendee) = &field.extendee
        && checker.is_lite(checker.index)
        && !checker.is_lite(message.file)
    {
        let text = format!(
            "this file has `optimize_for = LITE_RUNTIME`, but that of the message `{}` does not",
            extendee.text
        );
        let help = "move the extension to a file without the option";
        checker
            .faults
            .push(Fault::error(extendee.span, text).help(help));
    }
}

fn check_json_name(checker: &mut Checker, field: &Field) {
    let Some(json) = &field.json_name else {
        return;
    };
    let default = default_json_name(&field.name.text);
    if field.extendee.is_some() && *json.value != *default {
        checker.error(json.span, "extensions have no `json_name`");
    }
    if json.value.contains(&0) {
        checker.error(json.span, "a JSON name cannot have NUL characters");
    }
}
