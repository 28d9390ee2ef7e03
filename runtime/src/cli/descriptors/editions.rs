//! Files of editions in the terms of proto2 and proto3, which are all that prost-reflect knows.
//!
//! Messages have the same bytes and the same JSON under both descriptions: features become labels, types and options of
//! the fields that they hold for.
//!
//! Source: <https://protobuf.dev/editions/features/>.

use super::views::{EnumType, FeatureSet, Field, FieldOptions, File, MessageType};
use super::views::{LABEL_REPEATED, LABEL_REQUIRED, TYPE_GROUP, TYPE_MESSAGE};

const EDITION_2023: i32 = 1000;
const EDITION_2024: i32 = 1001;

const EXPLICIT: i32 = 1;
const IMPLICIT: i32 = 2;
const LEGACY_REQUIRED: i32 = 3;
const PACKED: i32 = 1;
const LENGTH_PREFIXED: i32 = 1;
const DELIMITED: i32 = 2;

/// Describes a file of an edition as one of proto2 or proto3; others stay as they are.
///
/// A file is proto3, in which a field can be either with presence or without, unless it has an enum that begins with
/// something else than zero, which only proto2 allows. There, fields of implicit presence gain one: a zero that is
/// asked for is sent, which means the same to who reads it.
///
/// # Errors
/// If the syntax is none of proto2 and proto3, and the edition none of 2023 and 2024; the text says which.
pub(super) fn lower(file: &mut File) -> Result<(), String> {
    match (
        file.syntax.as_deref().unwrap_or_default(),
        file.edition.take(),
    ) {
        ("" | "proto2" | "proto3", None) => return Ok(()),
        ("" | "editions", Some(EDITION_2023 | EDITION_2024)) => {}
        (_, Some(number)) => return Err(format!("edition {number} is not known")),
        (syntax, None) => return Err(format!("syntax \"{syntax}\" is not known")),
    }
    let syntax = match begins_with_zero(&file.message_type, &file.enum_type) {
        true => "proto3",
        false => "proto2",
    };
    file.syntax = Some(syntax.to_owned());
    let own = file.options.take().and_then(|options| options.features);
    let features = Features::DEFAULT.with(own);
    file.extension
        .iter_mut()
        .for_each(|field| features.settle(field));
    file.message_type
        .iter_mut()
        .for_each(|message| features.settle_all(message));
    Ok(())
}

fn begins_with_zero(messages: &[MessageType], enums: &[EnumType]) -> bool {
    let zero = |item: &EnumType| {
        item.value
            .first()
            .is_none_or(|value| value.number.unwrap_or(0) == 0)
    };
    let within = |message: &MessageType| begins_with_zero(&message.nested_type, &message.enum_type);
    enums.iter().all(zero) && messages.iter().all(within)
}

/// The features that decide how fields are encoded, all set.
#[derive(Clone, Copy)]
struct Features {
    presence: i32,
    packed: bool,
    delimited: bool,
}

impl Features {
    /// Of the editions 2023 and 2024.
    const DEFAULT: Self = Self {
        presence: EXPLICIT,
        packed: true,
        delimited: false,
    };

    /// These, but for what an element within sets itself.
    fn with(self, own: Option<FeatureSet>) -> Self {
        let own = own.unwrap_or_default();
        let set = |value: Option<i32>| value.filter(|value| *value != 0);
        Self {
            presence: set(own.field_presence).unwrap_or(self.presence),
            packed: set(own.repeated_field_encoding).map_or(self.packed, |value| value == PACKED),
            delimited: match set(own.message_encoding) {
                Some(DELIMITED) => true,
                Some(LENGTH_PREFIXED) => false,
                _ => self.delimited,
            },
        }
    }

    fn settle_all(self, message: &mut MessageType) {
        let options = message.options.as_mut();
        let own = options.and_then(|options| options.features.take());
        let features = self.with(own);
        // The fields of an entry are as the wire format has them, whatever holds around it.
        let fields = match message.is_map_entry() {
            true => Self::DEFAULT,
            false => features,
        };
        let maps: Vec<String> = message.maps().map(str::to_owned).collect();
        for field in &mut message.field {
            let of_map = field.type_name.as_ref().is_some_and(|name| {
                let name = name.rsplit('.').next().unwrap_or_default();
                field.label == Some(LABEL_REPEATED) && maps.iter().any(|map| map == name)
            });
            let fields = Self {
                delimited: fields.delimited && !of_map,
                ..fields
            };
            fields.settle(field);
        }
        message
            .extension
            .iter_mut()
            .for_each(|field| features.settle(field));
        message
            .nested_type
            .iter_mut()
            .for_each(|message| features.settle_all(message));
    }

    /// Says of a field what its features say.
    fn settle(self, field: &mut Field) {
        let own = field.options.take().and_then(|options| options.features);
        let features = self.with(own);
        if field.label == Some(LABEL_REPEATED) {
            field.options = Some(FieldOptions {
                packed: Some(features.packed),
                features: None,
            });
        } else if field.oneof_index.is_none() && field.extendee.is_none() {
            field.proto3_optional = Some(features.presence != IMPLICIT);
            if features.presence == LEGACY_REQUIRED {
                field.label = Some(LABEL_REQUIRED);
            }
        }
        if features.delimited && field.r#type == Some(TYPE_MESSAGE) {
            field.r#type = Some(TYPE_GROUP);
        }
    }
}
