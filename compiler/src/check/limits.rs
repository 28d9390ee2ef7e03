//! Checks the limits of the feature `enforce_proto_limits`.

use super::checker::Checker;
use crate::ast::{Element, EnumIndex, MessageIndex, Name};
use crate::fault::Fault;
use crate::features::{Features, ProtoLimits, number};

const FIELDS_OF_MESSAGE: usize = 1500;
const ONEOFS_OF_MESSAGE: usize = 1000;
const FIELDS_OF_ONEOF: usize = 1200;
const VALUES_OF_ENUM: usize = 1700;

pub(super) fn check(checker: &mut Checker) {
    if !applies(checker.features.file) && !checker.sets_feature(number::ENFORCE_PROTO_LIMITS) {
        return;
    }
    for index in MessageIndex::all(&checker.file.messages) {
        check_message(checker, index);
    }
    for index in EnumIndex::all(&checker.file.enums) {
        let enum_ = checker.file.enum_(index);
        if applies(checker.features.enum_(index)) {
            let count = enum_.values.len();
            report(
                checker,
                "enum",
                &enum_.name,
                count,
                VALUES_OF_ENUM,
                "values",
            );
        }
    }
}

fn check_message(checker: &mut Checker, index: MessageIndex) {
    let message = checker.file.message(index);
    let features = checker.features.message(index);
    if applies(features) {
        let fields = message.fields.len();
        report(
            checker,
            "message",
            &message.name,
            fields,
            FIELDS_OF_MESSAGE,
            "fields",
        );
        let oneofs = message
            .oneofs
            .iter()
            .filter(|oneof| !oneof.synthetic)
            .count();
        report(
            checker,
            "message",
            &message.name,
            oneofs,
            ONEOFS_OF_MESSAGE,
            "oneofs",
        );
    }
    if message.fields.len() <= FIELDS_OF_ONEOF {
        return;
    }
    let mut counts = vec![0; message.oneofs.len()];
    for &field in &message.fields {
        let oneof = checker.file.field(field).oneof;
        if let Some(count) = oneof.and_then(|oneof| counts.get_mut(oneof as usize)) {
            *count += 1;
        }
    }
    for ((oneof, count), number) in message.oneofs.iter().zip(counts).zip(0..) {
        let element = Element::Oneof(index, number);
        if applies(checker.child(features, element, oneof.options)) {
            report(
                checker,
                "oneof",
                &oneof.name,
                count,
                FIELDS_OF_ONEOF,
                "fields",
            );
        }
    }
}

fn applies(features: Features) -> bool {
    features.enforce_proto_limits != ProtoLimits::NoLimits
}

fn report(checker: &mut Checker, kind: &str, name: &Name, count: usize, limit: usize, of: &str) {
    if count > limit {
        let text = format!("the {kind} `{}` has more than {limit} {of}", name.text);
        let help = "split it, or set `features.enforce_proto_limits = LEGACY_NO_EXPLICIT_LIMITS`";
        checker
            .faults
            .push(Fault::error(name.span, text).help(help));
    }
}
