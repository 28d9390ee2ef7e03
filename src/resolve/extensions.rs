//! Extensions: only those of the messages that rules are written in are linked; of others prost knows nothing.

use super::declare::Declared;
use super::fields::Owner;
use super::{Resolver, Symbol};
use crate::model::Extension;
use crate::request::descriptor::FieldDescriptor;
use crate::request::source_info::Path;

/// Whose messages hold rules.
const RULES: &str = ".buf.validate.";

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
        if !extension.extendee.starts_with(RULES) {
            self.model[owner.file].extensions += 1;
            return;
        }
        let Some(&Symbol::Message(extendee)) = self.symbols.get(extension.extendee) else {
            return;
        };
        let source = declared.file.source_info.get(path);
        if let Some(field) = self.link_field(owner, extension, source) {
            self.model.extensions.push(Extension {
                full_name: format!("{scope}.{}", field.name),
                extendee,
                field,
            });
        }
    }
}
