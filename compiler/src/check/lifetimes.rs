//! Checks that the edition of a file has the options, the features and the values that the file sets.

use super::checker::Checker;
use super::numbers::{self, support};
use crate::ast::{Element, OptionBlock, OptionsIndex};
use crate::fault::Fault;
use crate::features::{edition, features_number};
use crate::link::{FieldRef, TypeRef};
use crate::source::Span;
use crate::value::{FieldValue, Message, Value};

/// Checks the options of all elements. Only inputs get warnings.
pub(super) fn check(checker: &mut Checker, is_input: bool) {
    for (block, index) in checker
        .file
        .options
        .iter()
        .zip(OptionsIndex::all(&checker.file.options))
    {
        let values = checker.own(Some(index));
        let mut lifetimes = Lifetimes {
            checker,
            block,
            index,
            is_input,
        };
        // protoc keeps `ctype` as a feature.
        let skipped = match block.element {
            Element::Field(_) => numbers::field::CTYPE,
            _ => 0,
        };
        let features = features_number(block.element);
        let set = |field: &&FieldValue| field.number == features;
        for field in values.fields.iter().filter(set) {
            lifetimes.check_nested(field, field.field);
        }
        for field in &values.fields {
            if field.number != features && field.number != skipped {
                lifetimes.check_field(field, field.field);
            }
        }
    }
}

/// The options of an element under check.
struct Lifetimes<'c, 'a> {
    checker: &'c mut Checker<'a>,
    block: &'a OptionBlock,
    index: OptionsIndex,
    is_input: bool,
}

impl Lifetimes<'_, '_> {
    /// Checks a field, and the values in it. `option` is the field of the options message that it is in.
    fn check_field(&mut self, field: &FieldValue, option: FieldRef) {
        self.check_nested(field, option);
        let target = self.checker.pool.link(field.field).target;
        if let Some(TypeRef::Enum(target)) = target {
            let values = &self.checker.pool.enum_(target).values;
            for set in &field.values {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "the wire has enums in 64 bits"
                )]
                let is_set = |number| matches!(*set, Value::Varint(set) if set as i32 == number);
                let Some(value) = values.iter().find(|value| is_set(value.number)) else {
                    continue;
                };
                let options = self.checker.of_file(target.file, value.options);
                if let Some(window) = options.message(numbers::value::FEATURE_SUPPORT) {
                    self.check_window(window, "value", &value.name.text, option);
                }
            }
        }
        let options = self.checker.field_options(field.field);
        if let Some(window) = options.message(numbers::field::FEATURE_SUPPORT) {
            let name = self.checker.pool.field_name(field.field);
            let kind = match name.strip_prefix("google.protobuf.FeatureSet.") {
                Some(_) => "feature",
                None => "option",
            };
            self.check_window(window, kind, &name, option);
        }
    }

    /// Checks the fields of the messages in a field.
    fn check_nested(&mut self, field: &FieldValue, option: FieldRef) {
        for value in &field.values {
            if let Value::Message(message) = value {
                for inner in &message.fields {
                    self.check_field(inner, option);
                }
            }
        }
    }

    /// Compares the edition of the file with those in which an option or a value can be used.
    fn check_window(&mut self, window: &Message, kind: &str, name: &str, option: FieldRef) {
        let edition = self.checker.file.syntax.edition();
        let introduced = window
            .int32(support::EDITION_INTRODUCED)
            .unwrap_or_default();
        if edition < introduced {
            let text = format!(
                "the {kind} `{name}` is new in edition {}, but this file has edition {}",
                edition::name(introduced),
                edition::name(edition)
            );
            let span = self.span(option);
            self.checker.error(span, text);
        }
        let since = |number| window.int32(number).filter(|&since| edition >= since);
        let detail = |number| {
            let text = window.bytes(number).unwrap_or_default();
            match text {
                b"" => String::new(),
                text => format!(": {}", String::from_utf8_lossy(text)),
            }
        };
        if let Some(removed) = since(support::EDITION_REMOVED) {
            let text = format!(
                "the {kind} `{name}` is removed in edition {}{}",
                edition::name(removed),
                detail(support::REMOVAL_ERROR)
            );
            let span = self.span(option);
            self.checker.error(span, text);
        } else if let Some(deprecated) = since(support::EDITION_DEPRECATED)
            && self.is_input
        {
            let text = format!(
                "the {kind} `{name}` is deprecated in edition {}{}",
                edition::name(deprecated),
                detail(support::DEPRECATION_WARNING)
            );
            let span = self.span(option);
            self.checker.faults.push(Fault::warning(span, text));
        }
    }

    /// The name of the element. A file has its package for a name; without one, the place is the statement.
    fn span(&self, option: FieldRef) -> Span {
        let element = self.block.element;
        let file = self.checker.file;
        match (element, &file.package) {
            (Element::File, Some(package)) => package.span,
            (Element::File, None) => {
                let name = &self.checker.pool.field(option).name.text;
                self.checker
                    .statement_span(Some(self.index), name, file.syntax_span)
            }
            _ => file.name_span(element),
        }
    }
}
