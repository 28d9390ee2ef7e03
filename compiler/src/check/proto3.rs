//! Checks what proto3 does not have.

use super::checker::Checker;
use crate::ast::{FieldIndex, Label, MessageIndex, Type};
use crate::fault::Fault;
use crate::link::{MessageRef, TypeRef};
use crate::source::Span;

/// The messages that files with proto3 can extend: the options of elements.
const EXTENDEES: [&str; 9] = [
    "FileOptions",
    "MessageOptions",
    "FieldOptions",
    "EnumOptions",
    "EnumValueOptions",
    "ServiceOptions",
    "MethodOptions",
    "OneofOptions",
    "ExtensionRangeOptions",
];

/// The packages of `descriptor.proto`: the public one, and that inside of Google.
const PACKAGES: [&str; 2] = ["google.protobuf", "proto2"];

pub(super) fn check(checker: &mut Checker) {
    for index in FieldIndex::all(&checker.file.fields) {
        check_field(checker, index);
    }
    for index in MessageIndex::all(&checker.file.messages) {
        let message = checker.file.message(index);
        if let Some(range) = message.extension_ranges.first() {
            let text = "proto3 has no extension ranges";
            checker.faults.push(
                Fault::error(range.span, text).help("use a field of type `google.protobuf.Any`"),
            );
        }
        if checker.is_message_set(checker.here(index)) {
            checker.error(message.name.span, "proto3 has no message sets");
        }
    }
}

fn check_field(checker: &mut Checker, index: FieldIndex) {
    let field = checker.file.field(index);
    let link = checker.link(index);
    if let (Some(extendee), Some(target)) = (&field.extendee, link.extendee)
        && !is_options_message(checker, target)
    {
        let text = format!(
            "proto3 can extend only options, but not `{}`",
            extendee.text
        );
        checker.error(extendee.span, text);
    }
    let span = field.type_span;
    if field.label == Label::Required {
        let text = format!(
            "the field `{}` is `required`, which proto3 does not have",
            field.name.text
        );
        checker
            .faults
            .push(Fault::error(span, text).help("leave out `required`"));
    }
    if let Some(default) = &field.default {
        checker.error(default.span, "proto3 has no explicit defaults");
    }
    check_enum(checker, link.target, span);
    if link.type_ == Type::Group {
        checker.faults.push(
            Fault::error(span, "proto3 has no groups")
                .help("declare a message and a field of its type"),
        );
    }
}

/// Checks that an enum of a field is open.
fn check_enum(checker: &mut Checker, target: Option<TypeRef>, span: Span) {
    let Some(TypeRef::Enum(target)) = target else {
        return;
    };
    let features = &checker.all_features[target.file.index()];
    if features.enum_(target.index).is_closed_enum() {
        let text = format!(
            "the enum `{}` is closed, but fields in proto3 have open enums",
            checker.pool.enum_name(target)
        );
        checker.error(span, text);
    }
}

fn is_options_message(checker: &Checker, message: MessageRef) -> bool {
    let declared = checker.pool.message(message);
    declared.parent.is_none()
        && EXTENDEES.contains(&&*declared.name.text)
        && PACKAGES.contains(&checker.pool.package(message.file))
}
