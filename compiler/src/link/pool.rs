//! All files of a compilation, with the results of the linker.

use std::collections::HashMap;

use super::symbols::Symbols;
use super::{EnumRef, FieldRef, MessageRef, TypeRef};
use crate::ast::{Enum, EnumValue, Field, File, FileIndex, Message, Type};

/// All files, and what their names refer to.
pub(crate) struct Pool {
    /// Imports before importers.
    pub files: Vec<File>,
    pub symbols: Symbols,
    /// What the names of each file refer to.
    pub links: Vec<FileLinks>,
    /// The extensions of each message, by number. The first declaration wins.
    pub extensions: HashMap<(MessageRef, i32), FieldRef, foldhash::fast::RandomState>,
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

    pub fn link(&self, field: FieldRef) -> &FieldLink {
        &self.links[field.file.index()].fields[field.index.index()]
    }

    /// The message that a field is in: for an extension, the extendee.
    pub fn containing_message(&self, field: FieldRef) -> Option<MessageRef> {
        let declared = self.field(field);
        if declared.extendee.is_some() {
            return self.link(field).extendee;
        }
        let index = declared.parent?;
        Some(MessageRef {
            file: field.file,
            index,
        })
    }

    /// The field of a message with this name. Extensions have no such names.
    pub fn field_by_name(&self, message: MessageRef, name: &str) -> Option<FieldRef> {
        let file = self.file(message.file);
        let fields = file.message(message.index).fields.iter().copied();
        let index = fields
            .into_iter()
            .find(|&index| &*file.field(index).name.text == name)?;
        Some(FieldRef {
            file: message.file,
            index,
        })
    }

    /// The extension of a message with this number, in any file.
    pub fn extension_by_number(&self, message: MessageRef, number: i32) -> Option<FieldRef> {
        self.extensions.get(&(message, number)).copied()
    }

    /// The value of an enum with this name.
    pub fn value_by_name(&self, enum_: EnumRef, name: &str) -> Option<&EnumValue> {
        let values = &self.enum_(enum_).values;
        values.iter().find(|value| &*value.name.text == name)
    }

    /// The message of `google/protobuf/descriptor.proto` with this name, such as `FieldOptions`: that of the file among the
    /// sources, or else that of the bundled file.
    pub fn options_message(&self, name: &str) -> Option<MessageRef> {
        todo!("{name}")
    }

    /// The name of a message with its package, without a dot in front.
    pub fn message_name(&self, message: MessageRef) -> String {
        todo!("{message:?}")
    }

    /// The name of an enum with its package.
    pub fn enum_name(&self, enum_: EnumRef) -> String {
        todo!("{enum_:?}")
    }

    /// The name of a field or an extension with its package.
    pub fn field_name(&self, field: FieldRef) -> String {
        todo!("{field:?}")
    }
}
