//! All files of a compilation, with the results of the linker.

use super::symbols::{SymbolKind, Symbols};
use super::{EnumRef, FieldRef, MessageRef, Ref, TypeRef};
use crate::ast::{Enum, EnumValue, Field, File, FileIndex, Message, Type};

/// All files, and what their names refer to.
pub(crate) struct Pool {
    /// Imports before importers.
    pub files: Vec<File>,
    pub symbols: Symbols,
    /// What the names of each file refer to.
    pub links: Vec<FileLinks>,
}

/// What the names of a file refer to.
#[derive(Debug, Default)]
pub(crate) struct FileLinks {
    /// By [`crate::ast::FieldIndex`].
    pub fields: Vec<FieldLink>,
    /// The input and the output of each method of each service. `None` after a fault.
    pub methods: Vec<Vec<[Option<MessageRef>; 2]>>,
    /// The file of each import, and then of each `import option`. `None` after a fault, or if the file of an `import option`
    /// is missing.
    pub imports: Vec<Option<FileIndex>>,
    pub visible: Visible,
}

/// The other files whose symbols a file sees, sorted.
#[derive(Debug, Default)]
pub(crate) struct Visible {
    /// The imports, and what they import publicly.
    pub files: Vec<FileIndex>,
    /// The same for `import option`, which shows extensions only.
    pub for_options: Vec<FileIndex>,
}

/// What the names of a field refer to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FieldLink {
    /// The type of a named type is `Message` or `Enum` here. After a fault, it may be `Message` without a target.
    pub type_: Type,
    pub target: Option<TypeRef>,
    pub extendee: Option<MessageRef>,
}

impl Pool {
    pub fn file(&self, index: FileIndex) -> &File {
        &self.files[index.index()]
    }

    pub fn message(&self, message: MessageRef) -> &Message {
        self.file(message.file).message(message.index)
    }

    pub fn enum_(&self, enum_: EnumRef) -> &Enum {
        self.file(enum_.file).enum_(enum_.index)
    }

    pub fn field(&self, field: FieldRef) -> &Field {
        self.file(field.file).field(field.index)
    }

    /// What the names of a field refer to; nothing if its file has faults.
    pub fn link(&self, field: FieldRef) -> &FieldLink {
        const UNKNOWN: FieldLink = FieldLink {
            type_: Type::Message,
            target: None,
            extendee: None,
        };
        let links = &self.links[field.file.index()];
        links.fields.get(field.index.index()).unwrap_or(&UNKNOWN)
    }

    /// The message that a field is in: for an extension, the extendee.
    pub fn containing_message(&self, field: FieldRef) -> Option<MessageRef> {
        let declared = self.field(field);
        if declared.extendee.is_some() {
            return self.link(field).extendee;
        }
        let index = declared.parent?;
        Some(Ref {
            file: field.file,
            index,
        })
    }

    /// The field of a message with this name. Extensions have no such names.
    pub fn field_by_name(&self, message: MessageRef, name: &str) -> Option<FieldRef> {
        let scope = self.symbols.files[message.file.index()].messages[message.index.index()];
        let found = self
            .symbols
            .get(self.symbols.find(&self.files, scope, name)?);
        match found.kind {
            SymbolKind::Field(index) if self.file(found.file).field(index).extendee.is_none() => {
                Some(Ref {
                    file: found.file,
                    index,
                })
            }
            _ => None,
        }
    }

    /// The value of an enum with this name.
    pub fn value_by_name(&self, enum_: EnumRef, name: &str) -> Option<&EnumValue> {
        // Values are in the scope around their enum.
        let symbols = &self.symbols;
        let symbol = symbols.files[enum_.file.index()].enums[enum_.index.index()];
        let scope = symbols.get(symbol).parent;
        let found = symbols.get(symbols.find(&self.files, scope, name)?);
        match found.kind {
            SymbolKind::EnumValue(index, value)
                if found.file == enum_.file && index == enum_.index =>
            {
                self.enum_(enum_).values.get(value as usize)
            }
            _ => None,
        }
    }

    /// The message of `google/protobuf/descriptor.proto` with this name, such as `FieldOptions`: that of the file among the
    /// sources, or else that of the bundled file. `user` is the file with the options: the bundled file uses itself.
    pub fn options_message(&self, user: FileIndex, name: &str) -> Option<MessageRef> {
        let of = |root| {
            let package = self
                .symbols
                .find_path(&self.files, root, "google.protobuf")?;
            let found = self
                .symbols
                .get(self.symbols.find(&self.files, package, name)?);
            match found.kind {
                SymbolKind::Message(index) => Some(Ref {
                    file: found.file,
                    index,
                }),
                _ => None,
            }
        };
        let own = self
            .symbols
            .root_of(self.symbols.files[user.index()].package);
        of(own).or_else(|| of(Symbols::HIDDEN_ROOT))
    }

    /// Whether a source declares a symbol with this full name.
    pub fn declares(&self, name: &str) -> bool {
        let found = self.symbols.find_path(&self.files, Symbols::ROOT, name);
        found.is_some()
    }

    /// The name of a message with its package, without a dot in front.
    pub fn message_name(&self, message: MessageRef) -> String {
        let symbols = &self.symbols.files[message.file.index()].messages;
        self.symbols
            .full_name(&self.files, symbols[message.index.index()])
    }

    /// The name of an enum with its package.
    pub fn enum_name(&self, enum_: EnumRef) -> String {
        let symbols = &self.symbols.files[enum_.file.index()].enums;
        self.symbols
            .full_name(&self.files, symbols[enum_.index.index()])
    }

    /// The name of a field or an extension with its package.
    pub fn field_name(&self, field: FieldRef) -> String {
        let declared = self.field(field);
        let scope = match declared.parent {
            Some(index) => self.message_name(Ref {
                file: field.file,
                index,
            }),
            None => self.package(field.file).to_owned(),
        };
        match &*scope {
            "" => declared.name.text.to_string(),
            _ => format!("{scope}.{}", declared.name.text),
        }
    }

    /// The package of a file; empty without one.
    pub fn package(&self, file: FileIndex) -> &str {
        let package = self.file(file).package.as_ref();
        package.map_or("", |package| &package.text)
    }
}
