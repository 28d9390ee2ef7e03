//! Custom options as they were written: the value of each statement by itself, one after the other.
//!
//! Protoc first builds options so. It encodes them again where it removes those of source retention: in descriptor sets, and in
//! the files for which a plugin generates code. The imports of these files stay as they were built.

use super::encode::{Encoder, FIRST_EXTENSION};
use super::interpret::{Interpreter, name_scope};
use crate::ast::{OptionBlock, OptionStatement, OptionValue};
use crate::link::FieldRef;
use crate::value::{Message, Value};
use crate::wire::Writer;

/// A statement: the fields that its name goes through, and its value.
type Written = (Vec<FieldRef>, Value);

impl Interpreter<'_> {
    /// Encodes a block, whose value is `options`. `None` if it has no custom options: then its value has the same bytes.
    pub(super) fn as_written(
        &mut self,
        encoder: &Encoder,
        block: &OptionBlock,
        options: &Message,
    ) -> Option<Vec<u8>> {
        if !block.statements.iter().any(has_extension) {
            return None;
        }
        let message = self.options_message(block.element)?;
        let file = self.schema.pool.file(self.scope.file);
        let scope = name_scope(file, block.element);
        let statements = block.statements.iter().filter_map(|statement| {
            self.resolve(message, scope, statement).ok()?;
            let value = self.value(*self.fields.last()?, statement).ok()?;
            Some((self.fields.clone(), value))
        });
        let statements: Vec<Written> = statements.collect();
        let mut writer = Writer::default();
        // Protoc itself knows the extensions with lower numbers.
        for field in &options.fields {
            if field.number < FIRST_EXTENSION {
                let statements = statements.iter();
                let statements = statements.map(|(fields, value)| (&**fields, value));
                encoder.field_as_written(field, statements, &mut writer);
            }
        }
        for (fields, value) in &statements {
            let first = fields.first();
            let number = first.map(|&first| self.schema.pool.field(first).number);
            if number >= Some(FIRST_EXTENSION) {
                encoder.statement(fields, value, &mut writer);
            }
        }
        Some(writer.into_bytes())
    }
}

/// Whether a statement sets a custom option. An aggregate can set one of features.
fn has_extension(statement: &OptionStatement) -> bool {
    statement.name.iter().any(|part| part.is_extension)
        || matches!(statement.value, OptionValue::Aggregate(_))
}
