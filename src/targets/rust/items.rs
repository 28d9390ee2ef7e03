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
#[derive(Debug, Template)]
#[template(path = "rust/items.rs")]
pub struct Items<'m> {
    scope: Scope<'m>,
    pub items: Vec<Item<'m>>,
}

impl Items<'_> {
    /// The import of the modules of the runtime that the items name.
    fn imports(&self) -> Option<String> {
        let used: BTreeSet<_> = self.items.iter().flat_map(Item::used).copied().collect();
        let symbols = Vec::from_iter(used);
        let path = format!("{}::message", self.scope.context.options.runtime);
        (!symbols.is_empty()).then(|| self.scope.layout().import(&path, &symbols))
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
    fn used(&self) -> &[&'static str] {
        match self {
            Self::Message(view) => view.code.as_ref().map_or(&[], |code| &code.used),
            Self::Oneof(view) => view.code.as_ref().map_or(&[], |code| &code.used),
            Self::Enum(_) => &[],
        }
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
        let mut items = Vec::with_capacity(messages.len() + enums.len() + oneofs.len());
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
                items.push(Item::Message(view));
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
                items.push(Item::Enum(EnumView::new(self, id, diagnostics)));
            }
        }
        oneofs
            .iter()
            .for_each(|(ident, element)| names.take(ident, *element, diagnostics));
        Items { scope: self, items }
    }
}
