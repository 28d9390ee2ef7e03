//! The trait of a oneof.

use askama::Template;

use super::Reflection;
use super::fields::member_accessors;
use crate::model::MessageId;
use crate::targets::rust::codec::Used;
use crate::targets::rust::ident::Ident;
use crate::targets::rust::syntax::{Call, Line, Ty, lines};
use crate::targets::rust::types::Scope;

/// The impl of a oneof. Bodies are whole lines.
#[derive(Debug, Template)]
#[template(path = "rust/oneof_reflection.rs", escape = "none")]
pub struct OneofReflection {
    /// The modules of the runtime that it names.
    pub used: Used,
    /// The Cargo feature that it is compiled under.
    gate: Option<String>,
    /// Whether it names a deprecated variant.
    deprecated: bool,
    head: String,
    /// The signature of the function that creates a variant, and its arms.
    constructor: String,
    creates: String,
    /// The signature of the function that reads the value, and its arms.
    reader: String,
    reads: String,
    /// The signature of the function that writes the value, and its arms.
    writer: String,
    writes: String,
}

impl OneofReflection {
    /// The impl of a oneof of a message, if options ask for it. It is named in `scope`.
    pub fn new(scope: Scope<'_>, id: MessageId, oneof: usize, ident: &Ident) -> Option<Self> {
        let context = scope.context;
        if !context.options.reflects() {
            return None;
        }
        let message = &context.model[id];
        let mut members = message.fields.iter().filter(|it| it.oneof == Some(oneof));
        let reflection = Reflection::new(scope);
        let [creates, reads, writes] = reflection.oneof_arms(id, oneof);
        let own = scope.option(Ty::path("Self"));
        let value = scope.option(reflection.borrowed("Value"));
        let slot = reflection.borrowed("Slot");
        Some(Self {
            gate: context.options.gate_reflect(),
            deprecated: members.any(|field| field.deprecated),
            head: reflection.implementation("Oneof", ident.as_str()),
            constructor: reflection.signature("new", &["index: usize"], &own),
            creates,
            reader: reflection.signature("member", &["&self", "index: usize"], &value),
            reads,
            writer: reflection.signature("slot", &["&mut self"], &slot),
            writes,
            used: reflection.runtime.used(),
        })
    }
}

impl Reflection<'_> {
    /// The arms of the functions that create, read and write a variant.
    fn oneof_arms(&self, id: MessageId, oneof: usize) -> [String; 3] {
        let context = self.scope.context;
        let (message, names) = (&context.model[id], context.names.members(id));
        let [mut creates, mut reads, mut writes] = lines(message.fields.len());
        let [variant, value, slot] = ["variant", "value::", "slot::"].map(|name| self.path(name));
        let fields = message.fields.iter().zip(&names.fields).enumerate();
        for (index, (field, ident)) in fields.filter(|(_, (it, _))| it.oneof == Some(oneof)) {
            let index = index.to_string();
            let ident = ["Self::", ident.as_str()].concat();
            let create = Call::function(&*variant, [Line::text(&*ident)]);
            self.printer.arm(&mut creates, 12, &*index, &create);
            let boxed = context.derivations.boxed(id, field);
            let [reader, writer] = member_accessors(field.kind.item(), boxed);
            let read = Call::function([&*value, reader], [Line::text("value")]);
            let pattern = self.printer.pair_pattern(12, &index, &ident);
            self.printer.arm(&mut reads, 12, &*pattern, &read);
            let write = Call::function([&*slot, writer], [Line::text("value")]);
            self.printer
                .arm(&mut writes, 12, [&ident, "(value)"], &write);
        }
        [creates, reads, writes]
    }
}
