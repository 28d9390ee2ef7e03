//! All rules in `buf/validate/validate.proto` (v1.2.2), by the type that they apply to.
//!
//! A module has the name of a field of `FieldRules`, and a constant has the name of a rule in it. `enum_` is the module for
//! `enum`.

use super::field::{Field, Kind};

/// `required` of `FieldRules`.
pub(super) const REQUIRED: Field = Field::new(25, "required", Kind::Bool);
/// `cel` of `FieldRules`.
pub(super) const CEL: Field = Field::new(23, "cel", Kind::Message);
/// `cel_expression` of `FieldRules`.
pub(super) const CEL_EXPRESSION: Field = Field::new(29, "cel_expression", Kind::String);

/// The path of a rule: the rules for one type, and a field of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RulePath {
    set: RuleSet,
    field: Field,
}

impl RulePath {
    pub(super) const fn new(set: RuleSet, field: Field) -> Self {
        Self { set, field }
    }

    /// The rules that contain the rule.
    pub const fn set(&self) -> RuleSet {
        self.set
    }

    /// The field of the rule.
    pub const fn field(&self) -> Field {
        self.field
    }
}

macro_rules! rule_sets {
    ($($(#[$doc:meta])* $module:ident $set:ident = $number:literal $name:literal {
        $($constant:ident = $field_number:literal $field:literal $kind:ident,)*
    })*) => {
        /// The rules for one type: a member of the oneof `type` of `FieldRules`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the names are those of the protobuf types")]
        pub enum RuleSet {
            $($set,)*
        }

        impl RuleSet {
            /// The field of `FieldRules` that contains the rules.
            pub const fn field(self) -> Field {
                match self {
                    $(Self::$set => Field::new($number, $name, Kind::Message),)*
                }
            }
        }

        $(
            #[doc = concat!("The rules in `", $name, "`.")]
            #[allow(missing_docs, reason = "the schema documents its rules")]
            pub mod $module {
                use super::{Field, Kind, RulePath, RuleSet};

                $(pub const $constant: RulePath = RulePath::new(
                    RuleSet::$set,
                    Field::new($field_number, $field, Kind::$kind),
                );)*
            }
        )*

        /// The constant of a rule, by the names of its field in `FieldRules` and of the rule.
        ///
        /// `None` if this version of the runtime does not know the rule, because the schema is newer.
        ///
        /// ```
        /// use rpcsmith_runtime::validate::rules;
        ///
        /// assert_eq!(rules::named("string", "min_len"), Some(rules::string::MIN_LEN));
        /// assert_eq!(rules::named("string", "invented"), None);
        /// ```
        pub fn named(set: &str, rule: &str) -> Option<RulePath> {
            match (set, rule) {
                $($(($name, $field) => Some($module::$constant),)*)*
                _ => None,
            }
        }
    };
}

rule_sets! {
    float Float = 1 "float" {
        CONST = 1 "const" Float,
        LT = 2 "lt" Float,
        LTE = 3 "lte" Float,
        GT = 4 "gt" Float,
        GTE = 5 "gte" Float,
        IN = 6 "in" Float,
        NOT_IN = 7 "not_in" Float,
        FINITE = 8 "finite" Bool,
        EXAMPLE = 9 "example" Float,
    }
    double Double = 2 "double" {
        CONST = 1 "const" Double,
        LT = 2 "lt" Double,
        LTE = 3 "lte" Double,
        GT = 4 "gt" Double,
        GTE = 5 "gte" Double,
        IN = 6 "in" Double,
        NOT_IN = 7 "not_in" Double,
        FINITE = 8 "finite" Bool,
        EXAMPLE = 9 "example" Double,
    }
    int32 Int32 = 3 "int32" {
        CONST = 1 "const" Int32,
        LT = 2 "lt" Int32,
        LTE = 3 "lte" Int32,
        GT = 4 "gt" Int32,
        GTE = 5 "gte" Int32,
        IN = 6 "in" Int32,
        NOT_IN = 7 "not_in" Int32,
        EXAMPLE = 8 "example" Int32,
    }
    int64 Int64 = 4 "int64" {
        CONST = 1 "const" Int64,
        LT = 2 "lt" Int64,
        LTE = 3 "lte" Int64,
        GT = 4 "gt" Int64,
        GTE = 5 "gte" Int64,
        IN = 6 "in" Int64,
        NOT_IN = 7 "not_in" Int64,
        EXAMPLE = 9 "example" Int64,
    }
    uint32 Uint32 = 5 "uint32" {
        CONST = 1 "const" Uint32,
        LT = 2 "lt" Uint32,
        LTE = 3 "lte" Uint32,
        GT = 4 "gt" Uint32,
        GTE = 5 "gte" Uint32,
        IN = 6 "in" Uint32,
        NOT_IN = 7 "not_in" Uint32,
        EXAMPLE = 8 "example" Uint32,
    }
    uint64 Uint64 = 6 "uint64" {
        CONST = 1 "const" Uint64,
        LT = 2 "lt" Uint64,
        LTE = 3 "lte" Uint64,
        GT = 4 "gt" Uint64,
        GTE = 5 "gte" Uint64,
        IN = 6 "in" Uint64,
        NOT_IN = 7 "not_in" Uint64,
        EXAMPLE = 8 "example" Uint64,
    }
    sint32 Sint32 = 7 "sint32" {
        CONST = 1 "const" Sint32,
        LT = 2 "lt" Sint32,
        LTE = 3 "lte" Sint32,
        GT = 4 "gt" Sint32,
        GTE = 5 "gte" Sint32,
        IN = 6 "in" Sint32,
        NOT_IN = 7 "not_in" Sint32,
        EXAMPLE = 8 "example" Sint32,
    }
    sint64 Sint64 = 8 "sint64" {
        CONST = 1 "const" Sint64,
        LT = 2 "lt" Sint64,
        LTE = 3 "lte" Sint64,
        GT = 4 "gt" Sint64,
        GTE = 5 "gte" Sint64,
        IN = 6 "in" Sint64,
        NOT_IN = 7 "not_in" Sint64,
        EXAMPLE = 8 "example" Sint64,
    }
    fixed32 Fixed32 = 9 "fixed32" {
        CONST = 1 "const" Fixed32,
        LT = 2 "lt" Fixed32,
        LTE = 3 "lte" Fixed32,
        GT = 4 "gt" Fixed32,
        GTE = 5 "gte" Fixed32,
        IN = 6 "in" Fixed32,
        NOT_IN = 7 "not_in" Fixed32,
        EXAMPLE = 8 "example" Fixed32,
    }
    fixed64 Fixed64 = 10 "fixed64" {
        CONST = 1 "const" Fixed64,
        LT = 2 "lt" Fixed64,
        LTE = 3 "lte" Fixed64,
        GT = 4 "gt" Fixed64,
        GTE = 5 "gte" Fixed64,
        IN = 6 "in" Fixed64,
        NOT_IN = 7 "not_in" Fixed64,
        EXAMPLE = 8 "example" Fixed64,
    }
    sfixed32 Sfixed32 = 11 "sfixed32" {
        CONST = 1 "const" Sfixed32,
        LT = 2 "lt" Sfixed32,
        LTE = 3 "lte" Sfixed32,
        GT = 4 "gt" Sfixed32,
        GTE = 5 "gte" Sfixed32,
        IN = 6 "in" Sfixed32,
        NOT_IN = 7 "not_in" Sfixed32,
        EXAMPLE = 8 "example" Sfixed32,
    }
    sfixed64 Sfixed64 = 12 "sfixed64" {
        CONST = 1 "const" Sfixed64,
        LT = 2 "lt" Sfixed64,
        LTE = 3 "lte" Sfixed64,
        GT = 4 "gt" Sfixed64,
        GTE = 5 "gte" Sfixed64,
        IN = 6 "in" Sfixed64,
        NOT_IN = 7 "not_in" Sfixed64,
        EXAMPLE = 8 "example" Sfixed64,
    }
    bool Bool = 13 "bool" {
        CONST = 1 "const" Bool,
        EXAMPLE = 2 "example" Bool,
    }
    string String = 14 "string" {
        CONST = 1 "const" String,
        LEN = 19 "len" Uint64,
        MIN_LEN = 2 "min_len" Uint64,
        MAX_LEN = 3 "max_len" Uint64,
        LEN_BYTES = 20 "len_bytes" Uint64,
        MIN_BYTES = 4 "min_bytes" Uint64,
        MAX_BYTES = 5 "max_bytes" Uint64,
        PATTERN = 6 "pattern" String,
        PREFIX = 7 "prefix" String,
        SUFFIX = 8 "suffix" String,
        CONTAINS = 9 "contains" String,
        NOT_CONTAINS = 23 "not_contains" String,
        IN = 10 "in" String,
        NOT_IN = 11 "not_in" String,
        EMAIL = 12 "email" Bool,
        HOSTNAME = 13 "hostname" Bool,
        IP = 14 "ip" Bool,
        IPV4 = 15 "ipv4" Bool,
        IPV6 = 16 "ipv6" Bool,
        URI = 17 "uri" Bool,
        URI_REF = 18 "uri_ref" Bool,
        ADDRESS = 21 "address" Bool,
        UUID = 22 "uuid" Bool,
        TUUID = 33 "tuuid" Bool,
        IP_WITH_PREFIXLEN = 26 "ip_with_prefixlen" Bool,
        IPV4_WITH_PREFIXLEN = 27 "ipv4_with_prefixlen" Bool,
        IPV6_WITH_PREFIXLEN = 28 "ipv6_with_prefixlen" Bool,
        IP_PREFIX = 29 "ip_prefix" Bool,
        IPV4_PREFIX = 30 "ipv4_prefix" Bool,
        IPV6_PREFIX = 31 "ipv6_prefix" Bool,
        HOST_AND_PORT = 32 "host_and_port" Bool,
        ULID = 35 "ulid" Bool,
        PROTOBUF_FQN = 37 "protobuf_fqn" Bool,
        PROTOBUF_DOT_FQN = 38 "protobuf_dot_fqn" Bool,
        WELL_KNOWN_REGEX = 24 "well_known_regex" Enum,
        STRICT = 25 "strict" Bool,
        EXAMPLE = 34 "example" String,
    }
    bytes Bytes = 15 "bytes" {
        CONST = 1 "const" Bytes,
        LEN = 13 "len" Uint64,
        MIN_LEN = 2 "min_len" Uint64,
        MAX_LEN = 3 "max_len" Uint64,
        PATTERN = 4 "pattern" String,
        PREFIX = 5 "prefix" Bytes,
        SUFFIX = 6 "suffix" Bytes,
        CONTAINS = 7 "contains" Bytes,
        IN = 8 "in" Bytes,
        NOT_IN = 9 "not_in" Bytes,
        IP = 10 "ip" Bool,
        IPV4 = 11 "ipv4" Bool,
        IPV6 = 12 "ipv6" Bool,
        UUID = 15 "uuid" Bool,
        EXAMPLE = 14 "example" Bytes,
    }
    enum_ Enum = 16 "enum" {
        CONST = 1 "const" Int32,
        DEFINED_ONLY = 2 "defined_only" Bool,
        IN = 3 "in" Int32,
        NOT_IN = 4 "not_in" Int32,
        EXAMPLE = 5 "example" Int32,
    }
    repeated Repeated = 18 "repeated" {
        MIN_ITEMS = 1 "min_items" Uint64,
        MAX_ITEMS = 2 "max_items" Uint64,
        UNIQUE = 3 "unique" Bool,
        ITEMS = 4 "items" Message,
    }
    map Map = 19 "map" {
        MIN_PAIRS = 1 "min_pairs" Uint64,
        MAX_PAIRS = 2 "max_pairs" Uint64,
        KEYS = 4 "keys" Message,
        VALUES = 5 "values" Message,
    }
    any Any = 20 "any" {
        IN = 2 "in" String,
        NOT_IN = 3 "not_in" String,
    }
    duration Duration = 21 "duration" {
        CONST = 2 "const" Message,
        LT = 3 "lt" Message,
        LTE = 4 "lte" Message,
        GT = 5 "gt" Message,
        GTE = 6 "gte" Message,
        IN = 7 "in" Message,
        NOT_IN = 8 "not_in" Message,
        EXAMPLE = 9 "example" Message,
    }
    field_mask FieldMask = 28 "field_mask" {
        CONST = 1 "const" Message,
        IN = 2 "in" String,
        NOT_IN = 3 "not_in" String,
        EXAMPLE = 4 "example" Message,
    }
    timestamp Timestamp = 22 "timestamp" {
        CONST = 2 "const" Message,
        LT = 3 "lt" Message,
        LTE = 4 "lte" Message,
        LT_NOW = 7 "lt_now" Bool,
        GT = 5 "gt" Message,
        GTE = 6 "gte" Message,
        GT_NOW = 8 "gt_now" Bool,
        WITHIN = 9 "within" Message,
        EXAMPLE = 10 "example" Message,
    }
}
