//! Extensions: only those of the messages that rules are written in are linked; of others prost knows nothing. Their
//! numbers are checked all the same, as protoc does: two meanings of one number cannot be told apart on the wire.

use super::check::shown;
use super::declare::Declared;
use super::fields::Owner;
use super::{Resolver, Symbol};
use crate::diagnostics::{Diagnostic, Place};
use crate::model::Extension;
use crate::request::descriptor::FieldDescriptor;
use crate::request::source_info::Path;

/// Whose messages hold rules.
const RULES: &str = ".buf.validate.";

/// The number that an extension takes in the message that it extends.
pub(super) struct Taken<'a> {
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
        let owner = Owner {
            file: declared.id,
            edition: declared.edition,
            message: None,
            features,
        };
        for (index, extension) in descriptor.extension.iter().enumerate() {
            let path = Path::default().child(7, index);
            self.link_extension(declared, owner, extension, &path, &scope);
        }
        for message in &declared.messages {
            let scope = self.model[message.id].full_name.clone();
            let owner = Owner {
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
        owner: Owner,
        extension: &FieldDescriptor<'a>,
        path: &Path,
        scope: &str,
    ) {
        let source = declared.file.source_info.get(path);
        self.taken.push(Taken {
            extendee: extension.extendee,
            number: extension.number,
            place: self.model.place(owner.file, &source),
            full_name: format!("{scope}.{}", shown(extension.name))[1..].to_owned(),
        });
        if !extension.extendee.starts_with(RULES) {
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

    /// Refuses an extension whose number a field of the message or another extension has, in whatever file that is.
    pub(super) fn check_extension_numbers(&mut self) {
        let mut taken = std::mem::take(&mut self.taken);
        // The order of the files in a request means nothing.
        taken.sort_unstable_by(|a, b| {
            let key = |taken: &Taken<'a>| (taken.extendee, taken.number);
            (key(a), &a.place, &a.full_name).cmp(&(key(b), &b.place, &b.full_name))
        });
        for group in taken.chunk_by(|a, b| (a.extendee, a.number) == (b.extendee, b.number)) {
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
    fn field_numbered(&self, taken: &Taken<'_>) -> Option<(&'a str, Place)> {
        let Some(&Symbol::Message(id)) = self.symbols.get(taken.extendee) else {
            return None;
        };
        let message = &self.model[id];
        let mut fields = message.fields.iter();
        let field = fields.find(|field| i64::from(field.number) == i64::from(taken.number))?;
        Some((field.name, self.model.place(message.file, &field.source)))
    }

    fn refuse_number(&mut self, extension: &Taken<'_>, other: &str, place: Place) {
        let message = format!(
            "extension `{}` of `{}` has the number {}, which {other} has",
            extension.full_name,
            extension.extendee.trim_start_matches('.'),
            extension.number,
        );
        let fault = Diagnostic::error(message)
            .at(extension.place.clone())
            .note(place, "it is here")
            .help("give one of the two another number");
        self.diagnostics.push(fault);
    }
}
