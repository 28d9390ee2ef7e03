//! Checks names against the style that the feature `enforce_naming_style` demands.

mod style;

use super::checker::{
    Checker, block_indexes, enum_indexes, field_indexes, indexes, message_indexes,
};
use crate::ast::{Element, MessageIndex, Name, OptionsIndex, ServiceIndex};
use crate::fault::Fault;
use crate::features::{self, Features, NamingStyle, number};
use crate::link::MessageRef;

const OPT_OUT: &str = "or set `features.enforce_naming_style = STYLE_LEGACY`";

pub(super) fn check(checker: &mut Checker) {
    // Most files have the style of their edition for all elements.
    if checker.features.file.enforce_naming_style == NamingStyle::Legacy
        && !checker.sets_feature(number::ENFORCE_NAMING_STYLE)
    {
        return;
    }
    if let Some(package) = &checker.file.package
        && checker.features.file.enforces_style()
    {
        report(checker, "package", package, style::lower_snake_case);
    }
    for index in message_indexes(checker.file) {
        check_message(checker, index);
    }
    for index in field_indexes(checker.file) {
        let features = checker.features.field(index);
        if features.enforces_style() {
            let field = checker.file.field(index);
            report(checker, "field", &field.name, style::lower_snake_case);
            let message = checker.pool.containing_message(checker.here(index));
            check_collision(checker, &field.name, message, features);
        }
    }
    for index in enum_indexes(checker.file) {
        let enum_ = checker.file.enum_(index);
        let features = checker.features.enum_(index);
        if features.enforces_style() {
            report(checker, "enum", &enum_.name, style::title_case);
        }
        for (value, number) in enum_.values.iter().zip(0..) {
            let element = Element::EnumValue(index, number);
            if checker
                .child(features, element, value.options)
                .enforces_style()
            {
                report(checker, "enum value", &value.name, style::upper_snake_case);
            }
        }
    }
    for index in indexes(checker.file.services.len()).map(ServiceIndex) {
        check_service(checker, index);
    }
}

fn check_message(checker: &mut Checker, index: MessageIndex) {
    let message = checker.file.message(index);
    let features = checker.features.message(index);
    if features.enforces_style() {
        report(checker, "message", &message.name, style::title_case);
    }
    for (oneof, number) in message.oneofs.iter().zip(0..) {
        let features = checker.child(features, Element::Oneof(index, number), oneof.options);
        if features.enforces_style() {
            report(checker, "oneof", &oneof.name, style::lower_snake_case);
            let message = Some(checker.here(index));
            check_collision(checker, &oneof.name, message, features);
        }
    }
}

fn check_service(checker: &mut Checker, index: ServiceIndex) {
    let service = checker.file.service(index);
    let features = checker.features.file;
    let features = checker.child(features, Element::Service(index), service.options);
    if features.enforces_style() {
        report(checker, "service", &service.name, style::title_case);
    }
    for (method, number) in service.methods.iter().zip(0..) {
        let element = Element::Method(index, number);
        if checker
            .child(features, element, method.options)
            .enforces_style()
        {
            report(checker, "method", &method.name, style::title_case);
        }
    }
}

/// Reports what is wrong with a name.
fn report(checker: &mut Checker, kind: &str, name: &Name, fault: fn(&str) -> Option<&'static str>) {
    if let Some(fault) = fault(&name.text) {
        let text = format!("the {kind} name `{}` {fault}", name.text);
        checker
            .faults
            .push(Fault::error(name.span, text).help(format!("rename it, {OPT_OUT}")));
    }
}

/// Checks that the accessors of a field or oneof do not collide with those of another one in generated code.
fn check_collision(
    checker: &mut Checker,
    name: &Name,
    message: Option<MessageRef>,
    features: Features,
) {
    if features.enforce_naming_style != NamingStyle::Style2026 {
        return;
    }
    let mut collision =
        (&*name.text == "descriptor").then(|| "a method of generated code".to_owned());
    for other in style::accessor_of(&name.text) {
        if message.is_some_and(|message| has_member(checker, message, other)) {
            collision = Some(format!("an accessor of `{other}`"));
            break;
        }
    }
    if let Some(collision) = collision {
        let text = format!("the name `{}` collides with {collision}", name.text);
        let help = "rename it, or set `features.enforce_naming_style = STYLE2024`";
        checker
            .faults
            .push(Fault::error(name.span, text).help(help));
    }
}

/// Whether a message has a field or a oneof with this name.
fn has_member(checker: &Checker, message: MessageRef, name: &str) -> bool {
    let oneofs = &checker.pool.message(message).oneofs;
    checker.pool.field_by_name(message, name).is_some()
        || oneofs.iter().any(|oneof| &*oneof.name.text == name)
}

impl Checker<'_> {
    /// The features of an element in a parent.
    pub fn child(
        &self,
        parent: Features,
        element: Element,
        block: Option<OptionsIndex>,
    ) -> Features {
        features::of_child(parent, self.options[self.index.index()], element, block)
    }

    /// Whether an element of the file sets a feature.
    pub fn sets_feature(&self, number: i32) -> bool {
        let own = self.options[self.index.index()];
        let blocks = self.file.options.iter().zip(block_indexes(self.file));
        let mut blocks =
            blocks.map(|(block, index)| features::explicit(own, block.element, Some(index)));
        blocks.any(|explicit| explicit.is_some_and(|set| set.value(number).is_some()))
    }
}
