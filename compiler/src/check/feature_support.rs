//! Checks the option `feature_support`, which says in which editions an option or a value of an enum can be used.

use super::checker::Checker;
use super::numbers::{self, support};
use crate::ast::{EnumValue, FieldIndex};
use crate::link::TypeRef;
use crate::source::Span;
use crate::value::Message;

/// The editions of an option or a value.
#[derive(Clone, Copy)]
struct Window {
    introduced: Option<i32>,
    deprecated: Option<i32>,
    removed: Option<i32>,
    has_warning: bool,
    has_error: bool,
}

impl Window {
    fn new(values: &Message) -> Self {
        Self {
            introduced: values.int32(support::EDITION_INTRODUCED),
            deprecated: values.int32(support::EDITION_DEPRECATED),
            removed: values.int32(support::EDITION_REMOVED),
            has_warning: values.value(support::DEPRECATION_WARNING).is_some(),
            has_error: values.value(support::REMOVAL_ERROR).is_some(),
        }
    }

    /// The window of a value in the window of its field.
    fn within(self, field: Self) -> Self {
        Self {
            introduced: self.introduced.or(field.introduced),
            deprecated: self.deprecated.or(field.deprecated),
            removed: self.removed.or(field.removed),
            has_warning: self.has_warning || field.has_warning,
            has_error: self.has_error || field.has_error,
        }
    }

    /// What is wrong with the window for itself.
    fn fault(self) -> Option<&'static str> {
        let introduced = self.introduced.unwrap_or_default();
        match (self.deprecated, self.has_warning) {
            (Some(deprecated), _) if deprecated < introduced => {
                return Some("is deprecated before it is introduced");
            }
            (Some(_), false) => return Some("is deprecated, but has no deprecation warning"),
            (None, true) => return Some("has a deprecation warning, but is not deprecated"),
            _ => {}
        }
        let Some(removed) = self.removed else {
            return self
                .has_error
                .then_some("has a removal error, but is not removed");
        };
        if self.deprecated.unwrap_or_default() >= removed {
            Some("is not deprecated before it is removed")
        } else if removed < introduced {
            Some("is removed before it is introduced")
        } else if removed != introduced && !self.has_error {
            Some("is removed, but has no removal error")
        } else {
            None
        }
    }

    /// What is wrong with the window of a value, given that of its field.
    fn fault_within(self, field: Self) -> Option<&'static str> {
        if self.introduced.unwrap_or_default() < field.introduced.unwrap_or_default() {
            Some("is introduced before its option")
        } else if field.removed.is_some() && self.removed > field.removed {
            Some("is removed after its option")
        } else if field.deprecated.is_some() && self.deprecated > field.deprecated {
            Some("is deprecated after its option")
        } else {
            None
        }
    }
}

/// Checks the editions of a field, and those of the values of its enum.
pub(super) fn check_field(checker: &mut Checker, index: FieldIndex) {
    let field = checker.file.field(index);
    let options = checker.own(field.options);
    let Some(values) = options.message(numbers::field::FEATURE_SUPPORT) else {
        return;
    };
    let span = checker.statement_span(field.options, "feature_support", field.name.span);
    let window = Window::new(values);
    if let Some(fault) = window.fault() {
        report(checker, "option", &field.name.text, fault, span);
        return;
    }
    let Some(TypeRef::Enum(target)) = checker.link(index).target else {
        return;
    };
    for value in &checker.pool.enum_(target).values {
        let options = checker.of_file(target.file, value.options);
        let Some(support) = options.message(numbers::value::FEATURE_SUPPORT) else {
            continue;
        };
        let of_value = Window::new(support).within(window);
        if let Some(fault) = of_value.fault().or_else(|| of_value.fault_within(window)) {
            report(checker, "value", &value.name.text, fault, span);
            return;
        }
    }
}

/// Checks the editions of the value of an enum for themselves.
pub(super) fn check_value(checker: &mut Checker, value: &EnumValue) {
    let options = checker.own(value.options);
    if let Some(values) = options.message(numbers::value::FEATURE_SUPPORT)
        && let Some(fault) = Window::new(values).fault()
    {
        let span = checker.statement_span(value.options, "feature_support", value.name.span);
        report(checker, "value", &value.name.text, fault, span);
    }
}

fn report(checker: &mut Checker, kind: &str, name: &str, fault: &str, span: Span) {
    checker.error(span, format!("the {kind} `{name}` {fault}"));
}
