//! The views of oneofs.

use askama::Template;

use super::fields::OWNED;
use super::{DebugImpl, ImplCode, ViewBuilder, atom, call};
use crate::model::MessageId;
use crate::targets::rust::codec::{RuntimeModule, Used, oneof};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::syntax::{Expr, Ty, lines};
use crate::targets::rust::types::Scope;

/// The view of a oneof, and its impls. Bodies are whole lines.
#[derive(Debug, Template)]
#[template(path = "rust/oneof_view.rs", escape = "none")]
pub struct OneofViewCode<'m> {
    /// The modules of the runtime that it names.
    pub used: Used,
    oneof: &'m Ident,
    /// Whether it names something deprecated.
    deprecated: bool,
    open: String,
    variants: Vec<Variant>,
    /// The impl of the runtime's `Oneof`: its head, and the function that reads a member.
    view: String,
    merge: String,
    reads: String,
    conversion: ImplCode,
    debug: DebugImpl,
}

#[derive(Debug)]
struct Variant {
    deprecated: bool,
    declaration: String,
}

impl<'m> OneofViewCode<'m> {
    /// The view of a oneof of a message, named in `scope`, if the message has a view and the oneof has something to borrow.
    pub fn new(scope: Scope<'m>, id: MessageId, index: usize, ident: &'m Ident) -> Option<Self> {
        let context = scope.context;
        let builder = ViewBuilder::new(scope, id);
        if !context.views.has(id) || !builder.borrows_oneof(index) {
            return None;
        }
        let printer = builder.printer;
        let name = context.names.view_type(scope.module, ident);
        let [with, of_any] = ["<'a>", "<'_>"].map(|lifetime| [name.as_str(), lifetime].concat());
        let variants = builder.members(index).map(|(field, item, variant)| {
            let ty = builder.singular(field, item);
            Variant {
                deprecated: field.deprecated,
                declaration: printer.variant(4, variant.as_str(), &ty),
            }
        });
        let place = scope.option(Ty::path("Self"));
        let place = ["oneof: &mut ", &place.flat()].concat();
        let variants: Vec<_> = variants.collect();
        Some(Self {
            oneof: ident,
            deprecated: variants.iter().any(|variant| variant.deprecated),
            open: printer.open("pub enum", &with),
            view: printer.implementation(
                0,
                "'a",
                &[&builder.view("Oneof"), "<'a>"].concat(),
                &with,
            ),
            merge: builder.merge_signature(&place, "merge"),
            reads: builder.read_members(index),
            conversion: builder.own_oneof(index, ident, &of_any),
            debug: builder.debug(ident.as_str(), &of_any),
            variants,
            used: builder.runtime.used(),
        })
    }
}

impl ViewBuilder<'_> {
    /// The arms that read the members of a oneof.
    fn read_members(&self, index: usize) -> String {
        let [mut reads] = lines(self.message.fields.len());
        for (field, item, variant) in self.members(index) {
            let wrap = ["Self::", variant.as_str()].concat();
            let (module, received) = if self.borrows(item) {
                (RuntimeModule::View, "field")
            } else {
                (RuntimeModule::Merge, OWNED)
            };
            let functions = [self.runtime.name(module), received];
            oneof::read_member(self.printer, &mut reads, field, &wrap, functions);
        }
        reads
    }

    /// The impl that makes the oneof of a view.
    fn own_oneof(&self, index: usize, ident: &Ident, view: &str) -> ImplCode {
        let arms = self.members(index).map(|(_, item, variant)| {
            let function = if self.borrows(item) { "own" } else { "same" };
            let value = call(self.view(function), vec![atom("value")]);
            let owned = [ident.as_str(), "::", variant.as_str()].concat();
            let pattern = ["Self::", variant.as_str(), "(value)"].concat();
            (pattern, call(owned, vec![value]))
        });
        let this = Box::new(atom("self"));
        let value = Expr::Match(this, arms.collect());
        self.own_impl(ident.as_str(), view, value)
    }
}
