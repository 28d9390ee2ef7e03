//! Features: what editions, and proto2 and proto3 by their syntax, mean for each element.
//!
//! An element has the features of what it is in, unless its option `features` overrides them.

pub(crate) mod edition;
mod resolve;
mod set;

pub(crate) use resolve::{explicit, features_number, of_child, resolve};
pub(crate) use set::{
    Features, FieldPresence, JsonFormat, MessageEncoding, NamingStyle, ProtoLimits,
    RepeatedFieldEncoding, SymbolVisibility, Utf8Validation, number,
};

use crate::ast::{EnumIndex, FieldIndex, Label, MessageIndex, Syntax, Type};
use crate::link::{FieldRef, Pool, TypeRef};

/// The features of the elements of a file. Elements that are not listed have those of what they are in, with their own
/// option on top.
#[derive(Debug)]
pub(crate) struct FileFeatures {
    pub file: Features,
    messages: Vec<Features>,
    enums: Vec<Features>,
    fields: Vec<Features>,
}

impl Default for FileFeatures {
    /// The features of a file that was not resolved.
    fn default() -> Self {
        Self {
            file: Features::defaults(Syntax::Proto2),
            messages: Vec::new(),
            enums: Vec::new(),
            fields: Vec::new(),
        }
    }
}

impl FileFeatures {
    pub fn message(&self, index: MessageIndex) -> Features {
        self.messages
            .get(index.index())
            .copied()
            .unwrap_or(self.file)
    }

    pub fn enum_(&self, index: EnumIndex) -> Features {
        self.enums.get(index.index()).copied().unwrap_or(self.file)
    }

    /// The features of a field or an extension, with what proto2 and proto3 mean by labels, groups and `packed`.
    pub fn field(&self, index: FieldIndex) -> Features {
        self.fields.get(index.index()).copied().unwrap_or(self.file)
    }
}

/// The features of a field in any file.
pub(crate) fn of_field(features: &[FileFeatures], field: FieldRef) -> Features {
    let file = features.get(field.file.index());
    file.map_or(Features::defaults(Syntax::Proto2), |file| {
        file.field(field.index)
    })
}

/// Whether a field must be set.
pub(crate) fn is_required(features: &[FileFeatures], field: FieldRef) -> bool {
    of_field(features, field).is_required()
}

/// Whether elements of a field with this type can be packed.
pub(crate) fn is_packable(pool: &Pool, field: FieldRef) -> bool {
    let packable = !matches!(
        pool.link(field).type_,
        Type::String | Type::Bytes | Type::Group | Type::Message
    );
    packable && pool.field(field).label == Label::Repeated
}

/// Whether a repeated field is packed, in options and by default in messages. `features` has the features of each file.
pub(crate) fn is_packed(pool: &Pool, features: &[FileFeatures], field: FieldRef) -> bool {
    let encoding = of_field(features, field).repeated_field_encoding;
    encoding == RepeatedFieldEncoding::Packed && is_packable(pool, field)
}

/// Whether a message field is delimited, as a group is.
pub(crate) fn is_delimited(pool: &Pool, features: &[FileFeatures], field: FieldRef) -> bool {
    let link = pool.link(field);
    match link.type_ {
        Type::Group => true,
        Type::Message => {
            let encoding = of_field(features, field).message_encoding;
            encoding == MessageEncoding::Delimited && !is_of_map(pool, field)
        }
        _ => false,
    }
}

/// Whether a message field is a map, or the value of a map. Such fields are never delimited.
fn is_of_map(pool: &Pool, field: FieldRef) -> bool {
    let is_entry = |message| pool.message(message).map_entry;
    let in_entry = pool.containing_message(field).is_some_and(is_entry);
    match pool.link(field).target {
        _ if in_entry => true,
        Some(TypeRef::Message(target)) => is_entry(target),
        _ => false,
    }
}
