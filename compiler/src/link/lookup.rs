//! Lookup of names from a place in a file.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;

use super::symbols::{SymbolIndex, SymbolKind, Symbols};
use super::{EnumRef, FieldRef, MessageRef, Pool, Ref};
use crate::ast::{FileIndex, MessageIndex, ServiceIndex};

/// A set of files.
pub(crate) type FileSet = HashSet<FileIndex, foldhash::fast::FixedState>;

/// A file from which names are looked up: it sees its own symbols and those of its imports.
pub(crate) struct FileScope<'p> {
    pub pool: &'p Pool,
    pub file: FileIndex,
    /// The files whose symbols names referred to, to find unused imports.
    pub used: RefCell<FileSet>,
    /// The last symbol that a lookup found in a file that is not imported.
    not_imported: Cell<Option<SymbolIndex>>,
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

/// Which symbols end a lookup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Symbols of any kind: an inner symbol of another kind hides an outer one.
    Any,
    /// Only messages and enums.
    Type,
}

impl<'p> FileScope<'p> {
    pub fn new(pool: &'p Pool, file: FileIndex) -> Self {
        Self {
            pool,
            file,
            used: RefCell::default(),
            not_imported: Cell::new(None),
        }
    }

    /// Looks up the name of an extension as options use it.
    pub fn extension(&self, scope: Scope, name: &str) -> Lookup {
        self.lookup(scope, name, Wanted::Any)
    }

    /// Looks up a name. A dot in front of it makes it a full name.
    pub fn lookup(&self, scope: Scope, name: &str, wanted: Wanted) -> Lookup {
        self.lookup_from(self.symbol(scope), name, wanted)
    }

    /// Looks up the name of an extension of a message, which may be in another file: the innermost scope is that around the
    /// message.
    pub fn extension_near(&self, message: MessageRef, name: &str) -> Lookup {
        let symbols = &self.pool.symbols;
        let symbol = symbols.files[message.file.index()].messages[message.index.index()];
        self.lookup_from(symbols.get(symbol).parent, name, Wanted::Any)
    }

    /// Looks up a full name, which has no dot in front.
    pub fn full_name(&self, name: &str) -> Lookup {
        self.lookup_from(Symbols::ROOT, name, Wanted::Any)
    }

    fn lookup_from(&self, scope: SymbolIndex, name: &str, wanted: Wanted) -> Lookup {
        self.not_imported.set(None);
        match self.search(scope, name, wanted) {
            Ok(Some(found)) => self.element(found),
            Ok(None) => match self.not_imported.get() {
                None => Lookup::Unknown,
                Some(symbol) => {
                    let files = &self.pool.files;
                    let file = self.pool.symbols.get(symbol).file;
                    Lookup::NotImported(self.pool.symbols.full_name(files, symbol), file)
                }
            },
            Err(captured) => Lookup::Captured(captured),
        }
    }

    /// Marks a file as used that a rule names rather than a source.
    pub fn uses(&self, file: FileIndex) {
        self.used.borrow_mut().insert(file);
    }

    fn symbol(&self, scope: Scope) -> SymbolIndex {
        let symbols = &self.pool.symbols.files[self.file.index()];
        match scope {
            Scope::Package => symbols.package,
            Scope::Message(index) => symbols.messages[index.index()],
            Scope::Service(index) => symbols.services[index.index()],
        }
    }

    /// Searches the scopes from the innermost to the outermost. The error is the name that captured the first part.
    fn search(
        &self,
        mut scope: SymbolIndex,
        name: &str,
        wanted: Wanted,
    ) -> Result<Option<SymbolIndex>, String> {
        let (files, symbols) = (&self.pool.files, &self.pool.symbols);
        let root = symbols.root_of(scope);
        if let Some(full_name) = name.strip_prefix('.') {
            return Ok(self.visible_path(root, full_name));
        }
        let first = name.split('.').next().unwrap_or(name);
        while scope != root {
            if let Some(found) = self.visible_path(scope, first) {
                let kind = symbols.get(found).kind;
                if first.len() == name.len() {
                    if wanted == Wanted::Any || kind.is_type() {
                        return Ok(Some(found));
                    }
                } else if kind.is_aggregate() {
                    let whole = self.visible_path(scope, name);
                    let resolved = || format!("{}.{name}", symbols.full_name(files, scope));
                    return whole.map(Some).ok_or_else(resolved);
                }
            }
            scope = symbols.get(scope).parent;
        }
        Ok(self.visible_path(root, name))
    }

    /// The symbol of a path in a scope, if the file sees it. Files see packages that they or their imports are in.
    fn visible_path(&self, scope: SymbolIndex, path: &str) -> Option<SymbolIndex> {
        let symbols = &self.pool.symbols;
        let found = symbols.find_path(&self.pool.files, scope, path)?;
        let symbol = symbols.get(found);
        let visible = &self.pool.links[self.file.index()].visible;
        let sees = if matches!(symbol.kind, SymbolKind::Package(_)) {
            let within =
                |file: FileIndex| symbols.is_within(symbols.files[file.index()].package, found);
            within(self.file)
                || visible.files.iter().copied().any(within)
                || visible.for_options.iter().copied().any(within)
        } else {
            let direct =
                symbol.file == self.file || visible.files.binary_search(&symbol.file).is_ok();
            let for_options = !direct && visible.for_options.binary_search(&symbol.file).is_ok();
            if direct || for_options {
                self.uses(symbol.file);
            }
            direct || for_options && matches!(symbol.kind, SymbolKind::Field(_))
        };
        if !sees {
            self.not_imported.set(Some(found));
        }
        sees.then_some(found)
    }

    fn element(&self, symbol: SymbolIndex) -> Lookup {
        let symbol = self.pool.symbols.get(symbol);
        let file = symbol.file;
        match symbol.kind {
            SymbolKind::Message(index) => Lookup::Message(Ref { file, index }),
            SymbolKind::Enum(index) => Lookup::Enum(Ref { file, index }),
            SymbolKind::Field(index) => Lookup::Field(Ref { file, index }),
            _ => Lookup::Other,
        }
    }
}
