//! The elements of the model: files, messages, fields, enums, services and extensions.
//!
//! They are close to the descriptors, with three differences: features are resolved, references are ids, and synthetic
//! oneofs are gone. Options stay encoded, because custom options are read by the stage that knows their schema.

use std::borrow::Cow;
use std::fmt;

use super::{EnumId, ExtensionId, FileId, MessageId, ServiceId, Source};

/// An encoded protobuf message. A later stage that knows its schema decodes it.
#[derive(Clone, Copy)]
pub struct Encoded<'a>(pub &'a [u8]);

impl fmt::Debug for Encoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// A `.proto` file.
#[derive(Debug)]
pub struct File<'a> {
    /// The path as `import` names it.
    pub path: &'a str,
    /// The package, for example `user.v1`; empty if the file has no package.
    pub package: &'a str,
    /// Whether the request asks for code for this file; false if it is only imported.
    pub generate: bool,
    /// The files that it imports.
    pub imports: Vec<FileId>,
    pub messages: Vec<MessageId>,
    pub enums: Vec<EnumId>,
    pub services: Vec<ServiceId>,
    /// Those at the top level.
    pub extensions: Vec<ExtensionId>,
    /// The encoded `FileDescriptorProto`.
    pub bytes: Encoded<'a>,
    /// Its package statement.
    pub source: Source<'a>,
}

/// The package of the messages that declare rules, with a dot before and after it.
pub const RULES_PACKAGE: &str = ".buf.validate.";

/// A message.
#[derive(Debug)]
pub struct Message<'a> {
    pub name: &'a str,
    /// With a leading dot: `.user.v1.User.Address`.
    pub full_name: String,
    pub file: FileId,
    /// The message that it is nested in.
    pub parent: Option<MessageId>,
    /// In the order of the file, including members of oneofs.
    pub fields: Vec<Field<'a>>,
    /// Without the synthetic oneofs of proto3 optional fields.
    pub oneofs: Vec<Oneof<'a>>,
    /// Nested messages, without map entries.
    pub messages: Vec<MessageId>,
    pub enums: Vec<EnumId>,
    /// Extensions that it declares, of any message.
    pub extensions: Vec<ExtensionId>,
    /// Whether it has numbers for extensions.
    pub extendable: bool,
    /// Whether its extensions are encoded as items of a message set.
    pub message_set: bool,
    /// The names that fields must not have again.
    pub reserved_names: Vec<&'a str>,
    /// Whether it is the entry of a map field, for which no code is generated.
    pub map_entry: bool,
    pub deprecated: bool,
    /// The encoded `MessageOptions`.
    pub options: Encoded<'a>,
    pub source: Source<'a>,
}

impl Message<'_> {
    /// Whether it is one of the messages that declare rules. Their extensions are predefined rules.
    pub fn has_rules(&self) -> bool {
        self.full_name.starts_with(RULES_PACKAGE)
    }
}

/// A field of a message.
#[derive(Debug)]
pub struct Field<'a> {
    pub name: &'a str,
    /// The name in JSON.
    pub json_name: Cow<'a, str>,
    /// From 1 to 536,870,911.
    pub number: u32,
    pub kind: FieldKind,
    /// The index into the message's `oneofs`.
    pub oneof: Option<usize>,
    /// The default as the file declares it (proto2, editions).
    pub default: Option<&'a str>,
    /// Whether strings must be UTF-8; false only if the schema turns the check off.
    pub verify_utf8: bool,
    pub deprecated: bool,
    /// Whether logs must not show its value: the option `debug_redact`.
    pub redacted: bool,
    /// The encoded `FieldOptions`.
    pub options: Encoded<'a>,
    pub source: Source<'a>,
}

/// The type of a field and its cardinality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    Singular(FieldType, Presence),
    Repeated {
        item: FieldType,
        /// Encoded as one length-delimited block; false if the type cannot be packed.
        packed: bool,
    },
    Map {
        key: Scalar,
        value: FieldType,
    },
}

impl FieldKind {
    /// The type of a single value: of a repeated field's items, or of a map's values.
    pub fn item(self) -> FieldType {
        match self {
            Self::Singular(item, _)
            | Self::Repeated { item, .. }
            | Self::Map { value: item, .. } => item,
        }
    }
}

/// Whether a singular field distinguishes "not set" from its default value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Implicit,
    Explicit,
    Required,
}

/// The type of a single value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    Scalar(Scalar),
    Enum(EnumId),
    Message {
        id: MessageId,
        /// Encoded as a group: between a start and an end tag, without a length.
        delimited: bool,
    },
}

impl FieldType {
    /// A message with a length.
    pub fn message(id: MessageId) -> Self {
        Self::Message {
            id,
            delimited: false,
        }
    }
}

/// The scalar types, named as in the protobuf language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scalar {
    Double,
    Float,
    Int32,
    Int64,
    Uint32,
    Uint64,
    Sint32,
    Sint64,
    Fixed32,
    Fixed64,
    Sfixed32,
    Sfixed64,
    Bool,
    String,
    Bytes,
}

impl Scalar {
    /// The keyword in a proto file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Double => "double",
            Self::Float => "float",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Uint32 => "uint32",
            Self::Uint64 => "uint64",
            Self::Sint32 => "sint32",
            Self::Sint64 => "sint64",
            Self::Fixed32 => "fixed32",
            Self::Fixed64 => "fixed64",
            Self::Sfixed32 => "sfixed32",
            Self::Sfixed64 => "sfixed64",
            Self::Bool => "bool",
            Self::String => "string",
            Self::Bytes => "bytes",
        }
    }
}

/// A field that a file adds to a message, often of another file.
#[derive(Debug)]
pub struct Extension<'a> {
    /// With a leading dot: `.user.v1.strict`.
    pub full_name: String,
    pub file: FileId,
    /// The message that it is declared in.
    pub parent: Option<MessageId>,
    /// The message that it extends.
    pub extendee: MessageId,
    pub field: Field<'a>,
}

/// A oneof of a message.
#[derive(Debug)]
pub struct Oneof<'a> {
    pub name: &'a str,
    /// The encoded `OneofOptions`.
    pub options: Encoded<'a>,
    pub source: Source<'a>,
}

/// An enum.
#[derive(Debug)]
pub struct Enum<'a> {
    pub name: &'a str,
    /// With a leading dot: `.user.v1.User.Status`.
    pub full_name: String,
    pub file: FileId,
    /// The message that it is nested in.
    pub parent: Option<MessageId>,
    /// In the order of the file, including aliases.
    pub values: Vec<EnumValue<'a>>,
    /// Whether the enum is closed: unknown numbers are not values of it.
    pub closed: bool,
    pub deprecated: bool,
    pub source: Source<'a>,
}

/// A value of an enum.
#[derive(Debug)]
pub struct EnumValue<'a> {
    pub name: &'a str,
    pub number: i32,
    pub deprecated: bool,
    /// Whether logs must not show the value of a field that has this value in an option: the option `debug_redact`.
    pub redacts: bool,
    pub source: Source<'a>,
}

/// A service.
#[derive(Debug)]
pub struct Service<'a> {
    pub name: &'a str,
    /// With a leading dot: `.user.v1.UserService`.
    pub full_name: String,
    pub file: FileId,
    pub methods: Vec<Method<'a>>,
    pub deprecated: bool,
    pub source: Source<'a>,
}

/// A method of a service.
#[derive(Debug)]
pub struct Method<'a> {
    pub name: &'a str,
    pub input: MessageId,
    pub output: MessageId,
    pub streaming: Streaming,
    pub idempotency: Idempotency,
    pub deprecated: bool,
    /// The encoded `MethodOptions`.
    pub options: Encoded<'a>,
    pub source: Source<'a>,
}

/// The directions of a call that are streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Streaming {
    Unary,
    Client,
    Server,
    Bidi,
}

/// `MethodOptions.idempotency_level`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idempotency {
    Unknown,
    NoSideEffects,
    Idempotent,
}
