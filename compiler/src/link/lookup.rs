//! Lookup of names from a place in a file.

use std::cell::RefCell;
use std::collections::HashSet;

use super::{EnumRef, FieldRef, MessageRef, Pool};
use crate::ast::{FileIndex, MessageIndex, ServiceIndex};

/// A file from which names are looked up: it sees its own symbols and those of its imports.
pub(crate) struct FileScope<'p> {
    pub pool: &'p Pool,
    pub file: FileIndex,
    /// The files whose symbols names referred to, to find unused imports.
    pub used: RefCell<HashSet<FileIndex>>,
}

/// The innermost scope in which a name is looked up first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Package,
    Message(MessageIndex),
    Service(ServiceIndex),
}

/// The result of a lookup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lookup {
    Message(MessageRef),
    Enum(EnumRef),
    /// A field or an extension.
    Field(FieldRef),
    /// A symbol that is neither: a package, a service, a method, a oneof or an enum value.
    Other,
    /// There is no such symbol.
    Unknown,
    /// An inner scope has the first part of the name, but not the rest of it: the name as it was resolved.
    Captured(String),
    /// The symbol, by its full name, is in a file that is not imported.
    NotImported(String, FileIndex),
}

impl FileScope<'_> {
    /// Looks up the name of an extension as options use it.
    pub fn extension(&self, scope: Scope, name: &str) -> Lookup {
        todo!("{scope:?} {name}")
    }
}
