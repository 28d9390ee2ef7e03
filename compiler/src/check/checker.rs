//! What all checks of a file share.

use std::borrow::Cow;

use super::numbers;
use crate::ast::{FieldIndex, File, FileIndex, OptionsIndex, Type};
use crate::fault::{Fault, Severity};
use crate::features::{self, FileFeatures};
use crate::link::{FieldLink, FieldRef, MessageRef, Pool, Ref};
use crate::source::Span;
use crate::value::Message;

/// The options of an element without any.
static NO_OPTIONS: Message = Message { fields: Vec::new() };

/// A file under check.
pub(super) struct Checker<'a> {
    pub pool: &'a Pool,
    pub index: FileIndex,
    pub file: &'a File,
    /// The options of each file.
    pub options: &'a [&'a [Message]],
    /// The features of each file.
    pub all_features: &'a [FileFeatures],
    /// The features of this file.
    pub features: &'a FileFeatures,
    pub faults: Vec<Fault>,
}

impl<'a> Checker<'a> {
    pub fn new(
        pool: &'a Pool,
        index: FileIndex,
        options: &'a [&'a [Message]],
        features: &'a [FileFeatures],
    ) -> Self {
        Self {
            pool,
            index,
            file: pool.file(index),
            options,
            all_features: features,
            features: &features[index.index()],
            faults: Vec::new(),
        }
    }

    pub fn error(&mut self, span: Span, text: impl Into<Cow<'static, str>>) {
        self.faults.push(Fault::error(span, text));
    }

    pub fn has_error(&self) -> bool {
        let mut faults = self.faults.iter();
        faults.any(|fault| fault.severity == Severity::Error)
    }

    /// The values of an option block of this file; empty without a block.
    pub fn own(&self, block: Option<OptionsIndex>) -> &'a Message {
        self.of_file(self.index, block)
    }

    /// The values of an option block of any file.
    pub fn of_file(&self, file: FileIndex, block: Option<OptionsIndex>) -> &'a Message {
        let values = block.and_then(|block| self.options.get(file.index())?.get(block.index()));
        values.unwrap_or(&NO_OPTIONS)
    }

    /// The options of a field of any file.
    pub fn field_options(&self, field: FieldRef) -> &'a Message {
        self.of_file(field.file, self.pool.field(field).options)
    }

    /// The options of a message of any file.
    pub fn message_options(&self, message: MessageRef) -> &'a Message {
        self.of_file(message.file, self.pool.message(message).options)
    }

    /// Whether a file is for the lite runtime.
    pub fn is_lite(&self, file: FileIndex) -> bool {
        let options = self.of_file(file, self.pool.file(file).own_options);
        options.int32(numbers::file::OPTIMIZE_FOR) == Some(numbers::file::LITE_RUNTIME)
    }

    pub fn is_message_set(&self, message: MessageRef) -> bool {
        let options = self.message_options(message);
        options.bool(numbers::message::MESSAGE_SET_WIRE_FORMAT) == Some(true)
    }

    /// An element of this file, as other files refer to it.
    pub fn here<T>(&self, index: T) -> Ref<T> {
        let file = self.index;
        Ref { file, index }
    }

    pub fn link(&self, field: FieldIndex) -> &'a FieldLink {
        self.pool.link(self.here(field))
    }

    /// The type of a field; a delimited message is a group.
    pub fn type_of(&self, field: FieldRef) -> Type {
        if features::is_delimited(self.pool, self.all_features, field) {
            return Type::Group;
        }
        self.pool.link(field).type_
    }

    pub fn is_packable(&self, field: FieldIndex) -> bool {
        features::is_packable(self.pool, self.here(field))
    }

    /// The statement that sets an option of an element, or at least the first part of its name. Without a statement, `otherwise`.
    pub fn statement_span(&self, block: Option<OptionsIndex>, name: &str, otherwise: Span) -> Span {
        let block = block.and_then(|block| self.file.options.get(block.index()));
        let mut statements = block.into_iter().flat_map(|block| &block.statements);
        let sets = |text: &str| text.rsplit('.').next() == Some(name);
        let statement = statements.find(|statement| {
            let first = statement.name.first();
            first.is_some_and(|first| sets(&first.text))
        });
        statement.map_or(otherwise, |statement| statement.name_span)
    }
}
