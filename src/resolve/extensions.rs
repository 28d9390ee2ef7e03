//! Links extensions of the `buf.validate` messages, which declare predefined rules; prost does not support others. The
//! numbers of all extensions are checked, as in protoc: a number with two meanings is ambiguous on the wire.

use super::check::excerpt;
use super::declare::Declared;
use super::fields::FieldOwner;
use super::{Resolver, Symbol};
use crate::diagnostics::{Diagnostic, Place};
use crate::model::Extension;
use crate::request::descriptor::FieldDescriptor;
use crate::request::source_info::ElementPath;

/// The package of the messages that declare rules.
const RULES_PACKAGE: &str = ".buf.validate.";

/// The number of an extension within the message that it extends.
pub(super) struct ExtensionNumber<'a> {
    /// The full name of the message, with its leading dot.
    extendee: &'a str,
    number: i32,
    place: Place,
    full_name: String,
}

impl<'a> Resolver<'a, '_> {
    pub(super) fn link_extensions(&mut self, declared: &Declared<'a, '_>) {
        let descriptor = &declared.file.descriptor;
        let scope = match descriptor.package {
            "" => String::new(),
            package => format!(".{package}"),
        };
        let features = declared.features;
        let owner = FieldOwner {
            file: declared.id,
            edition: declared.edition,
            message: None,
            features,
        };
        for (index, extension) in descriptor.extension.iter().enumerate() {
            let path = ElementPath::default().child(7, index);
            self.link_extension(declared, owner, extension, &path, &scope);
        }
        for message in &declared.messages {
            let scope = self.model[message.id].full_name.clone();
            let owner = FieldOwner {
                features: message.features,
                ..owner
            };
            for (index, extension) in message.descriptor.extension.iter().enumerate() {
                let path = message.path.child(6, index);
                self.link_extension(declared, owner, extension, &path, &scope);
            }
        }
    }

    fn link_extension(
        &mut self,
        declared: &Declared<'a, '_>,
        owner: FieldOwner,
        extension: &FieldDescriptor<'a>,
        path: &ElementPath,
        scope: &str,
    ) {
        let source = declared.file.source_info.get(path);
        self.extension_numbers.push(ExtensionNumber {
            extendee: extension.extendee,
            number: extension.number,
            place: self.model.place(owner.file, &source),
            full_name: format!("{scope}.{}", excerpt(extension.name))[1..].to_owned(),
        });
        if !extension.extendee.starts_with(RULES_PACKAGE) {
            self.model[owner.file].extensions += 1;
            return;
        }
        let Some(&Symbol::Message(extendee)) = self.symbols.get(extension.extendee) else {
            return;
        };
        if let Some(field) = self.link_field(owner, extension, source) {
            self.model.extensions.push(Extension {
                full_name: format!("{scope}.{}", field.name),
                extendee,
                field,
            });
        }
    }

    /// Reports extensions whose number is already used by a field of the message or by an extension in any file.
    pub(super) fn check_extension_numbers(&mut self) {
        let mut numbers = std::mem::take(&mut self.extension_numbers);
        // Sort, so that the report does not depend on the order of the files.
        numbers.sort_unstable_by(|a, b| {
            let key = |numbers: &ExtensionNumber<'a>| (numbers.extendee, numbers.number);
            (key(a), &a.place, &a.full_name).cmp(&(key(b), &b.place, &b.full_name))
        });
        for group in numbers.chunk_by(|a, b| (a.extendee, a.number) == (b.extendee, b.number)) {
            if let Some((field, place)) = self.field_numbered(&group[0]) {
                for extension in group {
                    self.refuse_number(extension, &format!("field `{field}`"), place.clone());
                }
                continue;
            }
            for extension in &group[1..] {
                let first = format!("extension `{}`", group[0].full_name);
                self.refuse_number(extension, &first, group[0].place.clone());
            }
        }
    }

    /// The field that has the number of an extension.
    fn field_numbered(&self, numbers: &ExtensionNumber<'_>) -> Option<(&'a str, Place)> {
        let Some(&Symbol::Message(id)) = self.symbols.get(numbers.extendee) else {
            return None;
        };
        let message = &self.model[id];
        let mut fields = message.fields.iter();
        let field = fields.find(|field| i64::from(field.number) == i64::from(numbers.number))?;
        Some((field.name, self.model.place(message.file, &field.source)))
    }

    fn refuse_number(&mut self, extension: &ExtensionNumber<'_>, other: &str, place: Place) {
        let message = format!(
            "extension `{}` of `{}` has the number {}, which {other} has",
            extension.full_name,
            extension.extendee.trim_start_matches('.'),
            extension.number,
        );
        let fault = Diagnostic::error(message)
            .at(extension.place.clone())
            .note(place, format!("{other} is here"))
            .help("change the number of one of them");
        self.diagnostics.push(fault);
    }
}
