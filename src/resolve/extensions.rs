//! Links extensions. Their numbers are checked, as in protoc: a number with two meanings is ambiguous on the wire.

use super::check::excerpt;
use super::declare::Declared;
use super::fields::{FieldOwner, MAX_FIELD_NUMBER, dangling};
use super::{Resolver, Symbol};
use crate::diagnostics::{Diagnostic, Place};
use crate::model::{Extension, ExtensionId, MessageId};
use crate::request::descriptor::FieldDescriptor;
use crate::request::source_info::ElementPath;

/// The largest number of an extension of a message set, which is not a part of a key: 2^31 - 2.
const MAX_MESSAGE_SET_NUMBER: i32 = i32::MAX - 1;

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
        let features = declared.features;
        let owner = FieldOwner {
            file: declared.id,
            edition: declared.edition,
            message: None,
            max_number: MAX_FIELD_NUMBER,
            features,
        };
        for (index, extension) in descriptor.extension.iter().enumerate() {
            let path = ElementPath::default().child(7, index);
            let linked = self.link_extension(declared, owner, extension, &path, None);
            self.model[declared.id].extensions.extend(linked);
        }
        for message in &declared.messages {
            let owner = FieldOwner {
                features: message.features,
                ..owner
            };
            for (index, extension) in message.descriptor.extension.iter().enumerate() {
                let path = message.path.child(6, index);
                let parent = Some(message.id);
                let linked = self.link_extension(declared, owner, extension, &path, parent);
                self.model[message.id].extensions.extend(linked);
            }
        }
    }

    fn link_extension(
        &mut self,
        declared: &Declared<'a, '_>,
        owner: FieldOwner,
        extension: &FieldDescriptor<'a>,
        path: &ElementPath,
        parent: Option<MessageId>,
    ) -> Option<ExtensionId> {
        let file = owner.file;
        let scope = match (parent, self.model[file].package) {
            (Some(parent), _) => self.model[parent].full_name.clone(),
            (None, "") => String::new(),
            (None, package) => format!(".{package}"),
        };
        let source = declared.file.source_info.get(path);
        self.extension_numbers.push(ExtensionNumber {
            extendee: extension.extendee,
            number: extension.number,
            place: self.model.place(file, &source),
            full_name: format!("{scope}.{}", excerpt(extension.name))[1..].to_owned(),
        });
        let Some(&Symbol::Message(extendee)) = self.symbols.get(extension.extendee) else {
            let name = excerpt(extension.name);
            let message = format!("extension `{name}` {}", dangling(false, extension.extendee));
            self.error_at(file, &source, message);
            return None;
        };
        let owner = FieldOwner {
            max_number: self.max_number(extendee),
            ..owner
        };
        let field = self.link_field(owner, extension, source)?;
        let id = ExtensionId::new(self.model.extensions.len());
        self.model[extendee].extendable = true;
        self.model.extensions.push(Extension {
            full_name: format!("{scope}.{}", field.name),
            file,
            parent,
            extendee,
            field,
        });
        Some(id)
    }

    fn max_number(&self, extendee: MessageId) -> i32 {
        if self.model[extendee].message_set {
            MAX_MESSAGE_SET_NUMBER
        } else {
            MAX_FIELD_NUMBER
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
