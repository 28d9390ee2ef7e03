//! Finds files by their names, their symbols and their extensions.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use prost_types::{DescriptorProto, EnumDescriptorProto, FieldDescriptorProto};

use super::set::File;

/// The files of a schema. The first file with a name, and the first one with a symbol, count.
#[derive(Default)]
pub(super) struct Index {
    files: BTreeMap<String, Bytes>,
    /// The file of each symbol, by the full name without a leading dot.
    symbols: BTreeMap<String, Bytes>,
    /// The full names of messages, which may have extensions.
    messages: BTreeSet<String>,
    /// The file of each extension, by the message that it extends.
    extensions: BTreeMap<String, BTreeMap<i32, Bytes>>,
}

impl Index {
    /// The file with an import path.
    pub(super) fn file(&self, path: &str) -> Option<&Bytes> {
        self.files.get(path)
    }

    /// The file that defines a symbol: a message, an enum, a value of one, a field, a oneof, an extension, a service or a
    /// method.
    pub(super) fn file_of_symbol(&self, name: &str) -> Option<&Bytes> {
        self.symbols.get(without_dot(name))
    }

    /// The file that defines an extension.
    pub(super) fn file_of_extension(&self, message: &str, number: i32) -> Option<&Bytes> {
        self.extensions.get(without_dot(message))?.get(&number)
    }

    /// The numbers of the extensions of a message; `None` if there is no such message.
    pub(super) fn extensions(&self, message: &str) -> Option<Vec<i32>> {
        let message = without_dot(message);
        match self.extensions.get(message) {
            Some(extensions) => Some(extensions.keys().copied().collect()),
            None => self.messages.contains(message).then(Vec::new),
        }
    }

    /// Whether a file here has the path of a file, or defines one of its messages, enums or services.
    pub(super) fn defines_any_of(&self, file: &File) -> bool {
        let file = &file.descriptor;
        let messages = file.message_type.iter().map(|message| message.name());
        let enums = file.enum_type.iter().map(|item| item.name());
        let services = file.service.iter().map(|service| service.name());
        let mut names = messages.chain(enums).chain(services);
        self.files.contains_key(file.name())
            || names.any(|name| self.symbols.contains_key(&join(file.package(), name)))
    }

    /// Adds a file, unless there is one with its path.
    pub(super) fn add(&mut self, file: File) {
        let File {
            encoded,
            descriptor,
        } = file;
        if self.files.contains_key(descriptor.name()) {
            return;
        }
        let path = descriptor.name().to_owned();
        self.files.insert(path, encoded.clone());
        let mut adding = Adding {
            index: self,
            file: encoded,
        };
        let package = descriptor.package();
        adding.scope(
            package,
            &descriptor.message_type,
            &descriptor.enum_type,
            &descriptor.extension,
        );
        for service in &descriptor.service {
            let service_name = join(package, service.name());
            for method in &service.method {
                adding.symbol(join(&service_name, method.name()));
            }
            adding.symbol(service_name);
        }
    }
}

/// Adds the symbols of a file.
struct Adding<'i> {
    index: &'i mut Index,
    file: Bytes,
}

impl Adding<'_> {
    fn symbol(&mut self, name: String) {
        let file = &self.file;
        let symbols = &mut self.index.symbols;
        symbols.entry(name).or_insert_with(|| file.clone());
    }

    /// Adds what a file, or a message, defines. The decoder bounds the depth of messages.
    fn scope(
        &mut self,
        scope: &str,
        messages: &[DescriptorProto],
        enums: &[EnumDescriptorProto],
        extensions: &[FieldDescriptorProto],
    ) {
        for message in messages {
            let name = join(scope, message.name());
            self.scope(
                &name,
                &message.nested_type,
                &message.enum_type,
                &message.extension,
            );
            let fields = message.field.iter().map(FieldDescriptorProto::name);
            let oneofs = message.oneof_decl.iter().map(|oneof| oneof.name());
            for member in fields.chain(oneofs) {
                self.symbol(join(&name, member));
            }
            self.index.messages.insert(name.clone());
            self.symbol(name);
        }
        for item in enums {
            // The values of an enum are siblings of the enum.
            for value in &item.value {
                self.symbol(join(scope, value.name()));
            }
            self.symbol(join(scope, item.name()));
        }
        for extension in extensions {
            self.symbol(join(scope, extension.name()));
            let extendee = without_dot(extension.extendee()).to_owned();
            let numbers = self.index.extensions.entry(extendee).or_default();
            let file = &self.file;
            numbers
                .entry(extension.number())
                .or_insert_with(|| file.clone());
        }
    }
}

fn join(scope: &str, name: &str) -> String {
    if scope.is_empty() {
        return name.to_owned();
    }
    format!("{scope}.{name}")
}

fn without_dot(name: &str) -> &str {
    name.strip_prefix('.').unwrap_or(name)
}
