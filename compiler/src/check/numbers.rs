//! The numbers of the options that checks read.
//!
//! Source: `google/protobuf/descriptor.proto`.

/// Fields of `FileOptions`.
pub(super) mod file {
    pub const OPTIMIZE_FOR: i32 = 9;
    pub const CC_GENERIC_SERVICES: i32 = 16;
    pub const JAVA_GENERIC_SERVICES: i32 = 17;
    pub const PY_GENERIC_SERVICES: i32 = 18;
    pub const JAVA_STRING_CHECK_UTF8: i32 = 27;

    /// The value of `optimize_for` for the lite runtime.
    pub const LITE_RUNTIME: i32 = 3;
}

/// Fields of `MessageOptions`.
pub(super) mod message {
    pub const MESSAGE_SET_WIRE_FORMAT: i32 = 1;
    pub const LEGACY_JSON_CONFLICTS: i32 = 11;
}

/// Fields of `FieldOptions`.
pub(super) mod field {
    pub const CTYPE: i32 = 1;
    pub const PACKED: i32 = 2;
    pub const LAZY: i32 = 5;
    pub const JSTYPE: i32 = 6;
    pub const UNVERIFIED_LAZY: i32 = 15;
    pub const TARGETS: i32 = 19;
    pub const FEATURE_SUPPORT: i32 = 22;
}

/// Fields of `FieldOptions.FeatureSupport`.
pub(super) mod support {
    pub const EDITION_INTRODUCED: i32 = 1;
    pub const EDITION_DEPRECATED: i32 = 2;
    pub const DEPRECATION_WARNING: i32 = 3;
    pub const EDITION_REMOVED: i32 = 4;
    pub const REMOVAL_ERROR: i32 = 5;
}

/// Fields of `EnumOptions`.
pub(super) mod enum_ {
    pub const ALLOW_ALIAS: i32 = 2;
    pub const LEGACY_JSON_CONFLICTS: i32 = 6;
}

/// Fields of `EnumValueOptions`.
pub(super) mod value {
    pub const DEBUG_REDACT: i32 = 3;
    pub const FEATURE_SUPPORT: i32 = 4;
    /// The extension `pb.enumvalue.json`.
    pub const JSON: i32 = 998;
    /// Its field `string`.
    pub const JSON_STRING: i32 = 1;
}

/// Fields of `ExtensionRangeOptions`.
pub(super) mod range {
    pub const DECLARATION: i32 = 2;
    pub const VERIFICATION: i32 = 3;

    pub const VERIFICATION_DECLARATION: i32 = 0;
    pub const VERIFICATION_UNVERIFIED: i32 = 1;
}

/// Fields of `ExtensionRangeOptions.Declaration`.
pub(super) mod declaration {
    pub const NUMBER: i32 = 1;
    pub const FULL_NAME: i32 = 2;
    pub const TYPE: i32 = 3;
    pub const RESERVED: i32 = 5;
    pub const REPEATED: i32 = 6;
}
