//! Checks the features of fields in files with editions.

use super::checker::Checker;
use super::numbers;
use crate::ast::{Element, Field, FieldIndex, Label, Type};
use crate::fault::Fault;
use crate::features::{self, FieldPresence, RepeatedFieldEncoding, number};
use crate::link::TypeRef;
use crate::value::Message;

/// A field with what the checks need to know about it.
struct Checked<'a> {
    field: &'a Field,
    type_: Type,
    is_packable: bool,
    target: Option<TypeRef>,
    has_presence: bool,
}

pub(super) fn check(checker: &mut Checker, index: FieldIndex) {
    if !checker.file.syntax.is_edition() {
        return;
    }
    let field = checker.file.field(index);
    let resolved = checker.features.field(index);
    let type_ = checker.type_of(checker.here(index));
    let is_message = matches!(type_, Type::Message | Type::Group);
    let checked = Checked {
        field,
        type_,
        is_packable: checker.is_packable(index),
        target: checker.link(index).target,
        has_presence: is_message
            || field.extendee.is_some()
            || field.oneof.is_some()
            || resolved.field_presence != FieldPresence::Implicit,
    };
    let span = field.name.span;
    if checker
        .own(field.options)
        .value(numbers::field::PACKED)
        .is_some()
    {
        let text = "fields in files with an edition cannot set `packed`";
        let help = "set the feature `repeated_field_encoding`";
        checker.faults.push(Fault::error(span, text).help(help));
    }
    check_implicit(checker, &checked);
    if field.extendee.is_some() && resolved.is_required() {
        checker.error(
            span,
            format!("the extension `{}` cannot be required", field.name.text),
        );
    }
    let in_map_entry = field
        .parent
        .is_some_and(|parent| checker.file.message(parent).map_entry);
    // Map entries have the features of their map fields, which are checked.
    if in_map_entry && field.extendee.is_none() {
        return;
    }
    let block = checker.options[checker.index.index()];
    if let Some(explicit) = features::explicit(block, Element::Field(index), field.options) {
        check_presence(checker, &checked, explicit);
        check_encodings(checker, &checked, explicit);
    }
}

/// Checks that fields without presence have the default that they all have: the zero value.
fn check_implicit(checker: &mut Checker, checked: &Checked) {
    let field = checked.field;
    if field.label == Label::Repeated || checked.has_presence {
        return;
    }
    let span = field.name.span;
    if field.default.is_some() {
        let text = format!(
            "the field `{}` has implicit presence, so it cannot have a default",
            field.name.text
        );
        checker.error(span, text);
    }
    if let Some(TypeRef::Enum(target)) = checked.target {
        let features = &checker.all_features[target.file.index()];
        if features.enum_(target.index).is_closed_enum() {
            let text = format!(
                "the field `{}` has implicit presence, so its enum cannot be closed",
                field.name.text
            );
            checker.error(span, text);
        }
    }
}

fn check_presence(checker: &mut Checker, checked: &Checked, explicit: &Message) {
    let Some(presence) = explicit.int32(number::FIELD_PRESENCE) else {
        return;
    };
    let field = checked.field;
    let kind = if field.oneof.is_some() {
        "fields in oneofs"
    } else if field.label == Label::Repeated {
        "repeated fields"
    } else if field.extendee.is_some() && presence != FieldPresence::LegacyRequired as i32 {
        "extensions"
    } else if matches!(checked.type_, Type::Message | Type::Group)
        && presence == FieldPresence::Implicit as i32
    {
        checker.error(
            field.name.span,
            "fields of messages cannot have implicit presence",
        );
        return;
    } else {
        return;
    };
    checker.error(
        field.name.span,
        format!("{kind} cannot set the feature `field_presence`"),
    );
}

fn check_encodings(checker: &mut Checker, checked: &Checked, explicit: &Message) {
    let span = checked.field.name.span;
    let repeated = explicit.int32(number::REPEATED_FIELD_ENCODING);
    if repeated.is_some() && checked.field.label != Label::Repeated {
        checker.error(
            span,
            "only repeated fields can set the feature `repeated_field_encoding`",
        );
    } else if repeated == Some(RepeatedFieldEncoding::Packed as i32) && !checked.is_packable {
        checker.error(
            span,
            "only repeated fields of numbers, `bool` and enums can be packed",
        );
    }
    let map_types = map_entry_types(checker, checked);
    let has_strings = checked.type_ == Type::String || map_types.contains(&Some(Type::String));
    if explicit.int32(number::UTF8_VALIDATION).is_some() && !has_strings {
        checker.error(
            span,
            "only fields of strings can set the feature `utf8_validation`",
        );
    }
    let is_message = matches!(checked.type_, Type::Message | Type::Group);
    if explicit.int32(number::MESSAGE_ENCODING).is_some() && (!is_message || map_types[0].is_some())
    {
        checker.error(
            span,
            "only fields of messages can set the feature `message_encoding`",
        );
    }
}

/// The types of the key and the value of a map field.
fn map_entry_types(checker: &Checker, checked: &Checked) -> [Option<Type>; 2] {
    let Some(TypeRef::Message(entry)) = checked.target else {
        return [None; 2];
    };
    let message = checker.pool.message(entry);
    if !message.map_entry || checked.type_ != Type::Message {
        return [None; 2];
    }
    let mut types = message.fields.iter().map(|&index| {
        let file = entry.file;
        checker.pool.link(crate::link::Ref { file, index }).type_
    });
    [types.next(), types.next()]
}
