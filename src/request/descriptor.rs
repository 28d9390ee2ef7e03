//! Views of `plugin.proto` and `descriptor.proto`: only the fields that the generator reads, borrowed from the request.
//!
//! prost-types has no editions and drops custom options, and a full decode of a large request takes ten times its
//! memory. Here `options` stay raw bytes if they can contain custom options, which a later stage decodes, and source info
//! stays raw until a comment or a place is needed.
//!
//! Source: `google/protobuf/descriptor.proto` and `google/protobuf/compiler/plugin.proto` of protobuf 36.

use prost::DecodeError;

use super::wire::{self, Comment, Merge, Unchecked, WireValue};

/// Declares views: a struct and its decoder.
macro_rules! views {
    ($($(#[$doc:meta])* $name:ident $(<$a:lifetime>)? { $($field:ident: $type:ty = $number:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default)]
        pub struct $name $(<$a>)? {
            $(pub $field: $type,)*
        }

        impl<'a> Merge<'a> for $name $(<$a>)? {
            fn merge(&mut self, value: WireValue<'a>) -> Result<(), DecodeError> {
                wire::read(wire::bytes(value)?, |number, value| match number {
                    $($number => self.$field.merge(value),)*
                    _ => Ok(()),
                })
            }
        }
    )*};
}

#[cfg(feature = "build")]
views! {
    /// `FileDescriptorSet` of encoded files.
    FileDescriptorSet<'a> {
        file: Vec<&'a [u8]> = 1,
    }

    /// The fields of a file that decide the order of a request.
    FileHead<'a> {
        name: &'a str = 1,
        dependency: Vec<&'a str> = 3,
    }
}

views! {
    /// `CodeGeneratorRequest`; each `proto_file` is decoded separately.
    CodeGeneratorRequest<'a> {
        file_to_generate: Vec<&'a str> = 1,
        parameter: &'a str = 2,
        compiler_version: Option<&'a [u8]> = 3,
        proto_file: Vec<&'a [u8]> = 15,
    }

    FileDescriptor<'a> {
        name: &'a str = 1,
        package: &'a str = 2,
        dependency: Vec<&'a str> = 3,
        message_type: Vec<&'a [u8]> = 4,
        enum_type: Vec<EnumDescriptor<'a>> = 5,
        service: Vec<ServiceDescriptor<'a>> = 6,
        extension: Vec<FieldDescriptor<'a>> = 7,
        options: &'a [u8] = 8,
        source_code_info: &'a [u8] = 9,
        syntax: &'a str = 12,
        edition: i32 = 14,
    }

    /// Nested types stay encoded, so that the caller can bound the depth.
    MessageDescriptor<'a> {
        name: &'a str = 1,
        field: Vec<FieldDescriptor<'a>> = 2,
        nested_type: Vec<&'a [u8]> = 3,
        enum_type: Vec<EnumDescriptor<'a>> = 4,
        extension_range: Vec<&'a [u8]> = 5,
        extension: Vec<FieldDescriptor<'a>> = 6,
        options: &'a [u8] = 7,
        oneof_decl: Vec<OneofDescriptor<'a>> = 8,
        reserved_name: Vec<Unchecked<'a>> = 10,
    }

    FieldDescriptor<'a> {
        name: &'a str = 1,
        extendee: &'a str = 2,
        number: i32 = 3,
        label: i32 = 4,
        r#type: i32 = 5,
        type_name: &'a str = 6,
        default_value: Option<Unchecked<'a>> = 7,
        options: &'a [u8] = 8,
        oneof_index: Option<i32> = 9,
        json_name: Option<Unchecked<'a>> = 10,
        proto3_optional: bool = 17,
    }

    OneofDescriptor<'a> {
        name: &'a str = 1,
        options: &'a [u8] = 2,
    }

    EnumDescriptor<'a> {
        name: &'a str = 1,
        value: Vec<EnumValueDescriptor<'a>> = 2,
        options: &'a [u8] = 3,
    }

    EnumValueDescriptor<'a> {
        name: &'a str = 1,
        number: i32 = 2,
        options: &'a [u8] = 3,
    }

    ServiceDescriptor<'a> {
        name: &'a str = 1,
        method: Vec<MethodDescriptor<'a>> = 2,
        options: &'a [u8] = 3,
    }

    MethodDescriptor<'a> {
        name: &'a str = 1,
        input_type: &'a str = 2,
        output_type: &'a str = 3,
        options: &'a [u8] = 4,
        client_streaming: bool = 5,
        server_streaming: bool = 6,
    }

    FileOptions {
        deprecated: bool = 23,
        features: FeatureSet = 50,
    }

    MessageOptions {
        message_set_wire_format: bool = 1,
        deprecated: bool = 3,
        map_entry: bool = 7,
        features: FeatureSet = 12,
    }

    FieldOptions {
        packed: Option<bool> = 2,
        deprecated: bool = 3,
        debug_redact: bool = 16,
        features: FeatureSet = 21,
    }

    OneofOptions {
        features: FeatureSet = 1,
    }

    EnumOptions {
        deprecated: bool = 3,
        features: FeatureSet = 7,
    }

    EnumValueOptions {
        deprecated: bool = 1,
        debug_redact: bool = 3,
    }

    ServiceOptions {
        deprecated: bool = 33,
    }

    MethodOptions {
        deprecated: bool = 33,
        idempotency_level: i32 = 34,
    }

    /// The features that affect generated code, as declared on one element.
    FeatureSet {
        field_presence: Option<i32> = 1,
        enum_type: Option<i32> = 2,
        repeated_field_encoding: Option<i32> = 3,
        utf8_validation: Option<i32> = 4,
        message_encoding: Option<i32> = 5,
    }

    /// `SourceCodeInfo.Location`; `path` and `span` stay packed.
    Location<'a> {
        path: &'a [u8] = 1,
        span: &'a [u8] = 2,
        leading_comments: Comment<'a> = 3,
        trailing_comments: Comment<'a> = 4,
    }
}
