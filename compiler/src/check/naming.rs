//! Checks names against the style that the feature `enforce_naming_style` demands.

mod style;

use hashbrown::{HashMap, HashSet};

use super::checker::Checker;
use crate::ast::{Element, EnumIndex, FieldIndex, MessageIndex, Name, OptionsIndex, ServiceIndex};
use crate::fault::Fault;
use crate::features::{self, Features, NamingStyle, number};
use crate::link::MessageRef;

type Hasher = foldhash::fast::FixedState;

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
    let mut members = Members::default();
    for index in MessageIndex::all(&checker.file.messages) {
        check_message(checker, index, &mut members);
    }
    for index in FieldIndex::all(&checker.file.fields) {
        let features = checker.features.field(index);
        if features.enforces_style() {
            let field = checker.file.field(index);
            report(checker, "field", &field.name, style::lower_snake_case);
            let message = checker.pool.containing_message(checker.here(index));
            members.check(checker, &field.name, message, features);
        }
    }
    for index in EnumIndex::all(&checker.file.enums) {
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
    for index in ServiceIndex::all(&checker.file.services) {
        check_service(checker, index);
    }
}

fn check_message<'a>(checker: &mut Checker<'a>, index: MessageIndex, members: &mut Members<'a>) {
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
            members.check(checker, &oneof.name, message, features);
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

/// The names of the fields and oneofs of messages.
#[derive(Default)]
struct Members<'a>(HashMap<MessageRef, HashSet<&'a str, Hasher>, Hasher>);

impl<'a> Members<'a> {
    fn has(&mut self, checker: &Checker<'a>, message: MessageRef, name: &str) -> bool {
        let names = self.0.entry(message).or_insert_with(|| {
            let file = checker.pool.file(message.file);
            let declared = file.message(message.index);
            let fields = declared
                .fields
                .iter()
                .map(|&field| &*file.field(field).name.text);
            let oneofs = declared.oneofs.iter().map(|oneof| &*oneof.name.text);
            fields.chain(oneofs).collect()
        });
        names.contains(name)
    }

    /// Checks that the accessors of a field or oneof do not collide with those of another one in generated code.
    fn check(
        &mut self,
        checker: &mut Checker<'a>,
        name: &Name,
        message: Option<MessageRef>,
        features: Features,
    ) {
        if features.enforce_naming_style != NamingStyle::Style2026 {
            return;
        }
        let mut accessors = style::accessor_of(&name.text);
        let other = accessors
            .find(|other| message.is_some_and(|message| self.has(checker, message, other)));
        let collision = match other {
            Some(other) => format!("an accessor of `{other}`"),
            None if &*name.text == "descriptor" => "a method of generated code".into(),
            None => return,
        };
        let text = format!("the name `{}` collides with {collision}", name.text);
        let help = "rename it, or set `features.enforce_naming_style = STYLE2024`";
        checker
            .faults
            .push(Fault::error(name.span, text).help(help));
    }
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
        let blocks = self
            .file
            .options
            .iter()
            .zip(OptionsIndex::all(&self.file.options));
        let mut blocks =
            blocks.map(|(block, index)| features::explicit(own, block.element, Some(index)));
        blocks.any(|explicit| explicit.is_some_and(|set| set.value(number).is_some()))
    }
}
