//! Messages, fields, enums and services.

use super::{Encoder, Writer};
use crate::ast::{
    EnumIndex, ExtensionRange, FieldIndex, MessageIndex, Oneof, ReservedRange, Service,
};
use crate::json_name::default_json_name;
use crate::link::{MessageRef, Ref, TypeRef};

impl Encoder<'_> {
    pub(super) fn message(&self, writer: &mut Writer, index: MessageIndex) {
        let message = self.pool.file(self.file).message(index);
        writer.bytes(1, message.name.text.as_bytes());
        for &field in &message.fields {
            writer.message(2, |writer| self.field(writer, field));
        }
        for &nested in &message.messages {
            writer.message(3, |writer| self.message(writer, nested));
        }
        for &enum_ in &message.enums {
            writer.message(4, |writer| self.enum_(writer, enum_));
        }
        for range in &message.extension_ranges {
            writer.message(5, |writer| self.extension_range(writer, range));
        }
        for &extension in &message.extensions {
            writer.message(6, |writer| self.field(writer, extension));
        }
        if message.map_entry {
            writer.message(7, |writer| writer.uint(7, 1));
        }
        self.options(writer, 7, message.options);
        for oneof in &message.oneofs {
            writer.message(8, |writer| self.oneof(writer, oneof));
        }
        for range in &message.reserved_ranges {
            writer.message(9, |writer| reserved_range(writer, range));
        }
        for name in &message.reserved_names {
            writer.bytes(10, name);
        }
        if let Some(visibility) = message.visibility {
            writer.int32(11, visibility as i32);
        }
    }

    pub(super) fn field(&self, writer: &mut Writer, index: FieldIndex) {
        let field = self.pool.file(self.file).field(index);
        let link = self.pool.link(Ref {
            file: self.file,
            index,
        });
        writer.bytes(1, field.name.text.as_bytes());
        if let Some(extendee) = link.extendee {
            writer.bytes(2, self.message_name(extendee).as_bytes());
        }
        writer.int32(3, field.number);
        writer.int32(4, field.label as i32);
        writer.int32(5, link.type_ as i32);
        match link.target {
            Some(TypeRef::Message(message)) => {
                writer.bytes(6, self.message_name(message).as_bytes());
            }
            Some(TypeRef::Enum(enum_)) => {
                writer.bytes(6, format!(".{}", self.pool.enum_name(enum_)).as_bytes());
            }
            None => {}
        }
        if let Some(default) = &field.default {
            writer.bytes(7, &default.value);
        }
        self.options(writer, 8, field.options);
        if let Some(oneof) = field.oneof {
            writer.uint(9, u64::from(oneof));
        }
        match &field.json_name {
            Some(name) => writer.bytes(10, &name.value),
            None => writer.bytes(10, &default_json_name(&field.name.text)),
        }
        if field.proto3_optional {
            writer.uint(17, 1);
        }
    }

    fn message_name(&self, message: MessageRef) -> String {
        format!(".{}", self.pool.message_name(message))
    }

    fn extension_range(&self, writer: &mut Writer, range: &ExtensionRange) {
        writer.int32(1, range.start);
        writer.int32(2, range.end);
        self.options(writer, 3, range.options);
    }

    fn oneof(&self, writer: &mut Writer, oneof: &Oneof) {
        writer.bytes(1, oneof.name.text.as_bytes());
        self.options(writer, 2, oneof.options);
    }

    pub(super) fn enum_(&self, writer: &mut Writer, index: EnumIndex) {
        let enum_ = self.pool.file(self.file).enum_(index);
        writer.bytes(1, enum_.name.text.as_bytes());
        for value in &enum_.values {
            writer.message(2, |writer| {
                writer.bytes(1, value.name.text.as_bytes());
                writer.int32(2, value.number);
                self.options(writer, 3, value.options);
            });
        }
        self.options(writer, 3, enum_.options);
        for range in &enum_.reserved_ranges {
            writer.message(4, |writer| reserved_range(writer, range));
        }
        for name in &enum_.reserved_names {
            writer.bytes(5, name);
        }
        if let Some(visibility) = enum_.visibility {
            writer.int32(6, visibility as i32);
        }
    }

    /// `links` has the input and the output of each method.
    pub(super) fn service(
        &self,
        writer: &mut Writer,
        service: &Service,
        links: &[[Option<MessageRef>; 2]],
    ) {
        writer.bytes(1, service.name.text.as_bytes());
        for (method, types) in service.methods.iter().zip(links) {
            writer.message(2, |writer| {
                writer.bytes(1, method.name.text.as_bytes());
                for (number, message) in [2, 3].into_iter().zip(types) {
                    if let Some(message) = message {
                        writer.bytes(number, self.message_name(*message).as_bytes());
                    }
                }
                self.options(writer, 4, method.options);
                for (number, streaming) in
                    [(5, method.client_streaming), (6, method.server_streaming)]
                {
                    if streaming {
                        writer.uint(number, 1);
                    }
                }
            });
        }
        self.options(writer, 3, service.options);
    }
}

fn reserved_range(writer: &mut Writer, range: &ReservedRange) {
    writer.int32(1, range.start);
    writer.int32(2, range.end);
}
