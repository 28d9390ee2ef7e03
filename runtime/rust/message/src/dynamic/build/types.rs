//! Finds types by the names in fields.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use super::collect::{CollectedMessage, Symbol};
use super::name;
use crate::reflect::{DynamicType, EnumDescriptor, WellKnown};

/// The types of files, and the well-known types that no file declares.
pub(super) struct Types<'c> {
    messages: &'c [CollectedMessage],
    symbols: HashMap<String, Symbol>,
    /// The names of well-known types that are still to be added. Their indices follow those of the files.
    missing: VecDeque<String>,
    next: usize,
}

/// The type of a field.
pub(super) enum Found {
    Message(Arc<DynamicType>),
    Enum(Arc<EnumDescriptor>),
}

impl<'c> Types<'c> {
    pub(super) fn new(messages: &'c [CollectedMessage], symbols: HashMap<String, Symbol>) -> Self {
        Self {
            messages,
            symbols,
            missing: VecDeque::new(),
            next: messages.len(),
        }
    }

    /// The type with a full name, which starts with a dot in fields.
    pub(super) fn find(&mut self, name: &str) -> Result<Found, String> {
        let full_name = name.strip_prefix('.').unwrap_or(name);
        match self.symbols.get(full_name) {
            Some(Symbol::Message(message)) => Ok(Found::Message(message.clone())),
            Some(Symbol::Enum(descriptor)) => Ok(Found::Enum(descriptor.clone())),
            Some(Symbol::Other) => Err(format!("`{}` is not a type", name::shown(full_name))),
            None if WellKnown::named(full_name).is_some() => {
                let message = Arc::new(DynamicType::new(self.next, full_name));
                self.next += 1;
                let symbol = Symbol::Message(message.clone());
                self.symbols.insert(full_name.to_owned(), symbol);
                self.missing.push_back(full_name.to_owned());
                Ok(Found::Message(message))
            }
            None => Err(format!("the type `{}` is missing", name::shown(full_name))),
        }
    }

    /// The message with a full name.
    pub(super) fn find_message(&mut self, name: &str) -> Result<Arc<DynamicType>, String> {
        match self.find(name)? {
            Found::Message(message) => Ok(message),
            Found::Enum(found) => Err(format!("`{}` is not a message", found.full_name())),
        }
    }

    /// The message of a file.
    pub(super) fn declared(&self, full_name: &str) -> Option<(usize, &'c CollectedMessage)> {
        match self.symbols.get(full_name.strip_prefix('.')?) {
            Some(Symbol::Message(message)) => {
                let index = message.index();
                Some((index, self.messages.get(index)?))
            }
            _ => None,
        }
    }

    /// The next well-known type to add.
    pub(super) fn next_well_known(&mut self) -> Option<String> {
        self.missing.pop_front()
    }

    pub(super) fn into_enums(self) -> BTreeMap<Box<str>, Arc<EnumDescriptor>> {
        let symbols = self.symbols.into_iter();
        let enums = symbols.filter_map(|(name, symbol)| match symbol {
            Symbol::Enum(descriptor) => Some((name.into(), descriptor)),
            Symbol::Message(_) | Symbol::Other => None,
        });
        enums.collect()
    }
}
