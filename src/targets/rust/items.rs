//! The items of a module: messages, enums and oneofs, and the modules of their nested types.

use std::collections::BTreeSet;

use askama::Template;

use super::codec::Used;
use super::enums::EnumView;
use super::messages::MessageView;
use super::names::TypeName;
use super::types::Scope;
use crate::model::{EnumId, MessageId};

/// A typical size of an item's code, in bytes.
const USUAL: usize = 2048;

/// The text of a module. Each item is printed before the next view is built, because the views of all items take many times
/// the memory.
#[derive(Debug)]
pub struct Items<'m> {
    scope: Scope<'m>,
    pub text: String,
    /// The modules of the runtime to import.
    used: BTreeSet<&'static str>,
    /// Whether the items, or items of their modules, name the runtime.
    pub calls_runtime: bool,
}

impl Items<'_> {
    /// Prints an item with code that names these modules of the runtime.
    pub fn print(&mut self, item: &impl Template, used: Option<&Used>) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        // Writing to a `String` never fails.
        let _ = item.render_into(&mut self.text);
        self.name(used);
    }

    /// Adds the items of the runtime that code names.
    fn name(&mut self, used: Option<&Used>) {
        if let Some(used) = used {
            self.used.extend(&used.imports);
            self.calls_runtime |= used.any;
        }
    }

    /// The import of the modules of the runtime that the items name by short names.
    pub fn imports(&self) -> Option<String> {
        let symbols = Vec::from_iter(self.used.iter().copied());
        let path = [&*self.scope.context.options.runtime, "::message"].concat();
        (!symbols.is_empty()).then(|| self.scope.printer().import(0, &path, &symbols))
    }
}

impl<'m> Scope<'m> {
    /// Prints the messages and enums of one scope, except those that other code provides.
    pub fn items(self, messages: &[MessageId], enums: &[EnumId]) -> Items<'m> {
        let context = self.context;
        let mut items = Items {
            scope: self,
            text: String::with_capacity(USUAL * (messages.len() + enums.len())),
            used: BTreeSet::new(),
            calls_runtime: false,
        };
        for &id in messages.iter().filter(|&&id| context.selection.message(id)) {
            if let TypeName::Local(_, ident) = context.names.message(id) {
                let view = MessageView::new(self, id, ident);
                items.print(&view, view.code.as_ref().map(|code| &code.used));
                items.name(view.storage.as_ref().map(|storage| &storage.used));
                items.calls_runtime |= view.module.is_some_and(|module| module.calls_runtime);
            }
        }
        for &id in enums.iter().filter(|&&id| context.selection.r#enum(id)) {
            if let TypeName::Local(_, ident) = context.names.r#enum(id) {
                items.print(&EnumView::new(self, id, ident), None);
            }
        }
        items
    }
}
