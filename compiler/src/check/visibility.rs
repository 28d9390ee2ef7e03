//! Checks that nothing inside of a message is exported where the feature `default_symbol_visibility` is `STRICT`.

use super::checker::Checker;
use super::declarations::MAX_NUMBER;
use crate::ast::{EnumIndex, Message, MessageIndex, Name, Visibility};
use crate::fault::Fault;
use crate::features::SymbolVisibility;

pub(super) fn check(checker: &mut Checker) {
    for index in MessageIndex::all(&checker.file.messages) {
        let message = checker.file.message(index);
        if message.parent.is_some()
            && message.visibility == Some(Visibility::Export)
            && checker.features.message(index).default_symbol_visibility == SymbolVisibility::Strict
        {
            report(checker, "message", &message.name);
        }
    }
    for index in EnumIndex::all(&checker.file.enums) {
        let enum_ = checker.file.enum_(index);
        let Some(outer) = enum_.parent else {
            continue;
        };
        if enum_.visibility == Some(Visibility::Export)
            && checker.features.enum_(index).default_symbol_visibility == SymbolVisibility::Strict
            && !is_namespace(checker, checker.file.message(outer))
        {
            report(checker, "enum", &enum_.name);
        }
    }
}

/// Whether a message only serves to have an enum in it: it is local and has no numbers for fields.
fn is_namespace(checker: &Checker, message: &Message) -> bool {
    let is_local = match message.visibility {
        Some(visibility) => visibility == Visibility::Local,
        None => matches!(
            checker.features.file.default_symbol_visibility,
            SymbolVisibility::Strict | SymbolVisibility::LocalAll
        ),
    };
    let reserved = &*message.reserved_ranges;
    let is_closed = matches!(reserved, [all] if all.start == 1 && all.end == MAX_NUMBER + 1);
    message.parent.is_none() && is_local && is_closed
}

fn report(checker: &mut Checker, kind: &str, name: &Name) {
    let text = format!(
        "the {kind} `{}` is inside of a message, so it cannot be exported",
        name.text
    );
    let help = "declare it outside of the message, or leave out `export`";
    checker
        .faults
        .push(Fault::error(name.span, text).help(help));
}
