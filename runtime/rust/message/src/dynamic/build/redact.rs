//! Finds the fields that logs must not show because of the value of an option: `[(level) = SECRET]`, where the enum value
//! `SECRET` has the option `debug_redact`.

use std::collections::{BTreeMap, HashMap};

use prost::encoding::{DecodeContext, WireType, decode_key, decode_varint, skip_field};
use prost::{DecodeError, Message};

use super::fields::{ResolvedExtension, ResolvedField};
use super::types::Types;
use crate::delimited;
use crate::delimited::malformed;
use crate::reflect::{Cardinality, EnumType, Kind, MessageType};

const FIELD_OPTIONS: &str = ".google.protobuf.FieldOptions";

/// The maximum nesting of messages in options.
const MAX_DEPTH: usize = 32;

/// Marks the fields and extensions with such an option.
///
/// `redacting` are the values of enums with the option, by the full name of the enum.
pub(super) fn redact_by_options(
    types: &Types<'_>,
    redacting: &BTreeMap<String, Vec<i32>>,
    messages: &mut [Vec<ResolvedField>],
    extensions: &mut [ResolvedExtension],
) {
    let Some((field_options, _)) = types
        .declared(FIELD_OPTIONS)
        .filter(|_| !redacting.is_empty())
    else {
        return;
    };
    let reader = OptionReader {
        messages,
        extensions: extensions
            .iter()
            .map(|extension| {
                let key = (extension.message, extension.field.descriptor.number());
                (key, &extension.field)
            })
            .collect(),
        redacting,
    };
    let is_redacted = |field: &ResolvedField| {
        let options = field.options.as_ref().map(Message::encode_to_vec);
        options.is_some_and(|options| reader.is_redacted(&options, field_options))
    };
    let of_fields: Vec<Vec<bool>> = reader
        .messages
        .iter()
        .map(|fields| fields.iter().map(is_redacted).collect())
        .collect();
    let of_extensions: Vec<bool> = extensions
        .iter()
        .map(|extension| is_redacted(&extension.field))
        .collect();
    let fields = messages.iter_mut().flatten();
    let fields = fields.zip(of_fields.into_iter().flatten());
    let extensions = extensions.iter_mut().map(|extension| &mut extension.field);
    for (field, is_redacted) in fields.chain(extensions.zip(of_extensions)) {
        if is_redacted {
            field.descriptor = field.descriptor.clone().redacted();
        }
    }
}

/// Reads the enums in options of fields.
struct OptionReader<'r> {
    messages: &'r [Vec<ResolvedField>],
    /// By the message and the number.
    extensions: HashMap<(usize, u32), &'r ResolvedField>,
    redacting: &'r BTreeMap<String, Vec<i32>>,
}

impl OptionReader<'_> {
    /// Whether encoded options have a value that redacts. Options that cannot be read count as such: a value too few in a log
    /// is better than a secret.
    fn is_redacted(&self, mut options: &[u8], field_options: usize) -> bool {
        let mut found = false;
        let read = self.read(&mut options, field_options, MAX_DEPTH, &mut found);
        found || read.is_err()
    }

    /// Reads a message to its end, or a group to its end tag.
    fn read(
        &self,
        rest: &mut &[u8],
        message: usize,
        depth: usize,
        found: &mut bool,
    ) -> Result<(), DecodeError> {
        let depth = depth
            .checked_sub(1)
            .ok_or_else(|| malformed("options are nested too deeply"))?;
        while !rest.is_empty() && !*found {
            let (number, wire_type) = decode_key(rest)?;
            let kind = self.kind(message, number);
            match (kind, wire_type) {
                (_, WireType::EndGroup) => return Ok(()),
                (Some(Kind::Enum(r#type)), WireType::Varint) => {
                    *found |= self.redacts(r#type, decode_varint(rest)? as i32);
                }
                (Some(Kind::Enum(r#type)), WireType::LengthDelimited) => {
                    let mut packed = delimited::value(rest)?;
                    while !packed.is_empty() {
                        *found |= self.redacts(r#type, decode_varint(&mut packed)? as i32);
                    }
                }
                (Some(Kind::Message(r#type)), WireType::LengthDelimited) => {
                    let index = index_of(r#type)?;
                    self.read(&mut delimited::value(rest)?, index, depth, found)?;
                }
                (Some(Kind::Group(r#type)), WireType::StartGroup) => {
                    self.read(rest, index_of(r#type)?, depth, found)?;
                }
                _ => skip_field(wire_type, number, rest, DecodeContext::default())?,
            }
        }
        Ok(())
    }

    /// The type of a field; `None` for a map, whose entries are not read.
    fn kind(&self, message: usize, number: u32) -> Option<&Kind> {
        let fields = self.messages.get(message)?;
        let found = fields.binary_search_by_key(&number, |field| field.descriptor.number());
        let field = match found {
            Ok(position) => fields.get(position)?,
            Err(_) => self.extensions.get(&(message, number)).copied()?,
        };
        let is_map = field.descriptor.cardinality() == Cardinality::Map;
        (!is_map).then_some(field.descriptor.kind())
    }

    fn redacts(&self, r#type: &EnumType, number: i32) -> bool {
        let values = self.redacting.get(r#type.descriptor().full_name());
        values.is_some_and(|values| values.contains(&number))
    }
}

fn index_of(r#type: &MessageType) -> Result<usize, DecodeError> {
    match r#type {
        MessageType::Dynamic(message) => Ok(message.index()),
        MessageType::Static(_) => Err(malformed("an option has a type of another pool")),
    }
}
