//! The code of messages: calls of the runtime instead of prost's derives. Both have the same encoding, errors and
//! debug text; this code compiles in half the time.

mod accessors;
mod debug;
mod enums;
mod extension;
mod fields;
mod literal;
mod message;
mod oneof;
#[cfg(all(test, feature = "build"))]
mod tests;
mod view;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::OnceLock;

pub use debug::HidingDebug;
pub use enums::EnumCode;
pub use extension::ExtensionView;
pub use fields::{OneofField, RegularField};
pub use message::MessageCode;
pub use oneof::OneofCode;
pub use view::{OneofViewCode, ViewCode};

use super::names::ModuleId;
use super::syntax::{MAX_WIDTH, Printer, Ty};
use super::types::Scope;
use crate::model::{EnumId, Field, FieldKind, FieldType, Presence, Scalar};

/// The modules and types of the runtime's `message`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuntimeModule {
    Debug,
    Encode,
    Get,
    Json,
    Kind,
    Len,
    Merge,
    Reflect,
    Text,
    View,
    Extendable,
    Extension,
    UnknownFields,
}

impl RuntimeModule {
    const ALL: [Self; 13] = [
        Self::Debug,
        Self::Encode,
        Self::Get,
        Self::Json,
        Self::Kind,
        Self::Len,
        Self::Merge,
        Self::Reflect,
        Self::Text,
        Self::View,
        Self::Extendable,
        Self::Extension,
        Self::UnknownFields,
    ];

    /// Whether the name is that of a module that only JSON needs. The text format shares one with it.
    pub fn of_json(name: &str, text: bool) -> bool {
        name == Self::Json.name() || name == Self::Reflect.name() && !text
    }

    fn name(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Encode => "encode",
            Self::Get => "get",
            Self::Json => "json",
            Self::Kind => "kind",
            Self::Len => "len",
            Self::Merge => "merge",
            Self::Reflect => "reflect",
            Self::Text => "text",
            Self::View => "view",
            Self::Extendable => "Extendable",
            Self::Extension => "Extension",
            Self::UnknownFields => "UnknownFields",
        }
    }

    fn is_type(self) -> bool {
        matches!(
            self,
            Self::Extendable | Self::Extension | Self::UnknownFields
        )
    }
}

/// The names of the runtime's modules and types in a module of generated code.
#[derive(Debug)]
pub struct Runtime<'m> {
    scope: Scope<'m>,
    /// The names of those that are used.
    names: [OnceCell<Cow<'static, str>>; RuntimeModule::ALL.len()],
}

impl<'m> Runtime<'m> {
    /// The names in `scope`.
    pub fn new(scope: Scope<'m>) -> Self {
        Self {
            scope,
            names: Default::default(),
        }
    }

    /// The short name of an item, which is imported, or its path if the name can be taken: by an item of the schema or, in
    /// the root, by code of the user.
    pub fn name(&self, item: RuntimeModule) -> &str {
        self.names[item as usize].get_or_init(|| {
            let Scope {
                context,
                module: here,
                ..
            } = self.scope;
            let is_taken = if item.is_type() {
                context.names.is_shadowed(here, item.name())
            } else {
                context.names.modules.has_child(here, item.name())
            };
            if here == ModuleId::ROOT || is_taken {
                format!("{}::message::{}", context.options.runtime, item.name()).into()
            } else {
                item.name().into()
            }
        })
    }

    fn names<const N: usize>(&self, items: [RuntimeModule; N]) -> [&str; N] {
        items.map(|item| self.name(item))
    }

    /// The items that are used.
    pub fn used(&self) -> Used {
        let names = || self.names.iter().filter_map(OnceCell::get);
        let short = names().filter_map(|name| match name {
            Cow::Borrowed(short) => Some(*short),
            Cow::Owned(_) => None,
        });
        Used {
            imports: short.collect(),
            any: names().next().is_some(),
        }
    }
}

/// The items of the runtime that code names.
#[derive(Debug)]
pub struct Used {
    /// Those with a short name, which needs an import.
    pub imports: Vec<&'static str>,
    /// Whether there are any, with a short name or with a path.
    pub any: bool,
}

/// The name of the functions that read, write or measure a single value of a type.
pub fn word(r#type: FieldType) -> &'static str {
    match r#type {
        FieldType::Scalar(scalar) => scalar.name(),
        FieldType::Enum(_) => "enumeration",
        FieldType::Message {
            delimited: true, ..
        } => "group",
        FieldType::Message { .. } => "message",
    }
}

/// A function of a field in a module of the runtime: the path before its name, and the name.
type FunctionPath = [&'static str; 2];

/// The functions of a field: the one that writes and measures it, and the one that reads it.
fn functions(field: &Field<'_>) -> (FunctionPath, FunctionPath) {
    let (item, written, read) = match field.kind {
        FieldKind::Map { .. } => return (["::", "map"], ["::", "map"]),
        FieldKind::Singular(item, Presence::Implicit) => (item, "::", "::"),
        FieldKind::Singular(item, Presence::Explicit) => (item, "::optional::", "::optional::"),
        FieldKind::Singular(item, Presence::Required) => (item, "::required::", "::"),
        FieldKind::Repeated { item, packed: true } => (item, "::packed::", "::repeated::"),
        FieldKind::Repeated { item, .. } => (item, "::repeated::", "::repeated::"),
    };
    let word = word(item);
    ([written, word], [read, word])
}

/// The end of the signature of `merge_field`. It is built once for each depth, because every message has it.
fn merge_result(printer: Printer) -> &'static str {
    static RESULTS: [OnceLock<String>; MAX_WIDTH + 1] = [const { OnceLock::new() }; MAX_WIDTH + 1];
    RESULTS[printer.width()].get_or_init(|| {
        let result = ["()", "::prost::DecodeError"].map(Ty::path);
        printer.returning(4, &Ty::generic("::core::result::Result", result), " {")
    })
}

/// The name of the runtime's kind for a key or value of a map, or for an extension.
fn kind(runtime: &Runtime<'_>, r#type: FieldType) -> String {
    let name = match r#type {
        FieldType::Message { .. } => "Message",
        FieldType::Enum(id) => &format!("Enum({})", first_number(runtime.scope, id)),
        FieldType::Scalar(scalar) => match scalar {
            Scalar::Double => "Double",
            Scalar::Float => "Float",
            Scalar::Int32 => "Int32",
            Scalar::Int64 => "Int64",
            Scalar::Uint32 => "Uint32",
            Scalar::Uint64 => "Uint64",
            Scalar::Sint32 => "Sint32",
            Scalar::Sint64 => "Sint64",
            Scalar::Fixed32 => "Fixed32",
            Scalar::Fixed64 => "Fixed64",
            Scalar::Sfixed32 => "Sfixed32",
            Scalar::Sfixed64 => "Sfixed64",
            Scalar::Bool => "Bool",
            Scalar::String => "String",
            Scalar::Bytes => "Bytes",
        },
    };
    [runtime.name(RuntimeModule::Kind), "::", name].concat()
}

/// The number of the first value of an enum, which is its default.
fn first_number(scope: Scope<'_>, id: EnumId) -> i32 {
    scope.context.model[id]
        .values
        .first()
        .map_or(0, |value| value.number)
}
