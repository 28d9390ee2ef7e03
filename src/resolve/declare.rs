//! The first walk over a request: ids, full names, and what needs no link.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::features::{Edition, Features};
use super::{Resolver, Symbol};
use crate::diagnostics::{Diagnostic, Place};
use crate::model::{
    Encoded, Enum, EnumId, EnumValue, File, FileId, Message, MessageId, Service, ServiceId, Source,
};
use crate::request::descriptor::{
    EnumDescriptor, EnumOptions, EnumValueOptions, FileOptions, MessageDescriptor, MessageOptions,
    ServiceDescriptor, ServiceOptions,
};
use crate::request::source_info::{Path, SourceInfo};
use crate::request::wire;
use crate::request::{Request, RequestFile};

/// protoc refuses to parse deeper nesting as well; past it, generated module paths help nobody.
const MAX_NESTING: usize = 100;

/// A file between the walks: what the second still needs of it.
pub(super) struct Declared<'a, 'r> {
    pub id: FileId,
    pub file: &'r RequestFile<'a>,
    pub info: SourceInfo<'a>,
    pub edition: Edition,
    pub messages: Vec<DeclaredMessage<'a>>,
}

/// A message between the walks.
pub(super) struct DeclaredMessage<'a> {
    pub id: MessageId,
    pub path: Path,
    pub features: Features,
    pub descriptor: MessageDescriptor<'a>,
}

/// Where a declaration stands: the scope of its name and of its features.
#[derive(Clone, Copy)]
struct Scope<'s> {
    /// Full name with its leading dot, or nothing for the root.
    name: &'s str,
    parent: Option<MessageId>,
    features: Features,
    depth: usize,
}

impl<'a> Resolver<'a, '_> {
    pub(super) fn declare_files<'r>(&mut self, request: &'r Request<'a>) -> Vec<Declared<'a, 'r>> {
        let mut by_path = HashMap::with_capacity(request.files.len());
        for (index, file) in request.files.iter().enumerate() {
            let path = file.descriptor.name;
            if by_path.insert(path, FileId::new(index)).is_some() {
                self.error(Place::file(path), "the request holds this file twice");
            }
        }
        for &path in request
            .file_to_generate
            .iter()
            .filter(|path| !by_path.contains_key(*path))
        {
            self.error(
                Place::file(path),
                "code is wanted for this file, but the request does not hold it",
            );
        }
        let mut declared = Vec::with_capacity(request.files.len());
        for file in &request.files {
            let generate = request.file_to_generate.contains(&file.descriptor.name);
            declared.extend(self.declare_file(file, generate, &by_path));
        }
        declared
    }

    fn declare_file<'r>(
        &mut self,
        file: &'r RequestFile<'a>,
        generate: bool,
        by_path: &HashMap<&str, FileId>,
    ) -> Option<Declared<'a, 'r>> {
        let descriptor = &file.descriptor;
        let path = descriptor.name;
        let id = FileId::new(self.model.files.len());
        self.model.files.push(File {
            path,
            package: descriptor.package,
            generate,
            imports: Vec::new(),
            messages: Vec::new(),
            enums: Vec::new(),
            services: Vec::new(),
            extensions: descriptor.extension.len(),
            bytes: Encoded(file.bytes),
        });
        for import in &descriptor.dependency {
            match by_path.get(import) {
                Some(&import) => self.model[id].imports.push(import),
                None => self.error(
                    Place::file(path),
                    format!("it imports `{import}`, which the request does not hold"),
                ),
            }
        }
        if !descriptor.package.is_empty() {
            descriptor
                .package
                .split('.')
                .for_each(|segment| self.check_name(segment, &Place::file(path)));
        }
        // Comments and places are wanted only where code is made or a fault can lie.
        let info = self.decoded(SourceInfo::decode(descriptor.source_code_info), path)?;
        let options: FileOptions = self.decoded(wire::decode(descriptor.options), path)?;
        let edition = match Edition::of(descriptor) {
            Ok(edition) => edition,
            Err(found) => {
                self.unknown_edition(path, &found);
                return None;
            }
        };
        let mut declared = Declared {
            id,
            file,
            info,
            edition,
            messages: Vec::new(),
        };
        let name = if descriptor.package.is_empty() {
            String::new()
        } else {
            format!(".{}", descriptor.package)
        };
        let features = Features::defaults(edition).with(&options.features);
        let scope = Scope {
            name: &name,
            parent: None,
            features,
            depth: 0,
        };
        for (index, message) in descriptor.message_type.iter().enumerate() {
            self.declare_message(
                &mut declared,
                message.clone(),
                Path::default().child(4, index),
                scope,
            );
        }
        for (index, r#enum) in descriptor.enum_type.iter().enumerate() {
            self.declare_enum(&declared, r#enum, &Path::default().child(5, index), scope);
        }
        for (index, service) in descriptor.service.iter().enumerate() {
            self.declare_service(&declared, service, &Path::default().child(6, index), scope);
        }
        Some(declared)
    }

    fn unknown_edition(&mut self, path: &str, found: &str) {
        let fault = Diagnostic::error(format!("{found} is not known here"))
            .at(Place::file(path))
            .help("rpcsmith reads proto2, proto3, and editions 2023 and 2024");
        self.diagnostics.push(fault);
    }

    fn declare_message(
        &mut self,
        declared: &mut Declared<'a, '_>,
        descriptor: MessageDescriptor<'a>,
        path: Path,
        scope: Scope<'_>,
    ) {
        let source = declared.info.get(&path);
        let file = declared.id;
        let full_name = format!("{}.{}", scope.name, descriptor.name);
        if scope.depth >= MAX_NESTING {
            let message = format!("messages are nested deeper than {MAX_NESTING} levels");
            self.error_at(file, &source, message);
            return;
        }
        let file_path = self.model[file].path;
        let Some(options) =
            self.decoded::<MessageOptions>(wire::decode(descriptor.options), file_path)
        else {
            return;
        };
        let id = MessageId::new(self.model.messages.len());
        self.declare_name(
            &full_name,
            descriptor.name,
            Symbol::Message(id),
            file,
            &source,
        );
        self.model.messages.push(Message {
            name: descriptor.name,
            full_name: full_name.clone(),
            file,
            parent: scope.parent,
            fields: Vec::with_capacity(descriptor.field.len()),
            oneofs: Vec::new(),
            messages: Vec::new(),
            enums: Vec::new(),
            map_entry: options.map_entry,
            deprecated: options.deprecated,
            source,
        });
        self.model[file].extensions += descriptor.extension.len();
        if !options.map_entry {
            match scope.parent {
                Some(parent) => self.model[parent].messages.push(id),
                None => self.model[file].messages.push(id),
            }
        }
        let features = scope.features.with(&options.features);
        let within = Scope {
            name: &full_name,
            parent: Some(id),
            features,
            depth: scope.depth + 1,
        };
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

    fn declare_enum(
        &mut self,
        declared: &Declared<'a, '_>,
        descriptor: &EnumDescriptor<'a>,
        path: &Path,
        scope: Scope<'_>,
    ) {
        let source = declared.info.get(path);
        let file = declared.id;
        let file_path = self.model[file].path;
        let full_name = format!("{}.{}", scope.name, descriptor.name);
        let Some(options) =
            self.decoded::<EnumOptions>(wire::decode(descriptor.options), file_path)
        else {
            return;
        };
        let id = EnumId::new(self.model.enums.len());
        self.declare_name(&full_name, descriptor.name, Symbol::Enum(id), file, &source);
        if descriptor.value.is_empty() {
            self.error_at(
                file,
                &source,
                format!("enum `{}` has no value", descriptor.name),
            );
        }
        let mut values = Vec::with_capacity(descriptor.value.len());
        for (index, value) in descriptor.value.iter().enumerate() {
            let source = declared.info.get(&path.child(2, index));
            self.check_name(value.name, &source.place(file_path));
            let options: EnumValueOptions = self
                .decoded(wire::decode(value.options), file_path)
                .unwrap_or_default();
            values.push(EnumValue {
                name: value.name,
                number: value.number,
                deprecated: options.deprecated,
                source,
            });
        }
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

    fn declare_service(
        &mut self,
        declared: &Declared<'a, '_>,
        descriptor: &ServiceDescriptor<'a>,
        path: &Path,
        scope: Scope<'_>,
    ) {
        let source = declared.info.get(path);
        let file = declared.id;
        let full_name = format!("{}.{}", scope.name, descriptor.name);
        let file_path = self.model[file].path;
        let Some(options) =
            self.decoded::<ServiceOptions>(wire::decode(descriptor.options), file_path)
        else {
            return;
        };
        let id = ServiceId::new(self.model.services.len());
        self.declare_name(&full_name, descriptor.name, Symbol::Service, file, &source);
        self.model.services.push(Service {
            name: descriptor.name,
            full_name,
            file,
            methods: Vec::with_capacity(descriptor.method.len()),
            deprecated: options.deprecated,
            source,
        });
        self.model[file].services.push(id);
    }

    /// Gives a full name to a declaration, unless another has it.
    fn declare_name(
        &mut self,
        full_name: &str,
        name: &str,
        symbol: Symbol,
        file: FileId,
        source: &Source<'a>,
    ) {
        let place = self.model.place(file, source);
        self.check_name(name, &place);
        match self.symbols.entry(full_name.to_owned()) {
            Entry::Vacant(entry) => {
                entry.insert(symbol);
            }
            Entry::Occupied(_) => {
                self.error(place, format!("`{}` is declared twice", &full_name[1..]))
            }
        }
    }

    /// protoc lets pass only what its grammar calls an identifier; all that is printed relies on it.
    pub(super) fn check_name(&mut self, name: &str, place: &Place) {
        let mut letters = name.bytes();
        let is_first = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
        if !letters.next().is_some_and(is_first)
            || !letters.all(|byte| is_first(byte) || byte.is_ascii_digit())
        {
            self.error(
                place.clone(),
                format!("`{}` is not a protobuf identifier", name.escape_debug()),
            );
        }
    }

    /// A part of a file, or a fault that names the file.
    pub(super) fn decoded<T>(
        &mut self,
        decoded: Result<T, prost::DecodeError>,
        path: &str,
    ) -> Option<T> {
        decoded
            .map_err(|error| {
                self.error(
                    Place::file(path),
                    format!("its descriptor is broken: {error}"),
                )
            })
            .ok()
    }
}
