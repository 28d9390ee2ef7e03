//! The first pass over a request: gives declarations ids and full names, and fills all fields that need no links.

use std::collections::hash_map::Entry;

use foldhash::{HashSet, HashSetExt};

use super::check::MAX_NESTING;
use super::features::{Edition, Features};
use super::{Resolver, Symbol};
use crate::diagnostics::{Diagnostic, Place};
use crate::model::{
    Encoded, Enum, EnumId, EnumValue, FileId, Message, MessageId, Service, ServiceId, Source,
};
use crate::request::RequestFile;
use crate::request::descriptor::{
    EnumDescriptor, EnumOptions, EnumValueOptions, MessageDescriptor, MessageOptions,
    ServiceDescriptor, ServiceOptions,
};
use crate::request::source_info::ElementPath;
use crate::request::wire;

/// A file after the first pass, with everything that the second pass needs.
pub(super) struct Declared<'a, 'r> {
    pub id: FileId,
    pub file: &'r RequestFile<'a>,
    pub edition: Edition,
    pub features: Features,
    pub messages: Vec<DeclaredMessage<'a>>,
    /// Each with its index in the file.
    pub services: Vec<(ServiceId, usize)>,
}

/// A message after the first pass.
pub(super) struct DeclaredMessage<'a> {
    pub id: MessageId,
    pub path: ElementPath,
    pub features: Features,
    pub descriptor: MessageDescriptor<'a>,
}

/// The scope of a declaration: its parent's name, features and nesting depth.
#[derive(Clone, Copy)]
pub(super) struct DeclarationScope<'s> {
    /// The full name with a leading dot; empty for the root.
    name: &'s str,
    parent: Option<MessageId>,
    features: Features,
    depth: usize,
}

impl<'s> DeclarationScope<'s> {
    /// The scope of top-level declarations; `name` is the package with a leading dot.
    pub(super) fn file(name: &'s str, features: Features) -> Self {
        Self {
            name,
            parent: None,
            features,
            depth: 0,
        }
    }
}

impl<'a> Resolver<'a, '_> {
    /// Declares the top-level elements of a file, and recursively the elements in them.
    pub(super) fn declare_items(
        &mut self,
        declared: &mut Declared<'a, '_>,
        scope: DeclarationScope<'_>,
    ) {
        let descriptor = &declared.file.descriptor;
        for (index, message) in descriptor.message_type.iter().enumerate() {
            if let Some(message) = self.decoded(wire::decode(message), descriptor.name) {
                self.declare_message(
                    declared,
                    message,
                    ElementPath::default().child(4, index),
                    scope,
                );
            }
        }
        for (index, r#enum) in descriptor.enum_type.iter().enumerate() {
            self.declare_enum(
                declared,
                r#enum,
                &ElementPath::default().child(5, index),
                scope,
            );
        }
        for (index, service) in descriptor.service.iter().enumerate() {
            self.declare_service(declared, service, index, scope);
        }
    }

    fn declare_message(
        &mut self,
        declared: &mut Declared<'a, '_>,
        descriptor: MessageDescriptor<'a>,
        path: ElementPath,
        scope: DeclarationScope<'_>,
    ) {
        let full_name = [scope.name, ".", descriptor.name].concat();
        let Some((id, options)) =
            self.add_message(declared, &descriptor, &path, scope, full_name.clone())
        else {
            return;
        };
        let features = scope.features.with(&options.features);
        let within = DeclarationScope {
            name: &full_name,
            parent: Some(id),
            features,
            depth: scope.depth + 1,
        };
        let file_path = declared.file.descriptor.name;
        for (index, nested) in descriptor.nested_type.iter().enumerate() {
            if let Some(nested) = self.decoded(wire::decode(nested), file_path) {
                self.declare_message(declared, nested, path.child(3, index), within);
            }
        }
        for (index, r#enum) in descriptor.enum_type.iter().enumerate() {
            self.declare_enum(declared, r#enum, &path.child(4, index), within);
        }
        declared.messages.push(DeclaredMessage {
            id,
            path,
            features,
            descriptor,
        });
    }

    /// Adds a message without its fields to the model; `None` if it is invalid.
    fn add_message(
        &mut self,
        declared: &Declared<'a, '_>,
        descriptor: &MessageDescriptor<'a>,
        path: &ElementPath,
        scope: DeclarationScope<'_>,
        full_name: String,
    ) -> Option<(MessageId, MessageOptions)> {
        let source = declared.file.source_info.get(path);
        let file = declared.id;
        if scope.depth >= MAX_NESTING {
            let message = format!("messages are nested deeper than {MAX_NESTING} levels");
            self.error_at(file, &source, message);
            return None;
        }
        let file_path = self.model[file].path;
        let options: MessageOptions = self.decoded(wire::decode(descriptor.options), file_path)?;
        let id = MessageId::new(self.model.messages.len());
        let symbol = Symbol::Message(id);
        if !self.declare_name(&full_name, descriptor.name, symbol, file, &source) {
            return None;
        }
        self.model.messages.push(Message {
            name: descriptor.name,
            full_name,
            file,
            parent: scope.parent,
            fields: Vec::with_capacity(descriptor.field.len()),
            oneofs: Vec::new(),
            messages: Vec::new(),
            enums: Vec::new(),
            extensions: Vec::new(),
            extendable: !descriptor.extension_range.is_empty(),
            message_set: options.message_set_wire_format,
            // No field can have a name that is not UTF-8.
            reserved_names: {
                let names = descriptor.reserved_name.iter();
                names.filter_map(|name| name.0).collect()
            },
            map_entry: options.map_entry,
            deprecated: options.deprecated,
            options: Encoded(descriptor.options),
            source,
        });
        if !options.map_entry {
            match scope.parent {
                Some(parent) => self.model[parent].messages.push(id),
                None => self.model[file].messages.push(id),
            }
        }
        Some((id, options))
    }

    fn declare_enum(
        &mut self,
        declared: &Declared<'a, '_>,
        descriptor: &EnumDescriptor<'a>,
        path: &ElementPath,
        scope: DeclarationScope<'_>,
    ) {
        let source = declared.file.source_info.get(path);
        let file = declared.id;
        let file_path = self.model[file].path;
        let full_name = [scope.name, ".", descriptor.name].concat();
        let Some(options) =
            self.decoded::<EnumOptions>(wire::decode(descriptor.options), file_path)
        else {
            return;
        };
        let id = EnumId::new(self.model.enums.len());
        if !self.declare_name(&full_name, descriptor.name, Symbol::Enum(id), file, &source) {
            return;
        }
        if descriptor.value.is_empty() {
            self.error_at(
                file,
                &source,
                format!("enum `{}` has no value", descriptor.name),
            );
        }
        let values = self.enum_values(declared, descriptor, path);
        self.model.enums.push(Enum {
            name: descriptor.name,
            full_name,
            file,
            parent: scope.parent,
            values,
            closed: scope.features.with(&options.features).closed_enum,
            deprecated: options.deprecated,
            source,
        });
        match scope.parent {
            Some(parent) => self.model[parent].enums.push(id),
            None => self.model[file].enums.push(id),
        }
    }

    fn enum_values(
        &mut self,
        declared: &Declared<'a, '_>,
        descriptor: &EnumDescriptor<'a>,
        path: &ElementPath,
    ) -> Vec<EnumValue<'a>> {
        let file = declared.id;
        let file_path = self.model[file].path;
        let mut names = HashSet::with_capacity(descriptor.value.len());
        let mut values = Vec::with_capacity(descriptor.value.len());
        for (index, value) in descriptor.value.iter().enumerate() {
            let source = declared.file.source_info.child(path, 2, index);
            self.check_name(value.name, file, &source);
            if !names.insert(value.name) {
                let message = format!("value `{}` is declared twice", value.name);
                self.error_at(file, &source, message);
            }
            let options: EnumValueOptions = self
                .decoded(wire::decode(value.options), file_path)
                .unwrap_or_default();
            values.push(EnumValue {
                name: value.name,
                number: value.number,
                deprecated: options.deprecated,
                redacts: options.debug_redact,
                source,
            });
        }
        values
    }

    fn declare_service(
        &mut self,
        declared: &mut Declared<'a, '_>,
        descriptor: &ServiceDescriptor<'a>,
        index: usize,
        scope: DeclarationScope<'_>,
    ) {
        let path = ElementPath::default().child(6, index);
        let source = declared.file.source_info.get(&path);
        let file = declared.id;
        let full_name = [scope.name, ".", descriptor.name].concat();
        let file_path = self.model[file].path;
        let Some(options) =
            self.decoded::<ServiceOptions>(wire::decode(descriptor.options), file_path)
        else {
            return;
        };
        let id = ServiceId::new(self.model.services.len());
        if !self.declare_name(
            &full_name,
            descriptor.name,
            Symbol::Service(id),
            file,
            &source,
        ) {
            return;
        }
        self.model.services.push(Service {
            name: descriptor.name,
            full_name,
            file,
            methods: Vec::with_capacity(descriptor.method.len()),
            deprecated: options.deprecated,
            source,
        });
        self.model[file].services.push(id);
        declared.services.push((id, index));
    }

    /// Registers the full name of a declaration. Returns false, with an error, if the name is invalid or already declared.
    fn declare_name(
        &mut self,
        full_name: &str,
        name: &str,
        symbol: Symbol,
        file: FileId,
        source: &Source<'a>,
    ) -> bool {
        if !self.check_name(name, file, source) || !self.check_length(full_name, file, source) {
            return false;
        }
        let first = match self.symbols.entry(full_name.to_owned()) {
            Entry::Vacant(entry) => {
                entry.insert(symbol);
                return true;
            }
            Entry::Occupied(entry) => *entry.get(),
        };
        let fault = Diagnostic::error(format!("`{}` is declared twice", &full_name[1..]))
            .at(self.model.place(file, source))
            .note(self.place_of(first), "it is first declared here");
        self.diagnostics.push(fault);
        false
    }

    fn place_of(&self, symbol: Symbol) -> Place {
        let model = &self.model;
        match symbol {
            Symbol::Message(id) => model.place(model[id].file, &model[id].source),
            Symbol::Enum(id) => model.place(model[id].file, &model[id].source),
            Symbol::Service(id) => model.place(model[id].file, &model[id].source),
        }
    }
}
