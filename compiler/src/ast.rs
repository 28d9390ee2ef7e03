//! The syntax tree of one file, as the parser leaves it.
//!
//! It has the shape of `FileDescriptorProto`, with two differences. Messages, enums, fields and option blocks lie in one list
//! each for the whole file, so that an index is enough to name one of them, and later stages keep their results in lists with
//! the same indexes. Each part that a fault can be about has its [`Span`].
//!
//! Source: `google/protobuf/descriptor.proto`, which has the field numbers that [`crate::encode`] writes.

use std::sync::Arc;

pub(crate) use crate::index::{
    EnumIndex, FieldIndex, FileIndex, MessageIndex, OptionsIndex, ServiceIndex,
};
use crate::source::Span;
use crate::source_info::SourceInfo;

/// A file.
#[derive(Debug)]
pub(crate) struct File {
    /// The name by which files import it.
    pub name: Box<str>,
    pub syntax: Syntax,
    /// The `syntax` or `edition` statement. Empty, at the start, for a file without one.
    pub syntax_span: Span,
    /// The name has dots but no whitespace. The span is that of the whole `package` statement.
    pub package: Option<Name>,
    pub imports: Vec<Import>,
    /// `import option`
    pub option_imports: Vec<Import>,
    /// All messages, outer ones first: also groups and map entries.
    pub messages: Vec<Message>,
    /// All enums.
    pub enums: Vec<Enum>,
    /// The fields of all messages, and all extensions.
    pub fields: Vec<Field>,
    pub services: Vec<Service>,
    /// All option blocks: also empty ones, which protoc writes as an empty message.
    pub options: Vec<OptionBlock>,
    /// The messages outside of any other.
    pub top_messages: Vec<MessageIndex>,
    /// The enums outside of any message.
    pub top_enums: Vec<EnumIndex>,
    /// The extensions outside of any message.
    pub top_extensions: Vec<FieldIndex>,
    /// The options of the file.
    pub own_options: Option<OptionsIndex>,
    pub source_info: SourceInfo,
}

impl File {
    /// Frees the memory that lists have for further items.
    pub fn shrink(&mut self) {
        self.messages.shrink_to_fit();
        self.enums.shrink_to_fit();
        self.fields.shrink_to_fit();
        self.options.shrink_to_fit();
        self.source_info.locations.shrink_to_fit();
        self.source_info.paths.shrink_to_fit();
        self.source_info.comments.shrink_to_fit();
    }

    pub fn message(&self, index: MessageIndex) -> &Message {
        &self.messages[index.index()]
    }

    pub fn enum_(&self, index: EnumIndex) -> &Enum {
        &self.enums[index.index()]
    }

    pub fn field(&self, index: FieldIndex) -> &Field {
        &self.fields[index.index()]
    }

    pub fn service(&self, index: ServiceIndex) -> &Service {
        &self.services[index.index()]
    }

    pub fn option_block(&self, index: OptionsIndex) -> &OptionBlock {
        &self.options[index.index()]
    }
}

/// The syntax of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Syntax {
    /// `syntax = "proto2";`, or no statement.
    Proto2,
    /// `syntax = "proto3";`
    Proto3,
    /// `edition = "…";`, with the number of the enum `google.protobuf.Edition`.
    Edition(i32),
}

impl Syntax {
    /// The number of the syntax in the enum `google.protobuf.Edition`.
    pub fn edition(self) -> i32 {
        match self {
            Self::Proto2 => 998,
            Self::Proto3 => 999,
            Self::Edition(number) => number,
        }
    }

    pub fn is_edition(self) -> bool {
        matches!(self, Self::Edition(_))
    }
}

/// A name, or a number of names with dots between them and possibly a dot in front.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    /// The name without whitespace and comments.
    pub text: Box<str>,
    pub span: Span,
}

/// An `import` statement.
#[derive(Debug)]
pub(crate) struct Import {
    /// The contents of the string literal. Valid file names are UTF-8; in other names each invalid sequence is replaced.
    pub name: Box<str>,
    pub kind: ImportKind,
    /// The whole statement.
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ImportKind {
    Normal,
    Public,
    Weak,
    Option,
}

/// `export` or `local`. The numbers are those of `SymbolVisibility`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Visibility {
    Local = 1,
    Export = 2,
}

/// A message, a group or the entry of a map.
#[derive(Debug)]
pub(crate) struct Message {
    pub name: Name,
    pub parent: Option<MessageIndex>,
    pub fields: Vec<FieldIndex>,
    pub messages: Vec<MessageIndex>,
    pub enums: Vec<EnumIndex>,
    pub extensions: Vec<FieldIndex>,
    pub extension_ranges: Vec<ExtensionRange>,
    pub oneofs: Vec<Oneof>,
    pub reserved_ranges: Vec<ReservedRange>,
    /// Any bytes before editions, identifiers with editions.
    pub reserved_names: Vec<Box<[u8]>>,
    pub options: Option<OptionsIndex>,
    pub visibility: Option<Visibility>,
    /// Whether the parser made it for a map field. It then has no statement of its own: its spans are those of the field, and
    /// its only option, `map_entry`, is not in an option block.
    pub map_entry: bool,
}

/// A range of numbers for extensions.
#[derive(Debug)]
pub(crate) struct ExtensionRange {
    pub start: i32,
    /// The first number after the range.
    pub end: i32,
    pub options: Option<OptionsIndex>,
    pub span: Span,
}

/// A range of reserved numbers.
#[derive(Debug)]
pub(crate) struct ReservedRange {
    pub start: i32,
    /// In a message, the first number after the range; in an enum, the last of the range.
    pub end: i32,
    pub span: Span,
}

/// A oneof.
#[derive(Debug)]
pub(crate) struct Oneof {
    pub name: Name,
    pub options: Option<OptionsIndex>,
    /// Whether the parser made it for a field with `optional` in proto3.
    pub synthetic: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    Optional = 1,
    Required = 2,
    Repeated = 3,
}

/// The type of a field. The numbers are those of `FieldDescriptorProto.Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Double = 1,
    Float = 2,
    Int64 = 3,
    Uint64 = 4,
    Int32 = 5,
    Fixed64 = 6,
    Fixed32 = 7,
    Bool = 8,
    String = 9,
    Group = 10,
    Message = 11,
    Bytes = 12,
    Uint32 = 13,
    Enum = 14,
    Sfixed32 = 15,
    Sfixed64 = 16,
    Sint32 = 17,
    Sint64 = 18,
}

/// A field of a message, or an extension.
#[derive(Debug)]
pub(crate) struct Field {
    /// In lower case for a group.
    pub name: Name,
    /// The message that declares it. For an extension, the message in which `extend` is.
    pub parent: Option<MessageIndex>,
    /// The message after `extend`.
    pub extendee: Option<Arc<Name>>,
    pub number: i32,
    pub number_span: Span,
    pub label: Label,
    /// Absent for a named type: only the linker knows whether it is a message or an enum.
    pub type_: Option<Type>,
    /// Present for messages, enums, groups and maps.
    pub type_name: Option<Name>,
    /// The type as written.
    pub type_span: Span,
    pub default: Option<Default>,
    pub json_name: Option<JsonName>,
    /// An index into the oneofs of the message.
    pub oneof: Option<u32>,
    pub proto3_optional: bool,
    /// The message that the parser made for a map field.
    pub map_entry: Option<MessageIndex>,
    pub options: Option<OptionsIndex>,
    /// The whole declaration.
    pub span: Span,
}

/// The default value of a field, as a descriptor has it.
#[derive(Debug)]
pub(crate) struct Default {
    /// Text; for `string` any bytes, for `bytes` with escapes as in C.
    pub value: Box<[u8]>,
    /// The value in the source.
    pub span: Span,
}

/// The option `json_name`.
#[derive(Debug)]
pub(crate) struct JsonName {
    pub value: Box<[u8]>,
    /// The word `json_name`.
    pub span: Span,
}

/// An enum.
#[derive(Debug)]
pub(crate) struct Enum {
    pub name: Name,
    pub parent: Option<MessageIndex>,
    pub values: Vec<EnumValue>,
    pub reserved_ranges: Vec<ReservedRange>,
    /// Any bytes before editions, identifiers with editions.
    pub reserved_names: Vec<Box<[u8]>>,
    pub options: Option<OptionsIndex>,
    pub visibility: Option<Visibility>,
}

#[derive(Debug)]
pub(crate) struct EnumValue {
    pub name: Name,
    pub number: i32,
    pub number_span: Span,
    pub options: Option<OptionsIndex>,
}

#[derive(Debug)]
pub(crate) struct Service {
    pub name: Name,
    pub methods: Vec<Method>,
    pub options: Option<OptionsIndex>,
}

#[derive(Debug)]
pub(crate) struct Method {
    pub name: Name,
    pub input: Name,
    pub output: Name,
    pub client_streaming: bool,
    pub server_streaming: bool,
    pub options: Option<OptionsIndex>,
}

/// The options of one element, which may be spread over many statements.
#[derive(Debug)]
pub(crate) struct OptionBlock {
    pub element: Element,
    pub statements: Vec<OptionStatement>,
}

/// An element that can have options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Element {
    File,
    Message(MessageIndex),
    Field(FieldIndex),
    /// The oneof of a message, by its index.
    Oneof(MessageIndex, u32),
    /// The extension range of a message, by its index.
    ExtensionRange(MessageIndex, u32),
    Enum(EnumIndex),
    /// The value of an enum, by its index.
    EnumValue(EnumIndex, u32),
    Service(ServiceIndex),
    /// The method of a service, by its index.
    Method(ServiceIndex, u32),
}

/// One assignment to an option.
#[derive(Clone, Debug)]
pub(crate) struct OptionStatement {
    /// At least one part.
    pub name: Vec<NamePart>,
    /// All parts of the name.
    pub name_span: Span,
    pub value: OptionValue,
    pub value_span: Span,
}

/// A part of an option's name.
#[derive(Clone, Debug)]
pub(crate) struct NamePart {
    /// An identifier, or the name of an extension, without whitespace and comments.
    pub text: Box<str>,
    /// Whether it is in parentheses.
    pub is_extension: bool,
}

/// The value of an option before its type is known.
#[derive(Clone, Debug)]
pub(crate) enum OptionValue {
    Identifier(Box<str>),
    /// An integer without a sign.
    Positive(u64),
    /// An integer with a sign.
    Negative(i64),
    Double(f64),
    String(Box<[u8]>),
    /// What is between the braces of a message in text format.
    Aggregate(Box<Aggregate>),
}

/// The text of an aggregate value. Comments are replaced by spaces and line breaks, so that lines and columns stay those of
/// the source: protoc parses this text, in which `#` starts a comment and `//` is an error.
#[derive(Clone, Debug)]
pub(crate) struct Aggregate {
    pub text: Box<[u8]>,
    /// The offset in the source of the first byte after `{`.
    pub start: u32,
}
