//! The second pass: links fields, oneofs and methods to the types that they name.

use foldhash::HashSet;

use super::check::excerpt;
use super::declare::{Declared, DeclaredMessage};
use super::features::Features;
use super::fields::{FieldOwner, MAX_FIELD_NUMBER, dangling};
use super::{Resolver, Symbol};
use crate::model::{
    Encoded, Field, FieldKind, FileId, Idempotency, MessageId, Method, Oneof, ServiceId, Source,
    Streaming,
};
use crate::request::descriptor::{MethodDescriptor, MethodOptions, OneofOptions};
use crate::request::source_info::ElementPath;
use crate::request::wire;

/// A oneof of a descriptor.
#[derive(PartialEq, Eq)]
struct LinkedOneof {
    /// The index in the model; `None` for the synthetic oneof of a proto3 optional field.
    index: Option<usize>,
    features: Features,
}

impl<'a> Resolver<'a, '_> {
    pub(super) fn link_file(&mut self, declared: &Declared<'a, '_>) {
        // Link map entries first: the kind of a map field depends on the fields of its entry.
        let (entries, messages): (Vec<_>, Vec<_>) = declared
            .messages
            .iter()
            .partition(|message| self.model[message.id].map_entry);
        for message in entries.into_iter().chain(messages) {
            self.link_message(declared, message);
        }
        self.link_extensions(declared);
        for &(id, index) in &declared.services {
            self.link_service(declared, id, index);
        }
    }

    fn link_message(&mut self, declared: &Declared<'a, '_>, message: &DeclaredMessage<'a>) {
        let file = declared.id;
        let id = message.id;
        let descriptor = &message.descriptor;
        self.check_entry(id, descriptor);
        let oneofs = self.link_oneofs(declared, message);
        for (index, field) in descriptor.field.iter().enumerate() {
            let source = declared.file.source_info.child(&message.path, 2, index);
            let oneof = field.oneof_index.map(|index| oneof(&oneofs, index));
            if oneof == Some(None) {
                let name = excerpt(field.name);
                let message = format!("field `{name}` is in a oneof that does not exist");
                self.error_at(file, &source, message);
                continue;
            }
            let oneof = oneof.flatten();
            let owner = FieldOwner {
                file,
                edition: declared.edition,
                message: Some(id),
                max_number: MAX_FIELD_NUMBER,
                features: oneof.map_or(message.features, |oneof| oneof.features),
            };
            let Some(linked) = self.link_field(owner, field, source) else {
                continue;
            };
            if oneof.is_some() && !matches!(linked.kind, FieldKind::Singular(..)) {
                let message = format!("field `{}` of a oneof is not singular", field.name);
                self.error_at(file, &source, message);
                continue;
            }
            let oneof = oneof.and_then(|oneof| oneof.index);
            self.model[id].fields.push(Field { oneof, ..linked });
        }
        self.check_numbers(file, id);
    }

    /// Adds the oneofs of a message, without the synthetic ones of proto3.
    fn link_oneofs(
        &mut self,
        declared: &Declared<'a, '_>,
        message: &DeclaredMessage<'a>,
    ) -> Vec<LinkedOneof> {
        let file = declared.id;
        let path = self.model[file].path;
        let descriptor = &message.descriptor;
        let members = descriptor.field.iter();
        let real: HashSet<i32> = members
            .filter(|field| !field.proto3_optional)
            .filter_map(|field| field.oneof_index)
            .collect();
        let mut linked = Vec::with_capacity(descriptor.oneof_decl.len());
        for (index, oneof) in descriptor.oneof_decl.iter().enumerate() {
            let source = declared.file.source_info.child(&message.path, 8, index);
            self.check_name(oneof.name, file, &source);
            let options: OneofOptions = self
                .decoded(wire::decode(oneof.options), path)
                .unwrap_or_default();
            let oneofs = &mut self.model[message.id].oneofs;
            let is_real = real.contains(&(index as i32));
            linked.push(LinkedOneof {
                index: is_real.then_some(oneofs.len()),
                features: message.features.with(&options.features),
            });
            if is_real {
                oneofs.push(Oneof {
                    name: oneof.name,
                    options: Encoded(oneof.options),
                    source,
                });
            }
        }
        linked
    }

    fn check_numbers(&mut self, file: FileId, message: MessageId) {
        let message = &self.model[message];
        let mut numbers: Vec<_> = message
            .fields
            .iter()
            .map(|field| (field.number, field.name, field.source))
            .collect();
        numbers.sort_by_key(|&(number, ..)| number);
        let duplicates: Vec<_> = numbers
            .windows(2)
            .filter(|pair| pair[0].0 == pair[1].0)
            .map(|pair| (pair[0], pair[1]))
            .collect();
        for ((number, first, _), (_, second, source)) in duplicates {
            self.error_at(
                file,
                &source,
                format!("fields `{first}` and `{second}` both have the number {number}"),
            );
        }
    }

    fn link_service(&mut self, declared: &Declared<'a, '_>, id: ServiceId, index: usize) {
        let path = ElementPath::default().child(6, index);
        let methods = &declared.file.descriptor.service[index].method;
        for (index, method) in methods.iter().enumerate() {
            let source = declared.file.source_info.child(&path, 2, index);
            if let Some(method) = self.link_method(declared.id, method, source) {
                self.model[id].methods.push(method);
            }
        }
    }

    fn link_method(
        &mut self,
        file: FileId,
        method: &MethodDescriptor<'a>,
        source: Source<'a>,
    ) -> Option<Method<'a>> {
        if !self.check_name(method.name, file, &source) {
            return None;
        }
        let path = self.model[file].path;
        let options: MethodOptions = self.decoded(wire::decode(method.options), path)?;
        let mut link = |name| self.method_type(method.name, name, file, &source);
        let (input, output) = (link(method.input_type), link(method.output_type));
        Some(Method {
            name: method.name,
            input: input?,
            output: output?,
            streaming: match (method.client_streaming, method.server_streaming) {
                (false, false) => Streaming::Unary,
                (true, false) => Streaming::Client,
                (false, true) => Streaming::Server,
                (true, true) => Streaming::Bidi,
            },
            idempotency: match options.idempotency_level {
                1 => Idempotency::NoSideEffects,
                2 => Idempotency::Idempotent,
                _ => Idempotency::Unknown,
            },
            deprecated: options.deprecated,
            options: Encoded(method.options),
            source,
        })
    }

    fn method_type(
        &mut self,
        method: &str,
        name: &str,
        file: FileId,
        source: &Source<'a>,
    ) -> Option<MessageId> {
        match self.symbols.get(name) {
            Some(&Symbol::Message(id)) if !self.model[id].map_entry => Some(id),
            _ => {
                let message = format!("method `{method}` {}", dangling(false, name));
                self.error_at(file, source, message);
                None
            }
        }
    }
}

/// The oneof that a field names.
fn oneof(oneofs: &[LinkedOneof], index: i32) -> Option<&LinkedOneof> {
    oneofs.get(usize::try_from(index).ok()?)
}
