//! The second walk: fields and methods are linked to the types they name.

use super::declare::{Declared, DeclaredMessage};
use super::features::{Edition, Features, FieldPresence};
use super::{Resolver, Symbol};
use crate::diagnostics::{Diagnostic, Place};
use crate::model::{
    Field, FieldKind, FileId, Idempotency, MessageId, Method, Oneof, Presence, Scalar, Source,
    Streaming, Type,
};
use crate::request::descriptor::{
    FieldDescriptor, FieldOptions, MethodDescriptor, MethodOptions, OneofOptions, ServiceDescriptor,
};
use crate::request::source_info::Path;
use crate::request::wire;

/// The largest field number, 2^29 - 1.
const MAX_FIELD_NUMBER: i32 = 536_870_911;

/// `FieldDescriptorProto.Label`.
mod label {
    pub const OPTIONAL: i32 = 1;
    pub const REQUIRED: i32 = 2;
    pub const REPEATED: i32 = 3;
}

/// `FieldDescriptorProto.Type`, those that are no scalars.
mod field_type {
    pub const GROUP: i32 = 10;
    pub const MESSAGE: i32 = 11;
    pub const ENUM: i32 = 14;
}

impl<'a> Resolver<'a, '_> {
    pub(super) fn link_file(&mut self, declared: &Declared<'a, '_>) {
        // Entries of maps come after the messages that hold them, but a map field reads its entry's fields.
        let (entries, messages): (Vec<_>, Vec<_>) = declared
            .messages
            .iter()
            .partition(|message| self.model[message.id].map_entry);
        for message in entries.into_iter().chain(messages) {
            self.link_message(declared, message);
        }
        for (index, service) in declared.file.descriptor.service.iter().enumerate() {
            self.link_service(declared, index, service);
        }
    }

    fn link_message(&mut self, declared: &Declared<'a, '_>, message: &DeclaredMessage<'a>) {
        let path = self.model[declared.id].path;
        let descriptor = &message.descriptor;
        let mut oneof_features = Vec::with_capacity(descriptor.oneof_decl.len());
        for oneof in &descriptor.oneof_decl {
            let options: OneofOptions = self
                .decoded(wire::decode(oneof.options), path)
                .unwrap_or_default();
            oneof_features.push(message.features.with(&options.features));
        }
        let oneofs = self.link_oneofs(declared, message);
        for (index, field) in descriptor.field.iter().enumerate() {
            let source = declared.info.get(&message.path.child(2, index));
            let place = source.place(path);
            self.check_name(field.name, &place);
            let oneof = match field.oneof_index.map(usize::try_from) {
                None => None,
                Some(Ok(index)) if index < oneofs.len() => Some(index),
                Some(_) => {
                    self.error(
                        place,
                        format!("field `{}` names a oneof that there is not", field.name),
                    );
                    continue;
                }
            };
            let features = oneof.map_or(message.features, |oneof| oneof_features[oneof]);
            let linked =
                self.link_field(declared.edition, message.id, field, features, source, place);
            let Some(linked) = linked else { continue };
            let oneof = oneof.and_then(|oneof| oneofs[oneof]);
            if oneof.is_some() && !matches!(linked.kind, FieldKind::Singular(..)) {
                self.error_at(
                    declared.id,
                    &source,
                    format!("field `{}` of a oneof is not singular", field.name),
                );
                continue;
            }
            self.model[message.id]
                .fields
                .push(Field { oneof, ..linked });
        }
        self.check_numbers(declared.id, message.id);
    }

    /// Adds the oneofs that are none of proto3's synthetic ones; tells the index of each in the model.
    fn link_oneofs(
        &mut self,
        declared: &Declared<'a, '_>,
        message: &DeclaredMessage<'a>,
    ) -> Vec<Option<usize>> {
        let mut indices = Vec::with_capacity(message.descriptor.oneof_decl.len());
        for (index, oneof) in message.descriptor.oneof_decl.iter().enumerate() {
            let mut fields = message
                .descriptor
                .field
                .iter()
                .filter(|field| field.oneof_index == Some(index as i32));
            let source = declared.info.get(&message.path.child(8, index));
            self.check_name(oneof.name, &source.place(self.model[declared.id].path));
            let real = fields.any(|field| !field.proto3_optional);
            let oneofs = &mut self.model[message.id].oneofs;
            indices.push(real.then_some(oneofs.len()));
            if real {
                oneofs.push(Oneof {
                    name: oneof.name,
                    source,
                });
            }
        }
        indices
    }

    fn link_field(
        &mut self,
        edition: Edition,
        message: MessageId,
        field: &FieldDescriptor<'a>,
        features: Features,
        source: Source<'a>,
        place: Place,
    ) -> Option<Field<'a>> {
        if !(1..=MAX_FIELD_NUMBER).contains(&field.number) {
            self.error(
                place,
                format!(
                    "field `{}` has the number {}, which is none",
                    field.name, field.number
                ),
            );
            return None;
        }
        let path = self.model[self.model[message].file].path;
        let options: FieldOptions = self.decoded(wire::decode(field.options), path)?;
        let features = field_features(edition, field, &options, features);
        let r#type = self.field_type(field, features, &place)?;
        Some(Field {
            name: field.name,
            number: field.number as u32,
            kind: self.field_kind(field, r#type, features, place)?,
            oneof: None,
            default: field.default_value,
            verify_utf8: features.verify_utf8,
            deprecated: options.deprecated,
            source,
        })
    }

    fn field_type(
        &mut self,
        field: &FieldDescriptor<'a>,
        features: Features,
        place: &Place,
    ) -> Option<Type> {
        if let Some(scalar) = scalar(field.r#type) {
            return Some(Type::Scalar(scalar));
        }
        let wants_enum = match field.r#type {
            field_type::ENUM => true,
            field_type::MESSAGE | field_type::GROUP => false,
            unknown => {
                let message = format!(
                    "field `{}` has a type that is not known: {unknown}",
                    field.name
                );
                self.error(place.clone(), message);
                return None;
            }
        };
        match self.symbols.get(field.type_name) {
            Some(&Symbol::Enum(id)) if wants_enum => Some(Type::Enum(id)),
            Some(&Symbol::Message(id)) if !wants_enum => {
                // An entry of a map is never a group, whatever the features around it say.
                let delimited = features.delimited && !self.model[id].map_entry;
                let delimited = delimited || field.r#type == field_type::GROUP;
                Some(Type::Message { id, delimited })
            }
            _ => {
                let what = if wants_enum { "enum" } else { "message" };
                self.dangling(
                    place,
                    &format!("field `{}`", field.name),
                    what,
                    field.type_name,
                );
                None
            }
        }
    }

    fn field_kind(
        &mut self,
        field: &FieldDescriptor<'a>,
        r#type: Type,
        features: Features,
        place: Place,
    ) -> Option<FieldKind> {
        match (field.label, r#type) {
            (label::REPEATED, Type::Message { id, .. }) if self.model[id].map_entry => {
                let kind = self.map_kind(id);
                if kind.is_none() {
                    self.error(
                        place,
                        format!(
                            "map field `{}` has an entry without key and value",
                            field.name
                        ),
                    );
                }
                kind
            }
            (label::REPEATED, item) => Some(FieldKind::Repeated {
                item,
                packed: features.packed && packable(item),
            }),
            (label::OPTIONAL | label::REQUIRED, _) => {
                let presence = match (features.presence, r#type) {
                    (FieldPresence::LegacyRequired, _) => Presence::Required,
                    (FieldPresence::Implicit, Type::Scalar(_) | Type::Enum(_))
                        if field.oneof_index.is_none() =>
                    {
                        Presence::Implicit
                    }
                    _ => Presence::Explicit,
                };
                Some(FieldKind::Singular(r#type, presence))
            }
            (unknown, _) => {
                self.error(
                    place,
                    format!(
                        "field `{}` has a label that is not known: {unknown}",
                        field.name
                    ),
                );
                None
            }
        }
    }

    fn map_kind(&self, entry: MessageId) -> Option<FieldKind> {
        match &self.model[entry].fields[..] {
            [key, value] if key.number == 1 && value.number == 2 => match (key.kind, value.kind) {
                (FieldKind::Singular(Type::Scalar(key), _), FieldKind::Singular(value, _)) => {
                    let is_key = !matches!(key, Scalar::Double | Scalar::Float | Scalar::Bytes);
                    is_key.then_some(FieldKind::Map {
                        key,
                        value: not_delimited(value),
                    })
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn check_numbers(&mut self, file: FileId, message: MessageId) {
        let message = &self.model[message];
        let mut numbers: Vec<_> = message
            .fields
            .iter()
            .map(|field| (field.number, field.name, field.source))
            .collect();
        numbers.sort_by_key(|&(number, ..)| number);
        let twice: Vec<_> = numbers
            .windows(2)
            .filter(|pair| pair[0].0 == pair[1].0)
            .map(|pair| (pair[0], pair[1]))
            .collect();
        for ((number, first, _), (_, second, source)) in twice {
            self.error_at(
                file,
                &source,
                format!("fields `{first}` and `{second}` both have the number {number}"),
            );
        }
    }

    fn link_service(
        &mut self,
        declared: &Declared<'a, '_>,
        index: usize,
        service: &ServiceDescriptor<'a>,
    ) {
        let Some(&id) = self.model[declared.id].services.get(index) else {
            return;
        };
        let path = Path::default().child(6, index);
        for (index, method) in service.method.iter().enumerate() {
            let source = declared.info.get(&path.child(2, index));
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
        let path = self.model[file].path;
        let place = source.place(path);
        self.check_name(method.name, &place);
        let options: MethodOptions = self.decoded(wire::decode(method.options), path)?;
        let input = self.method_type(method.name, method.input_type, &place);
        let output = self.method_type(method.name, method.output_type, &place);
        let idempotency = match options.idempotency_level {
            1 => Idempotency::NoSideEffects,
            2 => Idempotency::Idempotent,
            _ => Idempotency::Unknown,
        };
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
            idempotency,
            deprecated: options.deprecated,
            source,
        })
    }

    fn method_type(&mut self, method: &str, name: &str, place: &Place) -> Option<MessageId> {
        match self.symbols.get(name) {
            Some(&Symbol::Message(id)) => Some(id),
            _ => {
                self.dangling(place, &format!("method `{method}`"), "message", name);
                None
            }
        }
    }

    fn dangling(&mut self, place: &Place, who: &str, what: &str, name: &str) {
        let fault = Diagnostic::error(format!(
            "{who} names the {what} `{name}`, which the request does not hold"
        ))
        .at(place.clone())
        .help("types are named in full with a leading dot, as protoc writes them");
        self.diagnostics.push(fault);
    }
}

/// The features of a field: those around it, what proto2 and proto3 write in other ways, and its own.
fn field_features(
    edition: Edition,
    field: &FieldDescriptor<'_>,
    options: &FieldOptions,
    around: Features,
) -> Features {
    let mut features = around;
    if edition <= Edition::Proto3 {
        if let Some(packed) = options.packed {
            features.packed = packed;
        }
        if field.proto3_optional {
            features.presence = FieldPresence::Explicit;
        }
        if field.label == label::REQUIRED {
            features.presence = FieldPresence::LegacyRequired;
        }
    }
    features.with(&options.features)
}

fn scalar(r#type: i32) -> Option<Scalar> {
    Some(match r#type {
        1 => Scalar::Double,
        2 => Scalar::Float,
        3 => Scalar::Int64,
        4 => Scalar::Uint64,
        5 => Scalar::Int32,
        6 => Scalar::Fixed64,
        7 => Scalar::Fixed32,
        8 => Scalar::Bool,
        9 => Scalar::String,
        12 => Scalar::Bytes,
        13 => Scalar::Uint32,
        15 => Scalar::Sfixed32,
        16 => Scalar::Sfixed64,
        17 => Scalar::Sint32,
        18 => Scalar::Sint64,
        _ => return None,
    })
}

/// Nor is the value of a map a group.
fn not_delimited(value: Type) -> Type {
    match value {
        Type::Message { id, .. } => Type::Message {
            id,
            delimited: false,
        },
        value => value,
    }
}

/// Numbers can be packed; what has a length of its own cannot.
fn packable(r#type: Type) -> bool {
    match r#type {
        Type::Scalar(scalar) => !matches!(scalar, Scalar::String | Scalar::Bytes),
        Type::Enum(_) => true,
        Type::Message { .. } => false,
    }
}
