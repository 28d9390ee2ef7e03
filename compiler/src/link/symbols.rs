//! The table of all symbols.
//!
//! A symbol is found by its parent and its own name, so that the table has no full names, and the scopes around a symbol are
//! its parents. A package is a symbol too, whose parent is the package around it.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use crate::ast::{EnumIndex, FieldIndex, File, FileIndex, MessageIndex, ServiceIndex};

/// An index into the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SymbolIndex(u32);

/// What a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SymbolKind {
    /// The outermost scope.
    Root,
    /// An index into the names of packages.
    Package(u32),
    Message(MessageIndex),
    Field(FieldIndex),
    Oneof(MessageIndex, u32),
    Enum(EnumIndex),
    EnumValue(EnumIndex, u32),
    Service(ServiceIndex),
    Method(ServiceIndex, u32),
}

impl SymbolKind {
    /// Whether a name can continue after a dot.
    pub fn is_aggregate(self) -> bool {
        matches!(
            self,
            Self::Package(_) | Self::Message(_) | Self::Enum(_) | Self::Service(_)
        )
    }

    /// Whether a field can have it as its type.
    pub fn is_type(self) -> bool {
        matches!(self, Self::Message(_) | Self::Enum(_))
    }
}

/// A symbol.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Symbol {
    pub parent: SymbolIndex,
    /// The file that declares it; for a package, the first one.
    pub file: FileIndex,
    pub kind: SymbolKind,
}

/// The symbols of the messages and services of a file, by their indexes, and the symbol of its package.
#[derive(Debug)]
pub(crate) struct FileSymbols {
    pub package: SymbolIndex,
    pub messages: Vec<SymbolIndex>,
    pub enums: Vec<SymbolIndex>,
    pub services: Vec<SymbolIndex>,
}

/// All symbols.
#[derive(Debug)]
pub(crate) struct Symbols {
    symbols: Vec<Symbol>,
    table: HashTable<SymbolIndex>,
    hasher: FixedState,
    packages: Vec<Box<str>>,
    pub files: Vec<FileSymbols>,
}

impl Symbols {
    /// The scope of all sources.
    pub const ROOT: SymbolIndex = SymbolIndex(0);
    /// The scope of the bundled `descriptor.proto`, where no source imports it.
    pub const HIDDEN_ROOT: SymbolIndex = SymbolIndex(1);

    /// An empty table with room for some symbols.
    pub fn with_capacity(capacity: usize) -> Self {
        let root = |index| Symbol {
            parent: SymbolIndex(index),
            file: FileIndex(0),
            kind: SymbolKind::Root,
        };
        let mut symbols = Vec::with_capacity(capacity.saturating_add(2));
        symbols.extend([root(0), root(1)]);
        Self {
            symbols,
            table: HashTable::with_capacity(capacity),
            hasher: FixedState::with_seed(0),
            packages: Vec::new(),
            files: Vec::new(),
        }
    }

    pub fn get(&self, index: SymbolIndex) -> &Symbol {
        &self.symbols[index.0 as usize]
    }

    /// The symbol that a scope declares with this name.
    pub fn find(&self, files: &[File], parent: SymbolIndex, name: &str) -> Option<SymbolIndex> {
        let hash = self.hasher.hash_one((parent.0, name));
        let same = |&index: &SymbolIndex| {
            self.get(index).parent == parent && self.name(files, index) == name
        };
        self.table.find(hash, same).copied()
    }

    /// The symbol with a name of several parts, from a scope inwards.
    pub fn find_path(&self, files: &[File], scope: SymbolIndex, path: &str) -> Option<SymbolIndex> {
        let mut parts = path.split('.');
        parts.try_fold(scope, |scope, part| self.find(files, scope, part))
    }

    /// Adds a symbol that is not there yet.
    pub fn insert(&mut self, files: &[File], name: &str, symbol: Symbol) -> SymbolIndex {
        let index = SymbolIndex(u32::try_from(self.symbols.len()).unwrap_or(u32::MAX));
        self.symbols.push(symbol);
        let hash = self.hasher.hash_one((symbol.parent.0, name));
        let (symbols, packages, hasher) = (&self.symbols, &self.packages, &self.hasher);
        let rehash = |&index: &SymbolIndex| {
            let symbol = &symbols[index.0 as usize];
            hasher.hash_one((symbol.parent.0, name_of(files, packages, symbol)))
        };
        self.table.insert_unique(hash, index, rehash);
        index
    }

    /// Adds a package.
    pub fn insert_package(
        &mut self,
        files: &[File],
        parent: SymbolIndex,
        name: &str,
        file: FileIndex,
    ) -> SymbolIndex {
        let kind = SymbolKind::Package(u32::try_from(self.packages.len()).unwrap_or(u32::MAX));
        self.packages.push(name.into());
        self.insert(files, name, Symbol { parent, file, kind })
    }

    /// The own name of a symbol.
    pub fn name<'s>(&'s self, files: &'s [File], index: SymbolIndex) -> &'s str {
        name_of(files, &self.packages, self.get(index))
    }

    /// The name of a symbol with all scopes around it.
    pub fn full_name(&self, files: &[File], index: SymbolIndex) -> String {
        let mut parts = Vec::new();
        let mut next = index;
        while self.get(next).kind != SymbolKind::Root {
            parts.push(self.name(files, next));
            next = self.get(next).parent;
        }
        parts.reverse();
        parts.join(".")
    }

    /// The outermost scope around a symbol.
    pub fn root_of(&self, mut symbol: SymbolIndex) -> SymbolIndex {
        while self.get(symbol).kind != SymbolKind::Root {
            symbol = self.get(symbol).parent;
        }
        symbol
    }

    /// Whether a symbol is another, or is in its scope.
    pub fn is_within(&self, mut inner: SymbolIndex, outer: SymbolIndex) -> bool {
        while inner != outer {
            if self.get(inner).kind == SymbolKind::Root {
                return false;
            }
            inner = self.get(inner).parent;
        }
        true
    }
}

fn name_of<'s>(files: &'s [File], packages: &'s [Box<str>], symbol: &Symbol) -> &'s str {
    let file = || &files[symbol.file.index()];
    match symbol.kind {
        SymbolKind::Root => "",
        SymbolKind::Package(index) => &packages[index as usize],
        SymbolKind::Message(index) => &file().message(index).name.text,
        SymbolKind::Field(index) => &file().field(index).name.text,
        SymbolKind::Oneof(message, index) => {
            &file().message(message).oneofs[index as usize].name.text
        }
        SymbolKind::Enum(index) => &file().enum_(index).name.text,
        SymbolKind::EnumValue(enum_, index) => {
            &file().enum_(enum_).values[index as usize].name.text
        }
        SymbolKind::Service(index) => &file().service(index).name.text,
        SymbolKind::Method(service, index) => {
            &file().service(service).methods[index as usize].name.text
        }
    }
}
