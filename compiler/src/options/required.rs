//! Checks that messages have their required fields.

use super::schema::{Schema, VALUE};
use crate::ast::{File, Label, OptionBlock, Syntax};
use crate::fault::Fault;
use crate::link::MessageRef;
use crate::value::{FieldValue, Message, Value};

/// Checks that the statements of a file, which may each set one field, together set all required fields.
pub(super) fn check(schema: &Schema, file: &File, options: &[Message]) -> Vec<Fault> {
    let check = |(block, values): (&OptionBlock, &Message)| {
        // An aggregate was checked as a whole.
        let mut statements = block.statements.iter();
        let statement = statements.find(|statement| statement.name.len() > 1)?;
        let missing = schema.missing_in_fields(values)?;
        let message = format!("the options lack the required field `{missing}`");
        Some(Fault::error(statement.name_span, message).help("set it in a further statement"))
    };
    file.options.iter().zip(options).filter_map(check).collect()
}

impl Schema<'_> {
    /// The first required field that a message lacks, or that a message in it lacks.
    pub fn missing(&self, type_: MessageRef, message: &Message) -> Option<String> {
        self.lacks(type_, &self.required_fields(type_), message)
    }

    /// `required` has the required fields of the message, which many messages of one type share.
    fn lacks(&self, type_: MessageRef, required: &[i32], message: &Message) -> Option<String> {
        if let Some(&number) = required.iter().find(|&&number| !message.has(number)) {
            let field = self.field_by_number(type_, number)?;
            return Some(self.pool.field(field).name.text.to_string());
        }
        if self.is_map_entry(type_) && !message.has(VALUE) {
            let value = self.field_by_number(type_, VALUE)?;
            let missing = self.missing(self.message_type(value)?, &Message::default())?;
            return Some(format!("value.{missing}"));
        }
        self.missing_in_fields(message)
    }

    /// The first required field that a message in a field lacks.
    pub fn missing_in_fields(&self, message: &Message) -> Option<String> {
        message
            .fields
            .iter()
            .find_map(|field| self.missing_in_field(field))
    }

    fn missing_in_field(&self, field: &FieldValue) -> Option<String> {
        let type_ = self.message_type(field.field)?;
        let required = self.required_fields(type_);
        let values = field.values.iter().enumerate();
        let (index, missing) = values.into_iter().find_map(|(index, value)| match value {
            Value::Message(message) => Some((index, self.lacks(type_, &required, message)?)),
            _ => None,
        })?;
        let mut name = if self.is_extension(field.field) {
            format!("({})", self.pool.field_name(field.field))
        } else {
            self.pool.field(field.field).name.text.to_string()
        };
        if self.is_repeated(field.field) {
            name = format!("{name}[{index}]");
        }
        Some(format!("{name}.{missing}"))
    }

    /// The numbers of the required fields of a message.
    fn required_fields(&self, message: MessageRef) -> Vec<i32> {
        let syntax = self.pool.file(message.file).syntax;
        let fields = self.fields(message).filter(|&field| match syntax {
            Syntax::Proto2 => self.pool.field(field).label == Label::Required,
            Syntax::Proto3 => false,
            Syntax::Edition(_) => self.is_required(field),
        });
        fields.map(|field| self.pool.field(field).number).collect()
    }
}
