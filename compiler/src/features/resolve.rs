//! Resolves the features of a file.

use super::FileFeatures;
use super::set::{Features, FieldPresence, MessageEncoding, RepeatedFieldEncoding};
use crate::ast::{
    Element, EnumIndex, Field, FieldIndex, File, FileIndex, Label, MessageIndex, OptionsIndex,
    Syntax, Type,
};
use crate::fault::Fault;
use crate::link::Pool;
use crate::value::Message;

/// The number of `FieldOptions.packed`.
const PACKED: i32 = 2;

/// Resolves the features of a file. `options` has the built-in options of the file, by [`OptionsIndex`].
pub(crate) fn resolve(
    pool: &Pool,
    file: FileIndex,
    options: &[Message],
    faults: &mut Vec<Fault>,
) -> FileFeatures {
    let file = pool.file(file);
    check_explicit(file, options, faults);
    let resolver = Resolver { file, options };
    let of_file = resolver.merged(
        Features::defaults(file.syntax),
        Element::File,
        file.own_options,
    );
    let messages = resolver.messages(of_file);
    let enums = resolver.enums(of_file, &messages);
    let fields = resolver.fields(of_file, &messages);
    FileFeatures {
        file: of_file,
        messages,
        enums,
        fields,
    }
}

/// The features that an element's own option sets, a `FeatureSet`.
pub(crate) fn explicit(
    options: &[Message],
    element: Element,
    block: Option<OptionsIndex>,
) -> Option<&Message> {
    options
        .get(block?.index())?
        .message(features_number(element))
}

/// The features of an element in a parent with the features `parent`.
pub(crate) fn of_child(
    parent: Features,
    options: &[Message],
    element: Element,
    block: Option<OptionsIndex>,
) -> Features {
    let mut merged = parent;
    if let Some(set) = explicit(options, element, block) {
        // Values that are not known were reported once for all elements.
        let _ = merged.merge(set);
    }
    merged
}

/// The number of the field `features` in the options of an element.
pub(crate) fn features_number(element: Element) -> i32 {
    match element {
        Element::File | Element::ExtensionRange(..) => 50,
        Element::Message(_) => 12,
        Element::Field(_) => 21,
        Element::Oneof(..) => 1,
        Element::Enum(_) => 7,
        Element::EnumValue(..) => 2,
        Element::Service(_) => 34,
        Element::Method(..) => 35,
    }
}

/// Checks the features that elements set: only files with editions have features, and each has a known value.
fn check_explicit(file: &File, options: &[Message], faults: &mut Vec<Fault>) {
    let mut defaults = Features::defaults(file.syntax);
    for (block, values) in file.options.iter().zip(options) {
        let Some(set) = values.message(features_number(block.element)) else {
            continue;
        };
        let span = file.name_span(block.element);
        if !file.syntax.is_edition() {
            let help = if file.has_syntax() {
                "leave the option out, or write `edition = \"2023\";` in place of `syntax`"
            } else {
                "add `edition = \"2023\";` as the first statement: a file without it is proto2"
            };
            let fault = Fault::error(span, "only files with an edition can set features");
            faults.push(fault.help(help));
        }
        if let Err(feature) = defaults.merge(set) {
            faults.push(Fault::error(
                span,
                format!("the feature `{feature}` has no known value"),
            ));
        }
    }
}

/// Computes the features of elements from those of what they are in.
struct Resolver<'a> {
    file: &'a File,
    options: &'a [Message],
}

impl Resolver<'_> {
    fn merged(&self, parent: Features, element: Element, block: Option<OptionsIndex>) -> Features {
        of_child(parent, self.options, element, block)
    }

    fn messages(&self, of_file: Features) -> Vec<Features> {
        let mut resolved: Vec<Features> = Vec::with_capacity(self.file.messages.len());
        let messages = &self.file.messages;
        for (index, message) in MessageIndex::all(messages).zip(messages) {
            // Outer messages come before inner ones.
            let outer = message
                .parent
                .and_then(|parent| resolved.get(parent.index()));
            let parent = outer.copied().unwrap_or(of_file);
            let element = Element::Message(index);
            resolved.push(self.merged(parent, element, message.options));
        }
        resolved
    }

    fn enums(&self, of_file: Features, messages: &[Features]) -> Vec<Features> {
        let resolve = |(index, enum_): (EnumIndex, &crate::ast::Enum)| {
            let parent = parent(messages, enum_.parent, of_file);
            let element = Element::Enum(index);
            self.merged(parent, element, enum_.options)
        };
        let enums = &self.file.enums;
        EnumIndex::all(enums).zip(enums).map(resolve).collect()
    }

    fn fields(&self, of_file: Features, messages: &[Features]) -> Vec<Features> {
        let resolve = |(index, field): (FieldIndex, &Field)| {
            let outer = parent(messages, field.parent, of_file);
            let element = Element::Field(index);
            let mut merged = self.merged(self.of_oneof(field, outer), element, field.options);
            if !self.file.syntax.is_edition() {
                self.infer(field, &mut merged);
            }
            merged
        };
        let fields = &self.file.fields;
        FieldIndex::all(fields).zip(fields).map(resolve).collect()
    }

    /// The features of the oneof that a field is in, or of the message.
    fn of_oneof(&self, field: &Field, outer: Features) -> Features {
        let (Some(message), Some(index)) = (field.parent, field.oneof) else {
            return outer;
        };
        let oneofs = &self.file.message(message).oneofs;
        match oneofs.get(index as usize) {
            Some(oneof) => self.merged(outer, Element::Oneof(message, index), oneof.options),
            None => outer,
        }
    }

    /// What proto2 and proto3 mean by a label, a group and `packed`.
    fn infer(&self, field: &Field, features: &mut Features) {
        if field.label == Label::Required {
            features.field_presence = FieldPresence::LegacyRequired;
        }
        if field.type_ == Some(Type::Group) {
            features.message_encoding = MessageEncoding::Delimited;
        }
        let options = field
            .options
            .and_then(|block| self.options.get(block.index()));
        match options.and_then(|options| options.bool(PACKED)) {
            Some(true) => features.repeated_field_encoding = RepeatedFieldEncoding::Packed,
            Some(false) if self.file.syntax == Syntax::Proto3 => {
                features.repeated_field_encoding = RepeatedFieldEncoding::Expanded;
            }
            _ => {}
        }
    }
}

/// The features of the message `index`, or else those of the file.
fn parent(messages: &[Features], index: Option<MessageIndex>, of_file: Features) -> Features {
    let message = index.and_then(|index| messages.get(index.index()));
    message.copied().unwrap_or(of_file)
}
