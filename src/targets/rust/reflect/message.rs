//! The traits of a message.

use std::collections::BTreeMap;

use askama::Template;

use super::Reflection;
use super::fields::{accessors, cardinality, literal, type_argument, well_known};
use super::serde::SerdeView;
use super::text::TextView;
use crate::model::{Field, Message, MessageId};
use crate::targets::rust::codec::{RuntimeModule, Used, word};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::stored::stores_fields;
use crate::targets::rust::syntax::{Call, Line, Ty, lines};
use crate::targets::rust::types::Scope;

/// The impls of a message. Bodies are whole lines.
#[derive(Debug, Template)]
#[template(path = "rust/message_reflection.rs", escape = "none")]
pub struct MessageReflection {
    /// The modules of the runtime that it names.
    pub used: Used,
    /// The Cargo feature that it is compiled under.
    gate: Option<String>,
    /// Whether it names a deprecated field.
    deprecated: bool,
    head: String,
    /// The signature of the function that returns the descriptor.
    signature: String,
    /// The static with the fields; empty if there are no fields.
    fields: String,
    descriptor: String,
    /// The signature of the function that reads a field, and its arms.
    reader: String,
    reads: String,
    /// The signature of the function that writes a field, and its arms.
    writer: String,
    writes: String,
    /// The signatures of the functions that return the unknown fields, if the message stores them.
    unknown: Option<[String; 2]>,
    serde: Option<SerdeView>,
    text: Option<TextView>,
}

impl MessageReflection {
    /// The impls of a message, if options ask for them.
    pub fn new(scope: Scope<'_>, id: MessageId, ident: &Ident) -> Option<Self> {
        let options = scope.context.options;
        if !options.reflects() {
            return None;
        }
        let message = &scope.context.model[id];
        let reflection = Reflection::new(scope);
        let [reads, writes] = reflection.arms(id);
        let (index, access) = match message.fields[..] {
            [] => ("_: usize", "_: "),
            _ => ("index: usize", "access: "),
        };
        let access = [access, &*reflection.path("Access")].concat();
        let value = scope.option(reflection.borrowed("Value"));
        let place = scope.option(reflection.borrowed("Slot"));
        let mut regular = message.fields.iter().filter(|field| field.oneof.is_none());
        Some(Self {
            gate: options.gate_reflect(),
            deprecated: regular.any(|field| field.deprecated),
            head: reflection.implementation("Described", ident.as_str()),
            signature: reflection.descriptor_signature("MessageDescriptor"),
            fields: reflection.fields(&message.fields),
            descriptor: reflection.message_descriptor(message),
            reader: reflection.signature("field", &["&self", index], &value),
            reads,
            writer: reflection.signature("field_mut", &["&mut self", index, &access], &place),
            writes,
            unknown: stores_fields(options, message).then(|| reflection.unknown()),
            serde: options
                .json
                .then(|| SerdeView::of_message(&reflection, ident)),
            text: options.text.then(|| TextView::new(&reflection, ident)),
            used: reflection.runtime.used(),
        })
    }
}

impl Reflection<'_> {
    /// The signatures of the functions that return the unknown fields.
    fn unknown(&self) -> [String; 2] {
        let unknown_fields = self.runtime.name(RuntimeModule::UnknownFields);
        let option = |borrow: &str| {
            let ty = Ty::path([borrow, unknown_fields].concat());
            self.scope.option(ty)
        };
        [
            self.signature("unknown", &["&self"], &option("&")),
            self.signature("unknown_mut", &["&mut self"], &option("&mut ")),
        ]
    }

    /// The static with the fields; empty if there are no fields.
    fn fields(&self, fields: &[Field<'_>]) -> String {
        if fields.is_empty() {
            return String::new();
        }
        let texts = fields.iter().map(|field| {
            let ty = type_argument(self.scope, field.kind.item());
            (ty, literal(field.name), literal(&field.json_name))
        });
        let texts: Vec<_> = texts.collect();
        let redacted = self.path("field::redacted");
        let modules = fields.iter().map(|field| {
            let cardinality = cardinality(field);
            self.path(&["field::", cardinality, "::"].concat())
        });
        let modules: Vec<_> = modules.collect();
        let parts = fields.iter().zip(&texts).zip(&modules);
        let items = parts.map(|((field, (ty, name, json_name)), module)| {
            let number = Line::Number(field.number);
            let mut args = vec![number, Line::text(&**name), Line::text(&**json_name)];
            args.extend(field.oneof.map(|oneof| Line::Number(oneof as u32)));
            let call = Call::typed([&**module, word(field.kind.item())], ty, args);
            if field.redacted {
                Call::function(&*redacted, [Line::from(call)])
            } else {
                call
            }
        });
        self.list("FIELDS", "FieldDescriptor", &items.collect::<Vec<_>>())
    }

    fn message_descriptor(&self, message: &Message<'_>) -> String {
        let full_name = &message.full_name[1..];
        let fields = if message.fields.is_empty() {
            "&[]"
        } else {
            "FIELDS"
        };
        let mut args = vec![Line::text(["\"", full_name, "\""]), Line::text(fields)];
        let reserved = literal(&message.reserved_names.join(" "));
        match well_known(full_name) {
            None if !message.reserved_names.is_empty() => {
                args.push(Line::text(&*reserved));
                self.descriptor("MessageDescriptor", "with_reserved", args)
            }
            None => self.descriptor("MessageDescriptor", "new", args),
            Some(form) => {
                let form = self.path(&["WellKnown::", form].concat());
                args.push(Line::text(&*form));
                self.descriptor("MessageDescriptor", "well_known", args)
            }
        }
    }

    /// The arms of the functions that read and write a field.
    fn arms(&self, id: MessageId) -> [String; 2] {
        let context = self.scope.context;
        let (message, names) = (&context.model[id], context.names.members(id));
        let [mut reads, mut writes] = lines(message.fields.len());
        let [value, slot] = ["value::", "slot::"].map(|module| self.path(module));
        let mut oneofs = BTreeMap::<_, Vec<_>>::new();
        for (index, field) in message.fields.iter().enumerate() {
            if let Some(oneof) = field.oneof {
                oneofs.entry(oneof).or_default().push(index as u32);
            }
        }
        let access = || Line::text("access");
        for (index, (field, ident)) in message.fields.iter().zip(&names.fields).enumerate() {
            if let Some(oneof) = field.oneof {
                // The first member has the arm of all.
                let Some(indices) = oneofs.remove(&oneof) else {
                    continue;
                };
                let pattern = self.printer.numbers(12, &indices);
                let place = names.oneofs[oneof].field.as_str();
                let args = [Line::field("&", place), Line::text("index")];
                let read = Call::function([&*value, "oneof"], args);
                self.printer.arm(&mut reads, 12, &*pattern, &read);
                let args = [Line::field("&mut ", place), Line::text("index"), access()];
                let write = Call::function([&*slot, "oneof"], args);
                self.printer.arm(&mut writes, 12, &*pattern, &write);
                continue;
            }
            let pattern = index.to_string();
            let [reader, writer] = accessors(field, context.derivations.boxed(id, field));
            let read = Call::function([&*value, reader], [Line::field("&", ident.as_str())]);
            self.printer.arm(&mut reads, 12, &*pattern, &read);
            let args = [Line::field("&mut ", ident.as_str()), access()];
            let write = Call::function([&*slot, writer], args);
            self.printer.arm(&mut writes, 12, &*pattern, &write);
        }
        [reads, writes]
    }
}
