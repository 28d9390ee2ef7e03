//! Checks the values of enums and their options.

mod json_strings;
mod short_names;

use hashbrown::HashMap;

use super::checker::Checker;
use super::{feature_support, numbers};
use crate::ast::{Enum, EnumIndex, EnumValue};
use crate::fault::Fault;

pub(super) fn check(checker: &mut Checker) {
    for index in EnumIndex::all(&checker.file.enums) {
        let enum_ = checker.file.enum_(index);
        short_names::check(checker, enum_);
        json_strings::check(checker, enum_);
        check_first(checker, index, enum_);
        check_aliases(checker, enum_);
        for value in &enum_.values {
            feature_support::check_value(checker, value);
            json_strings::check_value(checker, value);
        }
    }
}

/// Checks that the first value of an open enum is zero: it is the default.
fn check_first(checker: &mut Checker, index: EnumIndex, enum_: &Enum) {
    let is_closed = checker.features.enum_(index).is_closed_enum();
    let Some(first) = enum_.values.first().filter(|_| !is_closed) else {
        return;
    };
    if first.number != 0 {
        let text = format!(
            "the first value of the enum `{}` must be 0",
            enum_.name.text
        );
        checker.error(first.number_span, text);
    }
}

/// Checks that no two values have the same number without the option `allow_alias`.
fn check_aliases(checker: &mut Checker, enum_: &Enum) {
    let options = checker.own(enum_.options);
    if options.bool(numbers::enum_::ALLOW_ALIAS) == Some(true)
        || enum_
            .values
            .windows(2)
            .all(|pair| pair[0].number < pair[1].number)
    {
        return;
    }
    let mut first: HashMap<i32, &EnumValue, foldhash::fast::FixedState> = HashMap::default();
    for value in &enum_.values {
        let declared = *first.entry(value.number).or_insert(value);
        if std::ptr::eq(declared, value) {
            continue;
        }
        let text = format!(
            "the values `{}` and `{}` have the same number {}",
            declared.name.text, value.name.text, value.number
        );
        let fault = Fault::error(value.number_span, text);
        let help = "if this is intended, set `option allow_alias = true;` in the enum";
        checker.faults.push(fault.help(help));
    }
}
