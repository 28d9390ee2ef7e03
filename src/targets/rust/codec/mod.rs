//! The code of messages: calls of the runtime instead of prost's derives. Both have the same encoding, errors and
//! debug text; this code compiles in half the time.

mod accessors;
mod enums;
mod fields;
mod literal;
mod message;
mod oneof;
#[cfg(all(test, feature = "build"))]
mod tests;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::OnceLock;

pub use enums::EnumCode;
pub use fields::{OneofField, RegularField};
pub use message::MessageCode;
pub use oneof::OneofCode;

use super::names::ModuleId;
use super::syntax::{MAX_WIDTH, Printer, Ty};
use super::types::Scope;
use crate::model::{EnumId, Field, FieldKind, FieldType, Presence, Scalar};

/// The modules of the runtime's `message`.
#[derive(Clone, Copy, Debug)]
enum RuntimeModule {
    Debug,
    Encode,
    Get,
    Kind,
    Len,
    Merge,
}

impl RuntimeModule {
    const ALL: [Self; 6] = [
        Self::Debug,
        Self::Encode,
        Self::Get,
        Self::Kind,
        Self::Len,
        Self::Merge,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Encode => "encode",
            Self::Get => "get",
            Self::Kind => "kind",
            Self::Len => "len",
            Self::Merge => "merge",
        }
    }
}

/// The names of the runtime's modules in a module of generated code.
#[derive(Debug)]
struct Runtime<'m> {
    scope: Scope<'m>,
    /// The names of those that are used.
    names: [OnceCell<Cow<'static, str>>; RuntimeModule::ALL.len()],
}

impl<'m> Runtime<'m> {
    fn new(scope: Scope<'m>) -> Self {
        Self {
            scope,
            names: Default::default(),
        }
    }

    /// The short name of a module, which is imported, or its path if the name can be taken: by a module of the schema or, in
    /// the root, by code of the user.
    fn name(&self, module: RuntimeModule) -> &str {
        self.names[module as usize].get_or_init(|| {
            let Scope {
                context,
                module: here,
                ..
            } = self.scope;
            if here == ModuleId::ROOT || context.names.modules.has_child(here, module.name()) {
                format!("{}::message::{}", context.options.runtime, module.name()).into()
            } else {
                module.name().into()
            }
        })
    }

    fn names<const N: usize>(&self, modules: [RuntimeModule; N]) -> [&str; N] {
        modules.map(|module| self.name(module))
    }

    /// The modules that are used.
    fn used(&self) -> Used {
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

/// The modules of the runtime that code names.
#[derive(Debug)]
pub struct Used {
    /// Those with a short name, which needs an import.
    pub imports: Vec<&'static str>,
    /// Whether there are any, with a short name or with a path.
    pub any: bool,
}

/// The name of the functions that read, write or measure a single value of a type.
fn word(r#type: FieldType) -> &'static str {
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

/// The name of the runtime's kind for a key or value of a map.
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
