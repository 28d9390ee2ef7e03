//! The attributes for prost's derives, if messages use them.

use super::{FieldStorage, MessageBuilder};
use crate::model::unescaped;
use crate::model::{Field, FieldKind, FieldType, Presence, Scalar};
use crate::targets::rust::ident::Ident;

impl MessageBuilder<'_> {
    /// The arguments of the attribute of a field.
    pub(super) fn field_words(&self, field: &Field<'_>, storage: FieldStorage) -> Vec<String> {
        let mut words = match field.kind {
            FieldKind::Singular(item, presence) => {
                let mut words = vec![self.prost_type(item, Some(storage.as_bytes))];
                match presence {
                    Presence::Implicit => {}
                    Presence::Explicit => words.push("optional".to_owned()),
                    Presence::Required => words.push("required".to_owned()),
                }
                words.extend(storage.boxed.then(|| "boxed".to_owned()));
                words
            }
            FieldKind::Repeated { item, packed } => {
                let unpacked = !packed
                    && !matches!(
                        item,
                        FieldType::Message { .. }
                            | FieldType::Scalar(Scalar::String | Scalar::Bytes)
                    );
                let item = self.prost_type(item, Some(storage.as_bytes));
                let mut words = vec![item, "repeated".to_owned()];
                words.extend(unpacked.then(|| "packed = \"false\"".to_owned()));
                words
            }
            FieldKind::Map { key, value } => {
                let map = if storage.as_btree { "btree_map" } else { "map" };
                let key = self.prost_type(FieldType::Scalar(key), None);
                let value = match value {
                    FieldType::Enum(id) => format!("enumeration({})", self.scope.enum_path(id)),
                    value => self.prost_type(value, None),
                };
                vec![format!("{map} = \"{key}, {value}\"")]
            }
        };
        words.push(format!("tag = \"{}\"", field.number));
        let default = field.default.map(|default| self.default(field, default));
        words.extend(default.map(|default| format!("default = \"{default}\"")));
        words
    }

    /// The arguments of the attribute of a variant of a oneof.
    pub(super) fn variant_words(
        &self,
        field: &Field<'_>,
        item: FieldType,
        as_bytes: bool,
    ) -> Vec<String> {
        vec![
            self.prost_type(item, as_bytes.then_some(true)),
            format!("tag = \"{}\"", field.number),
        ]
    }

    /// The arguments of the attribute of a oneof, whose type is at `path`.
    pub(super) fn oneof_words(&self, index: usize, path: &str) -> Vec<String> {
        let members = self.oneof_members(index);
        let tags: Vec<_> = members.map(|(field, _)| field.number.to_string()).collect();
        vec![
            format!("oneof = \"{path}\""),
            format!("tags = \"{}\"", tags.join(", ")),
        ]
    }

    /// The word for a type in prost's attribute. `as_bytes` names the type of bytes, where prost needs it.
    fn prost_type(&self, r#type: FieldType, as_bytes: Option<bool>) -> String {
        let word = match r#type {
            FieldType::Enum(id) => {
                return format!("enumeration = \"{}\"", self.scope.enum_path(id));
            }
            FieldType::Message {
                delimited: true, ..
            } => "group",
            FieldType::Message { .. } => "message",
            FieldType::Scalar(Scalar::Bytes) => match as_bytes {
                None => "bytes",
                Some(true) => "bytes = \"bytes\"",
                Some(false) => "bytes = \"vec\"",
            },
            FieldType::Scalar(scalar) => scalar.name(),
        };
        word.to_owned()
    }

    /// A default for prost's attribute, escaped for a string literal.
    fn default(&self, field: &Field<'_>, default: &str) -> String {
        match field.kind {
            FieldKind::Singular(FieldType::Scalar(Scalar::Bytes), _) => {
                let literal = unescaped(default).escape_ascii().to_string();
                format!("b\\\"{}\\\"", literal.escape_default())
            }
            FieldKind::Singular(FieldType::Enum(id), _) => {
                let variant = self.scope.context.variant(id, default);
                variant.map_or_else(String::new, Ident::to_string)
            }
            _ => default.escape_default().to_string(),
        }
    }
}
