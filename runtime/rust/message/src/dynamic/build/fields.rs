//! The fields of messages, and extensions.

use std::collections::HashSet;

use super::collect::{CollectedExtension, CollectedMessage};
use super::features::Features;
use super::name;
use super::types::{Found, Types};
use super::well_known;
use crate::descriptor::feature_set::FieldPresence;
use crate::descriptor::field_descriptor_proto::{Label, Type};
use crate::descriptor::{FieldDescriptorProto, FieldOptions};
use crate::dynamic::field_type::{FieldType, ItemType};
use crate::reflect::{Cardinality, EnumType, FieldDescriptor, Kind, MessageType};

const MAX_NUMBER: i32 = 536_870_911;
/// Items of message sets have larger numbers, because those are not in a key.
const MAX_ITEM_NUMBER: i32 = i32::MAX - 1;

/// A field with its type.
pub(super) struct ResolvedField {
    pub(super) descriptor: FieldDescriptor,
    pub(super) r#type: FieldType,
    pub(super) default: Option<Box<str>>,
    pub(super) options: Option<FieldOptions>,
}

/// An extension of a message.
pub(super) struct ResolvedExtension {
    pub(super) extendee: Box<str>,
    /// The index of the extended message.
    pub(super) message: usize,
    pub(super) field: ResolvedField,
    pub(super) in_message_set: bool,
}

/// The fields of a message, in the order of their numbers.
pub(super) fn of_message(
    message: &CollectedMessage,
    types: &mut Types<'_>,
) -> Result<Vec<ResolvedField>, String> {
    let mut names = HashSet::with_capacity(message.fields.len());
    let mut fields = Vec::with_capacity(message.fields.len());
    for proto in &message.fields {
        let own = name::check(proto.name.as_deref())?;
        let field = of_field(message, own, proto, types);
        let in_field = |reason| format!("{}.{own}: {reason}", message.full_name);
        fields.push(field.map_err(in_field)?);
        if !names.insert(own) {
            return Err(in_field("the name is there twice".to_owned()));
        }
    }
    fields.sort_by_key(|field| field.descriptor.number());
    let mut pairs = fields.windows(2);
    let same = pairs.find(|pair| match pair {
        [one, other] => one.descriptor.number() == other.descriptor.number(),
        _ => false,
    });
    if let Some([_, field]) = same {
        let (name, number) = (field.descriptor.name(), field.descriptor.number());
        return Err(format!(
            "{}.{name}: the number {number} is there twice",
            message.full_name
        ));
    }
    let descriptors = fields.iter().map(|field| &field.descriptor);
    if !well_known::fits(&message.full_name, descriptors) {
        return Err(format!(
            "{} does not have the fields of the well-known type",
            message.full_name
        ));
    }
    Ok(fields)
}

fn of_field(
    message: &CollectedMessage,
    own: &str,
    proto: &FieldDescriptorProto,
    types: &mut Types<'_>,
) -> Result<ResolvedField, String> {
    let oneof = match proto.oneof_index {
        None => None,
        Some(index) => {
            let index = u16::try_from(index).ok();
            let features = index.and_then(|index| message.oneof_features.get(usize::from(index)));
            Some(index.zip(features).ok_or("the oneof is missing")?)
        }
    };
    let features = oneof.map_or(message.features, |(_, features)| *features);
    // A field of proto3 with the label `optional` is the only member of a oneof that the schema does not have.
    let oneof = oneof.filter(|_| !proto.proto3_optional());
    let json_name = match &proto.json_name {
        Some(name) => name.clone(),
        None => name::camel_case(own),
    };
    let names = (own.to_owned(), json_name);
    let has_presence = proto.oneof_index.is_some();
    let place = Place {
        features,
        has_presence,
        in_entry: message.is_map_entry,
        max_number: MAX_NUMBER,
    };
    let mut field = resolve(proto, names, place, types)?;
    if let Some((oneof, _)) = oneof {
        if field.descriptor.cardinality() != Cardinality::Explicit {
            return Err("a member of a oneof has a label".to_owned());
        }
        field.descriptor = field.descriptor.in_oneof(oneof);
    }
    Ok(field)
}

/// An extension; `None` if the extended message is in no file.
pub(super) fn of_extension(
    extension: &CollectedExtension,
    types: &mut Types<'_>,
) -> Result<Option<ResolvedExtension>, String> {
    let extendee = extension.field.extendee.as_deref().unwrap_or_default();
    let Some((index, message)) = types.declared(extendee) else {
        return Ok(None);
    };
    let name = &extension.full_name;
    let place = Place {
        features: extension.features,
        has_presence: true,
        in_entry: false,
        max_number: match message.is_message_set {
            true => MAX_ITEM_NUMBER,
            false => MAX_NUMBER,
        },
    };
    let names = (name.clone(), format!("[{name}]"));
    let field = resolve(&extension.field, names, place, types);
    let field = field.map_err(|reason| format!("{name}: {reason}"))?;
    let is_item = matches!(field.r#type.item, ItemType::Message(_))
        && field.descriptor.cardinality() == Cardinality::Explicit;
    if message.is_message_set && !is_item {
        return Err(format!(
            "{name}: an item of a message set is not an optional message"
        ));
    }
    Ok(Some(ResolvedExtension {
        extendee: message.full_name.as_str().into(),
        message: index,
        field,
        in_message_set: message.is_message_set,
    }))
}

/// What the place of a field decides.
#[derive(Clone, Copy)]
struct Place {
    features: Features,
    /// Whether the field is an extension or a member of a oneof.
    has_presence: bool,
    /// Whether it is the key or the value of a map, which is never delimited.
    in_entry: bool,
    max_number: i32,
}

fn resolve(
    proto: &FieldDescriptorProto,
    (name, json_name): (String, String),
    place: Place,
    types: &mut Types<'_>,
) -> Result<ResolvedField, String> {
    let numbers = 1..=place.max_number;
    let number = proto.number.filter(|number| numbers.contains(number));
    let number = number.ok_or("the number is out of range")?.unsigned_abs();
    let options = proto.options.as_ref();
    let overrides = options.and_then(|options| options.features.as_ref());
    let features = place.features.overridden_by(overrides);
    let is_repeated = proto.label() == Label::Repeated;
    let mut key = None;
    let (kind, item) = match map_entry(proto, types).filter(|_| is_repeated) {
        Some(entry) => {
            let (key_type, kind, item) = of_entry(entry, types)?;
            key = Some(key_type);
            (kind, item)
        }
        None => of_type(proto, features.delimited && !place.in_entry, types)?,
    };
    let is_number = !matches!(item, ItemType::String | ItemType::Bytes) && item.message().is_none();
    let packed = match features.is_edition() {
        true => features.packed,
        false => options
            .and_then(|options| options.packed)
            .unwrap_or(features.packed),
    };
    let cardinality = match (is_repeated, key) {
        (true, Some(_)) => Cardinality::Map,
        (true, None) => Cardinality::Repeated,
        _ if is_required(proto, features) => Cardinality::Required,
        _ if place.has_presence || item.message().is_some() => Cardinality::Explicit,
        _ if features.presence == FieldPresence::Implicit => Cardinality::Implicit,
        _ => Cardinality::Explicit,
    };
    let mut descriptor = FieldDescriptor::dynamic(number, name, json_name, cardinality, kind);
    if options.is_some_and(|options| options.debug_redact()) {
        descriptor = descriptor.redacted();
    }
    let r#type = FieldType {
        item,
        key,
        packed: cardinality == Cardinality::Repeated && is_number && packed,
    };
    Ok(ResolvedField {
        descriptor,
        r#type,
        default: proto.default_value.as_deref().map(Into::into),
        options: proto.options.clone(),
    })
}

fn is_required(proto: &FieldDescriptorProto, features: Features) -> bool {
    let has_feature = features.presence == FieldPresence::LegacyRequired
        && proto.oneof_index.is_none()
        && proto.extendee.is_none();
    proto.label() == Label::Required || has_feature
}

/// The entry type of a map field.
fn map_entry<'c>(proto: &FieldDescriptorProto, types: &Types<'c>) -> Option<&'c CollectedMessage> {
    let (_, message) = types.declared(proto.type_name.as_deref()?)?;
    message.is_map_entry.then_some(message)
}

/// The types of the keys and the values of a map.
fn of_entry(
    entry: &CollectedMessage,
    types: &mut Types<'_>,
) -> Result<(ItemType, Kind, ItemType), String> {
    let invalid = || format!("{} is not a valid entry of a map", entry.full_name);
    let field = |number| {
        let mut fields = entry.fields.iter();
        let field = fields.find(|field| field.number == Some(number));
        field.filter(|field| field.label() != Label::Repeated)
    };
    let (Some(key), Some(value), 2) = (field(1), field(2), entry.fields.len()) else {
        return Err(invalid());
    };
    if key.type_name.is_some() || map_entry(value, types).is_some() {
        return Err(invalid());
    }
    let (_, key) = of_type(key, false, types)?;
    let (kind, value) = of_type(value, false, types)?;
    let is_key = !matches!(key, ItemType::Double | ItemType::Float | ItemType::Bytes);
    match is_key && !matches!(value, ItemType::Group(_)) {
        true => Ok((key, kind, value)),
        false => Err(invalid()),
    }
}

/// The type of a value.
fn of_type(
    proto: &FieldDescriptorProto,
    delimited: bool,
    types: &mut Types<'_>,
) -> Result<(Kind, ItemType), String> {
    let r#type = match proto.r#type {
        Some(number) => {
            Type::try_from(number).map_err(|_| format!("the type {number} is unknown"))?
        }
        // The parser of a schema does not know whether a name is that of a message or of an enum.
        None if proto.type_name.is_some() => return of_name(proto, None, delimited, types),
        None => return Err("the type is missing".to_owned()),
    };
    Ok(match r#type {
        Type::Double => (Kind::Double, ItemType::Double),
        Type::Float => (Kind::Float, ItemType::Float),
        Type::Int64 => (Kind::Int64, ItemType::Int64),
        Type::Uint64 => (Kind::Uint64, ItemType::Uint64),
        Type::Int32 => (Kind::Int32, ItemType::Int32),
        Type::Fixed64 => (Kind::Uint64, ItemType::Fixed64),
        Type::Fixed32 => (Kind::Uint32, ItemType::Fixed32),
        Type::Bool => (Kind::Bool, ItemType::Bool),
        Type::String => (Kind::String, ItemType::String),
        Type::Bytes => (Kind::Bytes, ItemType::Bytes),
        Type::Uint32 => (Kind::Uint32, ItemType::Uint32),
        Type::Sfixed32 => (Kind::Int32, ItemType::Sfixed32),
        Type::Sfixed64 => (Kind::Int64, ItemType::Sfixed64),
        Type::Sint32 => (Kind::Int32, ItemType::Sint32),
        Type::Sint64 => (Kind::Int64, ItemType::Sint64),
        r#type @ (Type::Group | Type::Message | Type::Enum) => {
            return of_name(proto, Some(r#type), delimited, types);
        }
    })
}

/// The type with the name in a field.
fn of_name(
    proto: &FieldDescriptorProto,
    r#type: Option<Type>,
    delimited: bool,
    types: &mut Types<'_>,
) -> Result<(Kind, ItemType), String> {
    let name = proto.type_name.as_deref().unwrap_or_default();
    match (types.find(name)?, r#type) {
        (Found::Message(message), None | Some(Type::Message | Type::Group)) => {
            let index = message.index();
            let message = MessageType::Dynamic(message);
            let is_group = delimited || r#type == Some(Type::Group);
            Ok(match is_group {
                true => (Kind::Group(message), ItemType::Group(index)),
                false => (Kind::Message(message), ItemType::Message(index)),
            })
        }
        (Found::Enum(descriptor), None | Some(Type::Enum)) => {
            let first = descriptor.values().first();
            let default = first.map_or(0, |value| value.number());
            let kind = Kind::Enum(EnumType::Dynamic(descriptor));
            Ok((kind, ItemType::Enum(default)))
        }
        _ => Err(format!("`{}` is a type of another kind", name::shown(name))),
    }
}
