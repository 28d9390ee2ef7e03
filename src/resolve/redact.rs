//! Finds the fields that logs must not show because of the value of an option: `[(level) = SECRET]`, where the enum value
//! `SECRET` has the option `debug_redact`.

use foldhash::{HashMap, HashMapExt};
use prost::DecodeError;
use prost::encoding::{DecodeContext, WireType, decode_key, decode_varint, skip_field};

use crate::model::{EnumId, Field, FieldKind, FieldType, MessageId, Model};
use crate::request::wire::{delimited, malformed};

const FIELD_OPTIONS: &str = ".google.protobuf.FieldOptions";

/// The maximum nesting of messages in options.
const MAX_DEPTH: usize = 32;

/// Marks the fields and extensions of a model with such an option.
pub(super) fn redact_by_options(model: &mut Model<'_>) {
    let mut values = model.enums.iter().flat_map(|r#enum| &r#enum.values);
    if !values.any(|value| value.redacts) {
        return;
    }
    let mut messages = model.messages.iter();
    let Some(index) = messages.position(|message| message.full_name == FIELD_OPTIONS) else {
        return;
    };
    let options = OptionReader::new(model, MessageId::new(index));
    let is_redacted = |encoded: &[u8]| options.is_redacted(encoded);
    let fields: Vec<Vec<bool>> = model
        .messages
        .iter()
        .map(|message| {
            let fields = message.fields.iter();
            fields.map(|field| is_redacted(field.options.0)).collect()
        })
        .collect();
    let extensions = model.extensions.iter();
    let extensions: Vec<bool> = extensions
        .map(|extension| is_redacted(extension.field.options.0))
        .collect();
    for (message, redacted) in model.messages.iter_mut().zip(fields) {
        for (field, redacted) in message.fields.iter_mut().zip(redacted) {
            field.redacted |= redacted;
        }
    }
    for (extension, redacted) in model.extensions.iter_mut().zip(extensions) {
        extension.field.redacted |= redacted;
    }
}

/// Reads the enums in options of fields.
struct OptionReader<'m, 'a> {
    model: &'m Model<'a>,
    field_options: MessageId,
    /// The types of extensions, by the message and the number.
    extensions: HashMap<(MessageId, u32), FieldType>,
}

impl<'m, 'a> OptionReader<'m, 'a> {
    fn new(model: &'m Model<'a>, field_options: MessageId) -> Self {
        let mut extensions = HashMap::with_capacity(model.extensions.len());
        for extension in &model.extensions {
            let key = (extension.extendee, extension.field.number);
            extensions.extend(item(&extension.field).map(|item| (key, item)));
        }
        Self {
            model,
            field_options,
            extensions,
        }
    }

    /// Whether encoded options have a value that redacts. Options that cannot be read count as such: a value too few in a log
    /// is better than a secret.
    fn is_redacted(&self, mut options: &[u8]) -> bool {
        let mut found = false;
        let read = self.read(&mut options, self.field_options, MAX_DEPTH, &mut found);
        found || read.is_err()
    }

    /// Reads a message to its end, or a group to its end tag.
    fn read(
        &self,
        rest: &mut &[u8],
        message: MessageId,
        depth: usize,
        found: &mut bool,
    ) -> Result<(), DecodeError> {
        let depth = depth
            .checked_sub(1)
            .ok_or_else(|| malformed("options are nested too deeply"))?;
        while !rest.is_empty() && !*found {
            let (number, wire_type) = decode_key(rest)?;
            match (self.field(message, number), wire_type) {
                (_, WireType::EndGroup) => return Ok(()),
                (Some(FieldType::Enum(id)), WireType::Varint) => {
                    *found |= self.redacts(id, decode_varint(rest)? as i32);
                }
                (Some(FieldType::Enum(id)), WireType::LengthDelimited) => {
                    let mut packed = delimited(rest)?;
                    while !packed.is_empty() {
                        *found |= self.redacts(id, decode_varint(&mut packed)? as i32);
                    }
                }
                (Some(FieldType::Message { id, .. }), WireType::LengthDelimited) => {
                    self.read(&mut delimited(rest)?, id, depth, found)?;
                }
                (Some(FieldType::Message { id, .. }), WireType::StartGroup) => {
                    self.read(rest, id, depth, found)?;
                }
                _ => skip_field(wire_type, number, rest, DecodeContext::default())?,
            }
        }
        Ok(())
    }

    fn field(&self, message: MessageId, number: u32) -> Option<FieldType> {
        let mut fields = self.model[message].fields.iter();
        match fields.find(|field| field.number == number) {
            Some(field) => item(field),
            None => self.extensions.get(&(message, number)).copied(),
        }
    }

    fn redacts(&self, id: EnumId, number: i32) -> bool {
        let mut values = self.model[id].values.iter();
        values.any(|value| value.number == number && value.redacts)
    }
}

/// The type of a field's value or items; `None` for a map, whose entries are not read.
fn item(field: &Field<'_>) -> Option<FieldType> {
    (!matches!(field.kind, FieldKind::Map { .. })).then(|| field.kind.item())
}
