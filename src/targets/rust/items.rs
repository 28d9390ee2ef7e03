//! The items of a module: messages, enums and oneofs, with the modules of what is nested in them.

use std::collections::BTreeSet;

use askama::Template;

use super::enums::EnumView;
use super::ident::Ident;
use super::messages::{MessageView, OneofView};
use super::names::TypeName;
use super::types::Scope;
use super::unique::{Element, Unique};
use crate::diagnostics::Diagnostics;
use crate::model::{EnumId, MessageId};

/// What a module holds.
#[derive(Debug, Default, Template)]
#[template(path = "rust/items.rs")]
pub struct Items<'m> {
    used: BTreeSet<&'static str>,
    /// The modules of the runtime that the items name.
    pub imports: Option<String>,
    pub items: Vec<Item<'m>>,
}

impl<'m> Items<'m> {
    /// Adds an item of the module that `scope` is.
    pub fn push(&mut self, scope: Scope<'m>, item: Item<'m>) {
        self.used.extend(item.used());
        self.items.push(item);
        if !self.used.is_empty() {
            let path = format!("{}::message", scope.context.options.runtime);
            let symbols: Vec<_> = self.used.iter().copied().collect();
            self.imports = Some(scope.layout().import(&path, &symbols));
        }
    }
}

/// An item of a module.
#[derive(Debug)]
pub enum Item<'m> {
    Message(MessageView<'m>),
    Enum(EnumView<'m>),
    Oneof(OneofView<'m>),
}

impl Item<'_> {
    /// The modules of the runtime that it names.
    fn used(&self) -> BTreeSet<&'static str> {
        match self {
            Self::Message(view) => view.code.as_ref().map(|code| code.used.clone()),
            Self::Oneof(view) => view.code.as_ref().map(|code| code.used.clone()),
            Self::Enum(_) => None,
        }
        .unwrap_or_default()
    }
}

impl<'m> Scope<'m> {
    /// The items for messages and enums that are declared beside each other, without what others generate.
    pub fn items(
        self,
        messages: &[MessageId],
        enums: &[EnumId],
        oneofs: &[(Ident, Element<'m>)],
        diagnostics: &mut Diagnostics,
    ) -> Items<'m> {
        let context = self.context;
        let mut names = Unique::new(context.model);
        let mut items = Items::default();
        for &id in messages.iter().filter(|&&id| context.selection.message(id)) {
            if let TypeName::Local(_, ident) = context.names.message(id) {
                let message = &context.model[id];
                let element = Element {
                    what: "message",
                    name: message.name,
                    file: message.file,
                    source: &message.source,
                };
                names.take(ident, element, diagnostics);
                let view = MessageView::new(self, id, diagnostics);
                items.push(self, Item::Message(view));
            }
        }
        for &id in enums.iter().filter(|&&id| context.selection.r#enum(id)) {
            if let TypeName::Local(_, ident) = context.names.r#enum(id) {
                let r#enum = &context.model[id];
                let element = Element {
                    what: "enum",
                    name: r#enum.name,
                    file: r#enum.file,
                    source: &r#enum.source,
                };
                names.take(ident, element, diagnostics);
                items.push(self, Item::Enum(EnumView::new(self, id, diagnostics)));
            }
        }
        oneofs
            .iter()
            .for_each(|(ident, element)| names.take(ident, *element, diagnostics));
        items
    }
}
