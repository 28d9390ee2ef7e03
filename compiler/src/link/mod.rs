//! Links files: declares their symbols in one table, and resolves the names of types, extendees and options.
//!
//! Source: `google/protobuf/descriptor.proto`, and the rules for names of the language guide: the innermost scope that
//! declares the first part of a name wins.

mod declare;
mod lookup;
mod pool;
mod references;
mod symbols;

pub(crate) use declare::declare;
pub(crate) use lookup::{FileScope, FileSet, Lookup, Scope};
pub(crate) use pool::{FieldLink, FileLinks, Pool};
pub(crate) use references::{References, check_extensions, resolve, visible};

use crate::ast::{EnumIndex, FieldIndex, FileIndex, MessageIndex};

/// An element of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Ref<T> {
    pub file: FileIndex,
    pub index: T,
}

pub(crate) type MessageRef = Ref<MessageIndex>;
pub(crate) type EnumRef = Ref<EnumIndex>;
pub(crate) type FieldRef = Ref<FieldIndex>;

/// What the name of a field's type means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TypeRef {
    Message(MessageRef),
    Enum(EnumRef),
}
