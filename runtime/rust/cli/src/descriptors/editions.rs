//! Converts descriptors of editions to proto2 or proto3, the only syntaxes that prost-reflect supports.
//!
//! Features become labels, types and options of the fields that they apply to, so that messages have the same encoding and
//! the same JSON.
//!
//! Source: <https://protobuf.dev/editions/features/>.

use super::views::{EnumType, FeatureSet, Field, FieldOptions, File, MessageType};
use super::views::{LABEL_REPEATED, LABEL_REQUIRED, TYPE_GROUP, TYPE_MESSAGE};

const EDITION_2023: i32 = 1000;
const EDITION_2024: i32 = 1001;
const EDITION_2026: i32 = 1002;

const EXPLICIT: i32 = 1;
const IMPLICIT: i32 = 2;
const LEGACY_REQUIRED: i32 = 3;
const PACKED: i32 = 1;
const LENGTH_PREFIXED: i32 = 1;
const DELIMITED: i32 = 2;

/// Converts a file of an edition to proto2 or proto3, and leaves other files unchanged.
///
/// The result is proto3, where fields can be with or without presence, unless the first value of an enum is not zero, which
/// only proto2 allows. In proto2, fields of implicit presence become fields of explicit presence: an explicit zero is
/// then sent, which means the same to the server.
///
/// # Errors
/// If the file has a syntax other than proto2 and proto3, or an edition other than 2023, 2024 and 2026; the text names it.
pub(super) fn lower(file: &mut File) -> Result<(), String> {
    match (
        file.syntax.as_deref().unwrap_or_default(),
        file.edition.take(),
    ) {
        ("" | "proto2" | "proto3", None) => return Ok(()),
        ("" | "editions", Some(EDITION_2023 | EDITION_2024 | EDITION_2026)) => {}
        (_, Some(number)) => return Err(format!("edition {number} is not supported")),
        (syntax, None) => return Err(format!("syntax \"{syntax}\" is not supported")),
    }
    let syntax = if enums_start_with_zero(&file.message_type, &file.enum_type) {
        "proto3"
    } else {
        "proto2"
    };
    file.syntax = Some(syntax.to_owned());
    let overrides = file.options.take().and_then(|options| options.features);
    let features = Features::DEFAULT.overridden_by(overrides);
    file.extension
        .iter_mut()
        .for_each(|field| features.apply_to_field(field));
    file.message_type
        .iter_mut()
        .for_each(|message| features.apply_to_message(message));
    Ok(())
}

fn enums_start_with_zero(messages: &[MessageType], enums: &[EnumType]) -> bool {
    let zero = |item: &EnumType| {
        item.value
            .first()
            .is_none_or(|value| value.number.unwrap_or(0) == 0)
    };
    let within =
        |message: &MessageType| enums_start_with_zero(&message.nested_type, &message.enum_type);
    enums.iter().all(zero) && messages.iter().all(within)
}

/// The resolved features that decide how fields are encoded.
#[derive(Clone, Copy)]
struct Features {
    presence: i32,
    packed: bool,
    delimited: bool,
}

impl Features {
    /// The defaults of the editions 2023, 2024 and 2026.
    const DEFAULT: Self = Self {
        presence: EXPLICIT,
        packed: true,
        delimited: false,
    };

    /// These features, overridden by those of a nested element.
    fn overridden_by(self, overrides: Option<FeatureSet>) -> Self {
        let overrides = overrides.unwrap_or_default();
        let set = |value: Option<i32>| value.filter(|value| *value != 0);
        Self {
            presence: set(overrides.field_presence).unwrap_or(self.presence),
            packed: set(overrides.repeated_field_encoding)
                .map_or(self.packed, |value| value == PACKED),
            delimited: match set(overrides.message_encoding) {
                Some(DELIMITED) => true,
                Some(LENGTH_PREFIXED) => false,
                _ => self.delimited,
            },
        }
    }

    fn apply_to_message(self, message: &mut MessageType) {
        let options = message.options.as_mut();
        let overrides = options.and_then(|options| options.features.take());
        let features = self.overridden_by(overrides);
        // Features do not apply to the fields of map entries.
        let fields = if message.is_map_entry() {
            Self::DEFAULT
        } else {
            features
        };
        let maps: Vec<String> = message.map_entries().map(str::to_owned).collect();
        for field in &mut message.field {
            let of_map = field.type_name.as_ref().is_some_and(|name| {
                let name = name.rsplit('.').next().unwrap_or_default();
                field.label == Some(LABEL_REPEATED) && maps.iter().any(|map| map == name)
            });
            let fields = Self {
                delimited: fields.delimited && !of_map,
                ..fields
            };
            fields.apply_to_field(field);
        }
        message
            .extension
            .iter_mut()
            .for_each(|field| features.apply_to_field(field));
        message
            .nested_type
            .iter_mut()
            .for_each(|message| features.apply_to_message(message));
    }

    /// Expresses the features of a field as its label, type and options.
    fn apply_to_field(self, field: &mut Field) {
        let overrides = field.options.take().and_then(|options| options.features);
        let features = self.overridden_by(overrides);
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

#[cfg(test)]
mod tests {
    use prost_reflect::{Cardinality, DescriptorPool, FieldDescriptor};

    use super::super::pool;
    use super::super::views::{
        EnumOptions, EnumValue, FileOptions, FileSet, MessageOptions, Oneof,
    };
    use super::*;

    const TYPE_INT32: i32 = 5;
    const TYPE_ENUM: i32 = 14;

    fn features(presence: i32, repeated: i32, message: i32) -> Option<FeatureSet> {
        Some(FeatureSet {
            field_presence: Some(presence),
            repeated_field_encoding: Some(repeated),
            message_encoding: Some(message),
        })
    }

    fn field(
        name: &str,
        number: i32,
        label: i32,
        r#type: i32,
        overrides: Option<FeatureSet>,
    ) -> Field {
        Field {
            name: name.to_owned(),
            number,
            label: Some(label),
            r#type: Some(r#type),
            type_name: match r#type {
                TYPE_MESSAGE => Some(".t.M".to_owned()),
                TYPE_ENUM => Some(".t.E".to_owned()),
                _ => None,
            },
            options: overrides.map(|overrides| FieldOptions {
                packed: None,
                features: Some(overrides),
            }),
            ..Field::default()
        }
    }

    /// A file that overrides all defaults, with one message.
    fn file(first: i32) -> File {
        let message = MessageType {
            name: "M".to_owned(),
            field: fields(),
            nested_type: vec![map_entry()],
            oneof_decl: vec![Oneof {
                name: "choice".to_owned(),
            }],
            ..MessageType::default()
        };
        File {
            name: "t.proto".to_owned(),
            package: "t".to_owned(),
            message_type: vec![message],
            enum_type: vec![EnumType {
                name: "E".to_owned(),
                value: vec![EnumValue {
                    name: "FIRST".to_owned(),
                    number: Some(first),
                }],
                options: Some(EnumOptions { allow_alias: None }),
            }],
            options: Some(FileOptions {
                features: features(IMPLICIT, 2, DELIMITED),
            }),
            syntax: Some("editions".to_owned()),
            edition: Some(EDITION_2024),
            ..File::default()
        }
    }

    /// The fields of the message: one for each feature, a map and a member of a oneof.
    fn fields() -> Vec<Field> {
        let message = |name, number, overrides| field(name, number, 1, TYPE_MESSAGE, overrides);
        let int32 = |name, number, overrides| field(name, number, 1, TYPE_INT32, overrides);
        let map = Field {
            type_name: Some(".t.M.MapEntry".to_owned()),
            ..field("map", 7, 3, TYPE_MESSAGE, None)
        };
        let member = Field {
            oneof_index: Some(0),
            ..int32("member", 8, None)
        };
        vec![
            int32("implicit", 1, features(0, 0, 0)),
            int32("explicit", 2, features(EXPLICIT, 0, 0)),
            int32("required", 3, features(LEGACY_REQUIRED, 0, 0)),
            field("expanded", 4, 3, TYPE_INT32, None),
            field("packed", 5, 3, TYPE_ENUM, features(0, PACKED, 0)),
            message("group", 6, None),
            map,
            member,
            message("prefixed", 9, features(0, 0, LENGTH_PREFIXED)),
        ]
    }

    fn map_entry() -> MessageType {
        MessageType {
            name: "MapEntry".to_owned(),
            field: vec![
                field("key", 1, 1, TYPE_INT32, None),
                field("value", 2, 1, TYPE_MESSAGE, None),
            ],
            options: Some(MessageOptions {
                map_entry: Some(true),
                features: None,
            }),
            ..MessageType::default()
        }
    }

    fn described(file: File) -> DescriptorPool {
        let set = prost::Message::encode_to_vec(&FileSet { file: vec![file] });
        pool([&*set]).unwrap()
    }

    #[test]
    fn features_become_labels_types_and_options() {
        for (first, implicit) in [(0, false), (5, true)] {
            let pool = described(file(first));
            let message = pool.get_message_by_name("t.M").unwrap();
            let field = |name: &str| message.get_field_by_name(name).unwrap();
            let has = |name: &str| field(name).supports_presence();
            assert_eq!(
                ["implicit", "explicit", "required", "member"].map(has),
                [implicit, true, true, true]
            );
            assert_eq!(field("required").cardinality(), Cardinality::Required);
            let packed = |name: &str| field(name).is_packed();
            assert_eq!(["expanded", "packed"].map(packed), [false, true]);
            let group = |name: &str| field(name).is_group();
            assert_eq!(
                ["group", "prefixed", "map"].map(group),
                [true, false, false]
            );
            assert!(field("map").is_map());
            let entry = pool.get_message_by_name("t.M.MapEntry").unwrap();
            assert!(
                !entry
                    .fields()
                    .any(|field: FieldDescriptor| field.is_group())
            );
        }
    }

    #[test]
    fn proto2_and_proto3_are_unchanged_and_unknown_editions_are_errors() {
        let lowered = |syntax: Option<&str>, edition| {
            let mut file = File {
                syntax: syntax.map(str::to_owned),
                edition,
                ..File::default()
            };
            lower(&mut file).map(|()| file.syntax)
        };
        assert_eq!(lowered(None, None), Ok(None));
        assert_eq!(lowered(Some("proto3"), None), Ok(Some("proto3".to_owned())));
        for edition in [EDITION_2023, EDITION_2024, EDITION_2026] {
            assert_eq!(
                lowered(Some("editions"), Some(edition)),
                Ok(Some("proto3".to_owned()))
            );
        }
        assert_eq!(
            lowered(Some("editions"), Some(1003)),
            Err("edition 1003 is not supported".to_owned())
        );
        assert_eq!(
            lowered(Some("editions"), None),
            Err("syntax \"editions\" is not supported".to_owned())
        );
    }

    #[test]
    fn invalid_map_entries_are_errors() {
        for change in [
            (|entry| entry.field[0].r#type = Some(TYPE_MESSAGE)) as fn(&mut MessageType),
            |entry| entry.field[0].r#type = Some(2),
            |entry| entry.field[1].number = 3,
            |entry| entry.field[1].label = Some(LABEL_REPEATED),
            |entry| drop(entry.field.pop()),
        ] {
            let mut file = file(0);
            change(&mut file.message_type[0].nested_type[0]);
            let set = prost::Message::encode_to_vec(&FileSet { file: vec![file] });
            assert!(pool([&*set]).unwrap_err().starts_with("t.proto: "));
        }
    }

    #[test]
    fn missing_imports_are_removed() {
        let mut file = file(0);
        file.dependency = ["nowhere.proto", "google/protobuf/api.proto", "gone.proto"]
            .map(str::to_owned)
            .into();
        file.public_dependency = vec![0, 1, 7];
        let pool = described(file);
        let file = pool.get_file_by_name("t.proto").unwrap();
        let names: Vec<_> = file
            .dependencies()
            .map(|file| file.name().to_owned())
            .collect();
        assert_eq!(names, ["google/protobuf/api.proto"]);
        // Its overrides imports have been added, too.
        assert!(
            pool.get_message_by_name("google.protobuf.SourceContext")
                .is_some()
        );
    }
}
