//! Reads option values by the schema of rules in the request.
//!
//! Most rules are expressions that `buf/validate/validate.proto` attaches to a field of a rules message. The request
//! contains that file, so the meaning of a rule comes from there and not from a copy.

use std::collections::HashMap;

use prost::DecodeError;
use prost::encoding::{
    DecodeContext, WireType, decode_key, decode_varint, double, fixed32, fixed64, float, skip_field,
};

use crate::cel::{Constant, Type, Value};
use crate::model::{
    EnumId, Extension, Field, FieldKind, FieldType, MessageId, Model, RULES_PACKAGE, Scalar,
};
use crate::request::wire::{delimited, malformed};
use rpcsmith_validate::cel::{Duration, Timestamp};

/// The maximum nesting of rules: `repeated.items.repeated.items…`.
const MAX_DEPTH: usize = 32;

/// The rules messages, and the data to read them.
#[derive(Debug)]
pub struct RuleSchema<'m> {
    pub model: &'m Model<'m>,
    /// By full name, without the leading dot.
    pub enums: HashMap<&'m str, EnumId>,
    extensions: HashMap<(MessageId, u32), &'m Extension<'m>>,
    pub message_rules: MessageId,
    pub oneof_rules: MessageId,
    pub field_rules: MessageId,
    pub predefined_rules: MessageId,
}

/// A field of a rules message: its own, or an extension.
#[derive(Clone, Copy, Debug)]
pub struct RuleField<'m> {
    pub field: &'m Field<'m>,
    pub extension: Option<&'m Extension<'m>>,
}

impl<'m> RuleSchema<'m> {
    /// The schema of a request; `None` if no file of the request uses rules.
    pub fn new(model: &'m Model<'m>) -> Option<Self> {
        let rules: HashMap<_, _> = model
            .messages
            .iter()
            .enumerate()
            .filter_map(|(index, message)| {
                let name = message.full_name.strip_prefix(RULES_PACKAGE)?;
                Some((name, MessageId::new(index)))
            })
            .collect();
        let enums = model.enums.iter().enumerate();
        let extensions = model.extensions.iter();
        let extensions = extensions.filter(|extension| model[extension.extendee].has_rules());
        Some(Self {
            model,
            message_rules: *rules.get("MessageRules")?,
            oneof_rules: *rules.get("OneofRules")?,
            field_rules: *rules.get("FieldRules")?,
            predefined_rules: *rules.get("PredefinedRules")?,
            enums: enums
                .map(|(index, r#enum)| (&r#enum.full_name[1..], EnumId::new(index)))
                .collect(),
            extensions: extensions
                .map(|extension| ((extension.extendee, extension.field.number), extension))
                .collect(),
        })
    }

    /// A field of a rules message by its number.
    pub fn field(&self, message: MessageId, number: u32) -> Option<RuleField<'m>> {
        let fields = &self.model[message].fields;
        if let Some(field) = fields.iter().find(|field| field.number == number) {
            return Some(RuleField {
                field,
                extension: None,
            });
        }
        let extension = self.extensions.get(&(message, number)).copied()?;
        Some(RuleField {
            field: &extension.field,
            extension: Some(extension),
        })
    }

    /// A field of a rules message by its name.
    pub fn named<'c>(&self, message: &'c Constant, name: &str) -> Option<&'c Value> {
        let fields = &self.model[message.message].fields;
        let field = fields.iter().find(|field| field.name == name)?;
        message.fields.get(&field.number)
    }

    /// The message in an element's encoded options with an extension's number, if there is one.
    pub fn option(
        &self,
        options: &[u8],
        number: u32,
        message: MessageId,
    ) -> Result<Option<Constant>, DecodeError> {
        let mut constant = None;
        let mut rest = options;
        while !rest.is_empty() {
            let (found, wire_type) = decode_key(&mut rest)?;
            if found == number && wire_type == WireType::LengthDelimited {
                let bytes = delimited(&mut rest)?;
                let constant = constant.get_or_insert_with(|| Constant::new(message));
                self.merge(constant, bytes, MAX_DEPTH)?;
            } else {
                skip_field(wire_type, found, &mut rest, DecodeContext::default())?;
            }
        }
        Ok(constant)
    }

    fn merge(&self, into: &mut Constant, mut rest: &[u8], depth: usize) -> Result<(), DecodeError> {
        let depth = depth
            .checked_sub(1)
            .ok_or_else(|| malformed("rules are nested too deeply"))?;
        while !rest.is_empty() {
            let (number, wire_type) = decode_key(&mut rest)?;
            let Some(RuleField { field, .. }) = self.field(into.message, number) else {
                skip_field(wire_type, number, &mut rest, DecodeContext::default())?;
                into.unknown.push(number);
                continue;
            };
            let item = match field.kind {
                FieldKind::Singular(item, _) | FieldKind::Repeated { item, .. } => item,
                FieldKind::Map { .. } => {
                    skip_field(wire_type, number, &mut rest, DecodeContext::default())?;
                    into.unknown.push(number);
                    continue;
                }
            };
            let is_list = matches!(field.kind, FieldKind::Repeated { .. });
            if is_list && wire_type == WireType::LengthDelimited && is_number(item) {
                let mut packed = delimited(&mut rest)?;
                let mut items = Vec::new();
                while !packed.is_empty() {
                    items.push(self.value(item, wire_type_of(item), &mut packed, None, depth)?);
                }
                extend(into, number, items);
                continue;
            }
            let before = if is_list {
                None
            } else {
                into.fields.remove(&number)
            };
            let value = self.value(item, wire_type, &mut rest, before, depth)?;
            if is_list {
                extend(into, number, vec![value])
            } else {
                drop(into.fields.insert(number, value))
            }
            if let (false, Some(oneof)) = (is_list, field.oneof) {
                // The last member of a oneof counts.
                let others = self.model[into.message].fields.iter();
                let others = others.filter(|other| other.oneof == Some(oneof));
                for other in others.filter(|other| other.number != number) {
                    into.fields.remove(&other.number);
                }
            }
        }
        Ok(())
    }

    /// Reads a value. A message is merged into an earlier one.
    fn value(
        &self,
        item: FieldType,
        wire_type: WireType,
        rest: &mut &[u8],
        before: Option<Value>,
        depth: usize,
    ) -> Result<Value, DecodeError> {
        if wire_type != wire_type_of(item) {
            return Err(malformed("a rule has a value of another type"));
        }
        match item {
            FieldType::Scalar(scalar) => scalar_value(scalar, rest),
            FieldType::Enum(_) => Ok(Value::Int((decode_varint(rest)? as i32).into())),
            FieldType::Message { id, .. } => {
                let bytes = delimited(rest)?;
                let mut constant = match before {
                    Some(Value::Message(constant)) => constant,
                    _ => Constant::new(id),
                };
                self.merge(&mut constant, bytes, depth)?;
                Ok(self.well_known(constant))
            }
        }
    }

    /// A well-known type that is a type of CEL.
    fn well_known(&self, constant: Constant) -> Value {
        let id = constant.message;
        let first = constant.fields.get(&1);
        match Type::of_message(&self.model[id], id) {
            Type::Nullable(ty) => first.cloned().unwrap_or_else(|| match *ty {
                Type::Bool => Value::Bool(false),
                Type::Bytes => Value::Bytes(Vec::new()),
                Type::Double => Value::Double(0.0),
                Type::String => Value::String(String::new()),
                Type::Uint => Value::Uint(0),
                _ => Value::Int(0),
            }),
            ty @ (Type::Duration | Type::Timestamp) => {
                let number = |number| match constant.fields.get(&number) {
                    Some(Value::Int(value)) => *value,
                    _ => 0,
                };
                // The nanoseconds are an int32.
                let (seconds, nanos) = (number(1), number(2) as i32);
                match ty {
                    Type::Duration => Value::Duration(Duration::new(seconds, nanos)),
                    _ => Value::Timestamp(Timestamp::new(seconds, nanos)),
                }
            }
            _ => Value::Message(constant),
        }
    }
}

fn extend(into: &mut Constant, number: u32, items: Vec<Value>) {
    match into.fields.entry(number).or_insert(Value::List(Vec::new())) {
        Value::List(list) => list.extend(items),
        other => *other = Value::List(items),
    }
}

fn is_number(item: FieldType) -> bool {
    match item {
        FieldType::Scalar(scalar) => !matches!(scalar, Scalar::String | Scalar::Bytes),
        FieldType::Enum(_) => true,
        FieldType::Message { .. } => false,
    }
}

fn wire_type_of(item: FieldType) -> WireType {
    match item {
        FieldType::Enum(_) => WireType::Varint,
        FieldType::Message { .. } => WireType::LengthDelimited,
        FieldType::Scalar(scalar) => match scalar {
            Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64 => WireType::SixtyFourBit,
            Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32 => WireType::ThirtyTwoBit,
            Scalar::String | Scalar::Bytes => WireType::LengthDelimited,
            _ => WireType::Varint,
        },
    }
}

fn scalar_value(scalar: Scalar, rest: &mut &[u8]) -> Result<Value, DecodeError> {
    macro_rules! fixed {
        ($module:ident) => {{
            let mut value = Default::default();
            $module::merge(
                wire_type_of(FieldType::Scalar(scalar)),
                &mut value,
                rest,
                DecodeContext::default(),
            )?;
            value
        }};
    }
    Ok(match scalar {
        Scalar::Double => Value::Double(fixed!(double)),
        Scalar::Float => Value::Double(f64::from(fixed!(float))),
        Scalar::Fixed32 => Value::Uint(fixed!(fixed32).into()),
        Scalar::Fixed64 => Value::Uint(fixed!(fixed64)),
        Scalar::Sfixed32 => Value::Int((fixed!(fixed32) as i32).into()),
        Scalar::Sfixed64 => Value::Int(fixed!(fixed64) as i64),
        Scalar::Int32 => Value::Int((decode_varint(rest)? as i32).into()),
        Scalar::Int64 => Value::Int(decode_varint(rest)? as i64),
        Scalar::Uint32 => Value::Uint((decode_varint(rest)? as u32).into()),
        Scalar::Uint64 => Value::Uint(decode_varint(rest)?),
        Scalar::Sint32 | Scalar::Sint64 => {
            let value = decode_varint(rest)?;
            Value::Int((value >> 1) as i64 ^ -((value & 1) as i64))
        }
        Scalar::Bool => Value::Bool(decode_varint(rest)? != 0),
        Scalar::String => {
            let text = String::from_utf8(delimited(rest)?.to_vec());
            Value::String(text.map_err(|_| malformed("a string is not UTF-8"))?)
        }
        Scalar::Bytes => Value::Bytes(delimited(rest)?.to_vec()),
    })
}
