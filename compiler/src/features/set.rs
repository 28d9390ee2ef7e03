//! A resolved set of features, and the values of each.
//!
//! Source: `FeatureSet` in `google/protobuf/descriptor.proto`.

use super::edition::{EDITION_2024, EDITION_2026};
use crate::ast::Syntax;
use crate::value::Message;

/// Declares an enum with the numbers of a feature's values.
macro_rules! values {
    ($($(#[$doc:meta])* $name:ident { $($value:ident = $number:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum $name {
            $($value = $number),*
        }

        impl $name {
            /// The value with this number. `None` for the value `…_UNKNOWN` and for other numbers.
            fn from_number(number: i32) -> Option<Self> {
                match number {
                    $($number => Some(Self::$value),)*
                    _ => None,
                }
            }
        }
    )*};
}

values! {
    FieldPresence { Explicit = 1, Implicit = 2, LegacyRequired = 3 }
    EnumType { Open = 1, Closed = 2 }
    RepeatedFieldEncoding { Packed = 1, Expanded = 2 }
    Utf8Validation { Verify = 2, None = 3 }
    MessageEncoding { LengthPrefixed = 1, Delimited = 2 }
    JsonFormat { Allow = 1, LegacyBestEffort = 2 }
    NamingStyle { Style2024 = 1, Legacy = 2, Style2026 = 3 }
    SymbolVisibility { ExportAll = 1, ExportTopLevel = 2, LocalAll = 3, Strict = 4 }
    ProtoLimits { NoLimits = 1, Limits2026 = 2 }
}

/// The features of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Features {
    pub field_presence: FieldPresence,
    pub enum_type: EnumType,
    pub repeated_field_encoding: RepeatedFieldEncoding,
    pub utf8_validation: Utf8Validation,
    pub message_encoding: MessageEncoding,
    pub json_format: JsonFormat,
    pub enforce_naming_style: NamingStyle,
    pub default_symbol_visibility: SymbolVisibility,
    pub enforce_proto_limits: ProtoLimits,
}

/// The numbers of the fields of `FeatureSet`.
pub(crate) mod number {
    pub const FIELD_PRESENCE: i32 = 1;
    pub const ENUM_TYPE: i32 = 2;
    pub const REPEATED_FIELD_ENCODING: i32 = 3;
    pub const UTF8_VALIDATION: i32 = 4;
    pub const MESSAGE_ENCODING: i32 = 5;
    pub const JSON_FORMAT: i32 = 6;
    pub const ENFORCE_NAMING_STYLE: i32 = 7;
    pub const DEFAULT_SYMBOL_VISIBILITY: i32 = 8;
    pub const ENFORCE_PROTO_LIMITS: i32 = 9;
}

const PROTO2: Features = Features {
    field_presence: FieldPresence::Explicit,
    enum_type: EnumType::Closed,
    repeated_field_encoding: RepeatedFieldEncoding::Expanded,
    utf8_validation: Utf8Validation::None,
    message_encoding: MessageEncoding::LengthPrefixed,
    json_format: JsonFormat::LegacyBestEffort,
    enforce_naming_style: NamingStyle::Legacy,
    default_symbol_visibility: SymbolVisibility::ExportAll,
    enforce_proto_limits: ProtoLimits::NoLimits,
};

const PROTO3: Features = Features {
    field_presence: FieldPresence::Implicit,
    enum_type: EnumType::Open,
    repeated_field_encoding: RepeatedFieldEncoding::Packed,
    utf8_validation: Utf8Validation::Verify,
    json_format: JsonFormat::Allow,
    ..PROTO2
};

const EDITION_2023_FEATURES: Features = Features {
    field_presence: FieldPresence::Explicit,
    ..PROTO3
};

const EDITION_2024_FEATURES: Features = Features {
    enforce_naming_style: NamingStyle::Style2024,
    default_symbol_visibility: SymbolVisibility::ExportTopLevel,
    ..EDITION_2023_FEATURES
};

const EDITION_2026_FEATURES: Features = Features {
    enforce_naming_style: NamingStyle::Style2026,
    default_symbol_visibility: SymbolVisibility::Strict,
    enforce_proto_limits: ProtoLimits::Limits2026,
    ..EDITION_2024_FEATURES
};

impl Features {
    /// The features of a file without options.
    pub fn defaults(syntax: Syntax) -> Self {
        match syntax {
            Syntax::Proto2 => PROTO2,
            Syntax::Proto3 => PROTO3,
            Syntax::Edition(EDITION_2026..) => EDITION_2026_FEATURES,
            Syntax::Edition(EDITION_2024) => EDITION_2024_FEATURES,
            Syntax::Edition(_) => EDITION_2023_FEATURES,
        }
    }

    /// Overrides the features that `explicit`, a `FeatureSet`, sets. Returns the name of a feature without a known value.
    pub fn merge(&mut self, explicit: &Message) -> Result<(), &'static str> {
        let set = explicit;
        let mut result = Ok(());
        macro_rules! override_with {
            ($($field:ident: $type:ident = $number:ident;)*) => {$(
                if let Some(value) = set.int32(number::$number) {
                    match $type::from_number(value) {
                        Some(value) => self.$field = value,
                        None => result = result.and(Err(stringify!($field))),
                    }
                }
            )*};
        }
        override_with! {
            field_presence: FieldPresence = FIELD_PRESENCE;
            enum_type: EnumType = ENUM_TYPE;
            repeated_field_encoding: RepeatedFieldEncoding = REPEATED_FIELD_ENCODING;
            utf8_validation: Utf8Validation = UTF8_VALIDATION;
            message_encoding: MessageEncoding = MESSAGE_ENCODING;
            json_format: JsonFormat = JSON_FORMAT;
            enforce_naming_style: NamingStyle = ENFORCE_NAMING_STYLE;
            default_symbol_visibility: SymbolVisibility = DEFAULT_SYMBOL_VISIBILITY;
            enforce_proto_limits: ProtoLimits = ENFORCE_PROTO_LIMITS;
        }
        result
    }

    pub fn is_closed_enum(self) -> bool {
        self.enum_type == EnumType::Closed
    }

    /// Whether names must have a certain style.
    pub fn enforces_style(self) -> bool {
        self.enforce_naming_style != NamingStyle::Legacy
    }

    pub fn is_required(self) -> bool {
        self.field_presence == FieldPresence::LegacyRequired
    }
}

#[cfg(test)]
mod tests {
    use super::{Features, FieldPresence, NamingStyle, number};
    use crate::ast::{FieldIndex, FileIndex, Syntax};
    use crate::link::Ref;
    use crate::value::{FieldValue, Message, Value};

    fn set(number: i32, value: u64) -> Message {
        let field = Ref {
            file: FileIndex(0),
            index: FieldIndex(0),
        };
        Message {
            fields: vec![FieldValue {
                number,
                field,
                values: vec![Value::Varint(value)],
            }],
        }
    }

    #[test]
    fn editions_build_on_each_other() {
        let of = |number| Features::defaults(Syntax::Edition(number));
        assert_eq!(of(1000).field_presence, FieldPresence::Explicit);
        assert_eq!(of(1000).enforce_naming_style, NamingStyle::Legacy);
        assert_eq!(of(1001).enforce_naming_style, NamingStyle::Style2024);
        assert_eq!(of(1002).enforce_naming_style, NamingStyle::Style2026);
        assert_eq!(of(9999), of(1002));
    }

    #[test]
    fn merge_overrides_one_feature() {
        let mut features = Features::defaults(Syntax::Proto3);
        assert_eq!(features.merge(&set(number::FIELD_PRESENCE, 3)), Ok(()));
        assert!(features.is_required());
        assert_eq!(features.merge(&set(number::ENUM_TYPE, 0)), Err("enum_type"));
    }
}
