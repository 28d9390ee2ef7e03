//! Leaves out options that are only for tools that read sources.

use super::Paths;
use super::schema::Schema;
use crate::ast::Type;
use crate::bundled::DESCRIPTOR;
use crate::link::MessageRef;
use crate::value::{FieldValue, Message, Value};

/// What is left of options, and the paths of what is not.
pub(super) struct Stripped {
    /// `None` if nothing is left.
    pub options: Option<Message>,
    pub paths: Paths,
}

/// Strips the options of an element. `None` if they have nothing to strip.
pub(super) fn strip(schema: &Schema, options: &Message) -> Option<Stripped> {
    if !has_source_only(schema, options) {
        return None;
    }
    let mut stripper = Stripper {
        schema,
        path: Vec::new(),
        paths: Paths::default(),
    };
    let first = options.fields.first();
    let message = first.and_then(|first| schema.pool.containing_message(first.field));
    let mut options = options.clone();
    stripper.message(&mut options);
    let of_options = message.is_some_and(|message| stripper.is_options(message));
    let empty = of_options && is_empty(schema, &options);
    if empty {
        stripper.record();
    }
    Some(Stripped {
        options: (!empty).then_some(options),
        paths: stripper.paths,
    })
}

/// Whether options have a field to strip, at any depth.
fn has_source_only(schema: &Schema, message: &Message) -> bool {
    let present = message.fields.iter().filter(|it| !is_absent(schema, it));
    present.into_iter().any(|field| {
        schema.is_source_only(field.field)
            || field.values.iter().any(|value| match value {
                Value::Message(message) => has_source_only(schema, message),
                _ => false,
            })
    })
}

struct Stripper<'s> {
    schema: &'s Schema<'s>,
    /// The path of the current field.
    path: Vec<i32>,
    paths: Paths,
}

impl Stripper<'_> {
    fn record(&mut self) {
        self.paths.insert(self.path.as_slice().into());
    }

    fn message(&mut self, message: &mut Message) {
        message.fields.retain_mut(|field| {
            if is_absent(self.schema, field) {
                // Protoc has only the encoded options here, and does not leave out the path of a value that is not there.
                return false;
            }
            self.path.push(field.number);
            let keep = self.field(field);
            if !keep {
                self.record();
            }
            self.path.pop();
            keep
        });
    }

    /// Strips the values of a field. Returns whether to keep it.
    fn field(&mut self, field: &mut FieldValue) -> bool {
        if self.schema.is_source_only(field.field) {
            return false;
        }
        // Protoc does not look into groups.
        if self.schema.field_type(field.field) != Type::Message {
            return true;
        }
        if !self.schema.is_repeated(field.field) {
            let Some(Value::Message(message)) = field.values.first_mut() else {
                return true;
            };
            let type_ = self.schema.message_type(field.field);
            let of_options = type_.is_some_and(|type_| self.is_options(type_))
                && !is_empty(self.schema, message);
            self.message(message);
            return !of_options || !is_empty(self.schema, message);
        }
        for (index, value) in field.values.iter_mut().enumerate() {
            if let Value::Message(message) = value {
                self.path.push(i32::try_from(index).unwrap_or(i32::MAX));
                self.message(message);
                self.path.pop();
            }
        }
        true
    }

    /// Whether a message is an options message of `descriptor.proto`.
    fn is_options(&self, message: MessageRef) -> bool {
        let pool = self.schema.pool;
        &*pool.file(message.file).name == DESCRIPTOR
            && pool.message(message).name.text.ends_with("Options")
    }
}

/// Whether a message encodes to nothing.
fn is_empty(schema: &Schema, message: &Message) -> bool {
    message.fields.iter().all(|field| is_absent(schema, field))
}

/// Whether a field encodes to nothing, because its value is zero.
fn is_absent(schema: &Schema, field: &FieldValue) -> bool {
    match &*field.values {
        [value] => !schema.is_repeated(field.field) && schema.is_absent(field.field, value),
        _ => false,
    }
}
