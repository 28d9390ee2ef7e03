//! Declares the symbols of all files, and reports names that are declared twice.

use std::fmt::Write as _;

use super::symbols::{FileSymbols, Symbol, SymbolIndex, SymbolKind, Symbols};
use crate::ast::{EnumIndex, FieldIndex, File, FileIndex, MessageIndex, Name, ServiceIndex};
use crate::fault::Fault;
use crate::source::Span;

/// The maximum number of parts of a package. Lookups walk over all of them, and protoc rejects more.
pub(crate) const MAX_PACKAGE_DEPTH: usize = 101;

/// Declares the symbols of all files. `hidden` is a file whose symbols no other file sees. The faults are by file.
///
/// The order within a file decides which of two symbols with the same name is at fault: members come before the message that
/// they are in, as in protoc.
pub(crate) fn declare(files: &[File], hidden: Option<FileIndex>) -> (Symbols, Vec<Vec<Fault>>) {
    let count = |file: &File| {
        let values = file.enums.iter().map(|enum_| enum_.values.len());
        file.messages.len() + file.fields.len() + values.sum::<usize>()
    };
    let mut symbols = Symbols::with_capacity(files.iter().map(count).sum());
    let mut faults = Vec::with_capacity(files.len());
    for (index, file) in FileIndex::all(files).zip(files) {
        let root = if hidden == Some(index) {
            Symbols::HIDDEN_ROOT
        } else {
            Symbols::ROOT
        };
        let mut declaration = Declaration {
            files,
            file,
            index,
            symbols: &mut symbols,
            faults: Vec::new(),
        };
        declaration.file(root);
        faults.push(declaration.faults);
    }
    (symbols, faults)
}

/// The declaration of one file.
struct Declaration<'d> {
    files: &'d [File],
    file: &'d File,
    index: FileIndex,
    symbols: &'d mut Symbols,
    faults: Vec<Fault>,
}

impl Declaration<'_> {
    fn file(&mut self, root: SymbolIndex) {
        let file = self.file;
        let package = self.package(root);
        self.symbols.files.push(FileSymbols {
            package,
            messages: vec![root; file.messages.len()],
            enums: vec![root; file.enums.len()],
            services: vec![root; file.services.len()],
        });
        for &message in &file.top_messages {
            self.message(package, message);
        }
        for &enum_ in &file.top_enums {
            self.enum_(package, enum_);
        }
        for service in ServiceIndex::all(&file.services) {
            self.service(package, service);
        }
        for &extension in &file.top_extensions {
            self.field(package, extension);
        }
    }

    /// Declares the package and those around it. If a part of its name is another symbol, the file is in the scope around it.
    fn package(&mut self, root: SymbolIndex) -> SymbolIndex {
        let Some(package) = &self.file.package else {
            return root;
        };
        let mut scope = root;
        for part in package.text.split('.').take(MAX_PACKAGE_DEPTH) {
            scope = match self.symbols.find(self.files, scope, part) {
                None => self
                    .symbols
                    .insert_package(self.files, scope, part, self.index),
                Some(found) if matches!(self.symbols.get(found).kind, SymbolKind::Package(_)) => {
                    found
                }
                Some(found) => {
                    let name = self.symbols.full_name(self.files, found);
                    let other = &self.files[self.symbols.get(found).file.index()].name;
                    self.faults.push(Fault::error(
                        package.span,
                        format!("`{name}` cannot be a package: `{other}` declares it as something else"),
                    ).help("rename the package, or the other symbol"));
                    return scope;
                }
            };
        }
        scope
    }

    fn message(&mut self, scope: SymbolIndex, index: MessageIndex) {
        let file = self.file;
        let message = file.message(index);
        let name = &message.name;
        let kind = SymbolKind::Message(index);
        // Members have the full names that they would have without the fault, which can make further faults.
        let existing = self.symbols.find(self.files, scope, &name.text);
        let symbol = existing.unwrap_or_else(|| self.insert(scope, name, kind));
        self.symbols.files[self.index.index()].messages[index.index()] = symbol;
        for (oneof, declared) in (0..).zip(&message.oneofs) {
            self.add(symbol, &declared.name, SymbolKind::Oneof(index, oneof));
        }
        for &field in &message.fields {
            self.field(symbol, field);
        }
        for &enum_ in &message.enums {
            self.enum_(symbol, enum_);
        }
        for &extension in &message.extensions {
            self.field(symbol, extension);
        }
        for &nested in &message.messages {
            self.message(symbol, nested);
        }
        if let Some(existing) = existing {
            self.conflict(existing, name, name.span);
        }
    }

    fn enum_(&mut self, scope: SymbolIndex, index: EnumIndex) {
        let file = self.file;
        let enum_ = file.enum_(index);
        for (value, declared) in (0..).zip(&enum_.values) {
            let name = &declared.name;
            let kind = SymbolKind::EnumValue(index, value);
            if let Err(existing) = self.declare(scope, name, kind) {
                self.conflict(existing, name, name.span);
                self.explain_scope_of_values(existing, index, name);
            }
        }
        let symbol = match self.declare(scope, &enum_.name, SymbolKind::Enum(index)) {
            Ok(symbol) => symbol,
            Err(existing) => {
                self.conflict(existing, &enum_.name, enum_.name.span);
                existing
            }
        };
        self.symbols.files[self.index.index()].enums[index.index()] = symbol;
    }

    fn service(&mut self, scope: SymbolIndex, index: ServiceIndex) {
        let file = self.file;
        let service = file.service(index);
        let existing = self.symbols.find(self.files, scope, &service.name.text);
        let symbol = existing
            .unwrap_or_else(|| self.insert(scope, &service.name, SymbolKind::Service(index)));
        self.symbols.files[self.index.index()].services[index.index()] = symbol;
        for (method, declared) in (0..).zip(&service.methods) {
            self.add(symbol, &declared.name, SymbolKind::Method(index, method));
        }
        if let Some(existing) = existing {
            self.conflict(existing, &service.name, service.name.span);
        }
    }

    fn field(&mut self, scope: SymbolIndex, index: FieldIndex) {
        let file = self.file;
        self.add(scope, &file.field(index).name, SymbolKind::Field(index));
    }

    /// Declares a symbol, or reports that there is another of its name.
    fn add(&mut self, scope: SymbolIndex, name: &Name, kind: SymbolKind) {
        if let Err(existing) = self.declare(scope, name, kind) {
            self.conflict(existing, name, name.span);
        }
    }

    /// Declares a symbol, or returns the other of its name.
    fn declare(
        &mut self,
        scope: SymbolIndex,
        name: &Name,
        kind: SymbolKind,
    ) -> Result<SymbolIndex, SymbolIndex> {
        match self.symbols.find(self.files, scope, &name.text) {
            Some(existing) => Err(existing),
            None => Ok(self.insert(scope, name, kind)),
        }
    }

    fn insert(&mut self, parent: SymbolIndex, name: &Name, kind: SymbolKind) -> SymbolIndex {
        let symbol = Symbol {
            parent,
            file: self.index,
            kind,
        };
        self.symbols.insert(self.files, &name.text, symbol)
    }

    fn conflict(&mut self, existing: SymbolIndex, name: &Name, span: Span) {
        let found = self.symbols.get(existing);
        let mut message = format!("`{}` is already declared", name.text);
        let scope = self.symbols.full_name(self.files, found.parent);
        if !scope.is_empty() {
            let _ = write!(message, " in `{scope}`");
        }
        if found.file != self.index {
            let _ = write!(message, ", by `{}`", self.files[found.file.index()].name);
        }
        self.faults
            .push(Fault::error(span, message).help("rename one of the two"));
    }

    /// The author of an enum may not know that its values are in the scope around it.
    fn explain_scope_of_values(&mut self, existing: SymbolIndex, enum_: EnumIndex, name: &Name) {
        if matches!(self.symbols.get(existing).kind, SymbolKind::EnumValue(other, _) if other == enum_)
        {
            return;
        }
        if let Some(fault) = self.faults.last_mut() {
            let prefix = &self.file.enum_(enum_).name.text;
            fault.help = Some(
                format!(
                    "rename it, for example to `{}_{}`: the values of an enum are in the scope around the enum",
                    prefix.to_ascii_uppercase(),
                    name.text
                )
                .into(),
            );
        }
    }
}
