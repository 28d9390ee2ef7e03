//! The items of a module: messages, enums and oneofs, and the modules of their nested types.

use std::collections::BTreeSet;

use askama::Template;

use super::codec::{ExtensionView, RuntimeModule, Used};
use super::enums::{EnumView, OpenEnumView};
use super::messages::MessageView;
use super::names::TypeName;
use super::types::Scope;
use super::validate::RequiredView;
use crate::model::{EnumId, ExtensionId, MessageId};

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
    pub fn print<'u>(&mut self, item: &impl Template, used: impl IntoIterator<Item = &'u Used>) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        // Writing to a `String` never fails.
        let _ = item.render_into(&mut self.text);
        self.name(used);
    }

    /// Prints the constants of extensions.
    pub fn extensions(&mut self, ids: &[ExtensionId]) {
        let ids = ids.iter().copied();
        for id in ids.filter(|&id| self.scope.context.generates_extension(id)) {
            let view = ExtensionView::new(self.scope, id);
            self.print(&view, Some(&view.used));
        }
    }

    /// Adds the items of the runtime that code names.
    fn name<'u>(&mut self, used: impl IntoIterator<Item = &'u Used>) {
        for used in used {
            self.used.extend(&used.imports);
            self.calls_runtime |= used.any;
        }
    }

    /// The imports of the modules of the runtime that the items name by short names.
    pub fn imports(&self) -> Option<String> {
        let options = self.scope.context.options;
        let path = [&*options.runtime, "::message"].concat();
        let gate = options.gate_json.as_deref();
        let symbols = self.used.iter().copied();
        let (gated, always): (Vec<_>, Vec<_>) = symbols
            .partition(|symbol| gate.is_some() && RuntimeModule::of_json(symbol, options.text));
        let import = |symbols: &[&str]| self.scope.printer().import(0, &path, symbols);
        let always = (!always.is_empty()).then(|| import(&always));
        let gated = gate.filter(|_| !gated.is_empty()).map(|gate| {
            let gate = ["#[cfg(feature = \"", gate, "\")]\n"].concat();
            gate + &import(&gated)
        });
        let lines: Vec<_> = always.into_iter().chain(gated).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
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
                items.print(&view, view.used());
                items.calls_runtime |= view.module.is_some_and(|module| module.calls_runtime);
                if let Some(required) = RequiredView::new(self, id, ident) {
                    items.print(&required, None);
                }
            }
        }
        for &id in enums.iter().filter(|&&id| context.selection.r#enum(id)) {
            let TypeName::Local(_, ident) = context.names.r#enum(id) else {
                continue;
            };
            if context.names.is_open(id) {
                let view = OpenEnumView::new(self, id, ident);
                items.print(&view, view.reflection.as_ref().map(|it| &it.used));
            } else {
                let view = EnumView::new(self, id, ident);
                items.print(&view, view.reflection.as_ref().map(|it| &it.used));
            }
        }
        items
    }
}
