//! What messages do, written out over the functions of the runtime instead of derived by prost: the same bytes, errors
//! and texts in half of the compiler's time.

mod accessors;
mod enums;
mod literal;
mod message;
mod oneof;

use std::collections::BTreeSet;

pub use enums::EnumCode;
pub use message::{Held, MessageCode};
pub use oneof::OneofCode;

use super::ident::Ident;
use super::modules::ModuleId;
use super::types::Scope;
use crate::model::{EnumId, Field, FieldKind, Presence, Scalar, Type};

/// The modules of the runtime's `message`, as they are named in a module of generated code.
#[derive(Debug)]
struct Runtime<'m> {
    scope: Scope<'m>,
    /// What has to be imported.
    used: BTreeSet<&'static str>,
}

impl<'m> Runtime<'m> {
    fn new(scope: Scope<'m>) -> Self {
        Self {
            scope,
            used: BTreeSet::new(),
        }
    }

    /// The short name of a module, to be imported; or its whole path, where the name may be taken: by a module of the
    /// schema, or, in the root, by whatever a person has beside the generated code.
    fn name(&mut self, module: &'static str) -> String {
        let Scope {
            context,
            module: here,
            ..
        } = self.scope;
        let taken = context.names.modules.has_child(here, Ident::snake(module));
        if taken || here == ModuleId::ROOT {
            return format!("{}::message::{module}", context.options.runtime);
        }
        self.used.insert(module);
        module.to_owned()
    }
}

/// The function that reads, writes or measures a single value of a type.
fn word(r#type: Type) -> &'static str {
    match r#type {
        Type::Scalar(scalar) => scalar.name(),
        Type::Enum(_) => "enumeration",
        Type::Message {
            delimited: true, ..
        } => "group",
        Type::Message { .. } => "message",
    }
}

/// The functions of a field: the one that writes and measures it, and the one that reads it; none for a map.
fn functions(field: &Field<'_>) -> Option<(String, String)> {
    let (item, written, read) = match field.kind {
        FieldKind::Map { .. } => return None,
        FieldKind::Singular(item, Presence::Implicit) => (item, "", ""),
        FieldKind::Singular(item, Presence::Explicit) => (item, "optional::", "optional::"),
        FieldKind::Singular(item, Presence::Required) => (item, "required::", ""),
        FieldKind::Repeated { item, packed: true } => (item, "packed::", "repeated::"),
        FieldKind::Repeated { item, .. } => (item, "repeated::", "repeated::"),
    };
    let word = word(item);
    Some((format!("{written}{word}"), format!("{read}{word}")))
}

/// The name of the runtime's kind for a key or value of a map.
fn kind(scope: Scope<'_>, r#type: Type) -> String {
    let name = match r#type {
        Type::Message { .. } => "Message",
        Type::Enum(id) => return format!("Enum({})", first_number(scope, id)),
        Type::Scalar(scalar) => match scalar {
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
    name.to_owned()
}

/// The number of the first value of an enum, which is its default.
fn first_number(scope: Scope<'_>, id: EnumId) -> i32 {
    scope.context.model[id]
        .values
        .first()
        .map_or(0, |value| value.number)
}
