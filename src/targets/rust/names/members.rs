//! The names of the members of messages and enums: fields, oneofs, variants and accessors.

use foldhash::{HashMap, HashMapExt, HashSet};

use super::Names;
use super::ident::Ident;
use super::renames::Renames;
use crate::model::{Enum, EnumValue, Field, FieldKind, FieldType, Message, Model, Presence};
use crate::parallel;

/// The names of the members of a message.
#[derive(Debug, Default)]
pub struct MessageNames {
    /// For each field the field of the struct, or, for a member of a oneof, the variant of its enum.
    pub fields: Vec<Ident>,
    /// For each oneof its names.
    pub oneofs: Vec<OneofNames>,
}

/// The names of a oneof.
#[derive(Debug)]
pub struct OneofNames {
    /// The field of the struct.
    pub field: Ident,
    /// The enum.
    pub r#enum: Ident,
}

/// The functions that a message has for a field, named as prost's derive names them.
#[derive(Debug)]
pub struct AccessorNames {
    pub getter: String,
    pub setter: Option<String>,
}

impl MessageNames {
    /// The names of the members of each message.
    pub fn all(model: &Model<'_>, renames: &Renames<'_>) -> Vec<Self> {
        parallel::map(model.size(), &model.messages, |message| {
            // A map entry is not a type in Rust.
            if message.map_entry {
                Self::default()
            } else {
                Self::new(model, renames, message)
            }
        })
    }

    /// The name of a field of the message.
    pub fn field(&self, message: &Message<'_>, name: &str) -> &Ident {
        let index = message.fields.iter().position(|field| field.name == name);
        &self.fields[index.unwrap_or_default()]
    }

    fn new(model: &Model<'_>, renames: &Renames<'_>, message: &Message<'_>) -> Self {
        let fields = message.fields.iter().map(|field| {
            let word = renames.member(&message.full_name, field.name);
            match field.oneof {
                None => Ident::snake(word),
                Some(_) => Ident::camel(word),
            }
        });
        Self {
            fields: fields.collect(),
            oneofs: oneofs(model, renames, message),
        }
    }
}

/// The names of the oneofs of a message. An enum that has the name of a nested type gets a suffix, as with prost.
fn oneofs(model: &Model<'_>, renames: &Renames<'_>, message: &Message<'_>) -> Vec<OneofNames> {
    if message.oneofs.is_empty() {
        return Vec::new();
    }
    let messages = message.messages.iter().map(|&id| &model[id]);
    let messages = messages.map(|nested| renames.name(&nested.full_name, nested.name));
    let enums = message.enums.iter().map(|&id| &model[id]);
    let enums = enums.map(|nested| renames.name(&nested.full_name, nested.name));
    let nested: HashSet<_> = messages.chain(enums).map(Ident::camel).collect();
    let names = |name: &str| {
        let word = renames.member(&message.full_name, name);
        let ident = Ident::camel(word);
        OneofNames {
            field: Ident::snake(word),
            r#enum: if nested.contains(&ident) {
                ident.with("OneOf")
            } else {
                ident
            },
        }
    };
    message
        .oneofs
        .iter()
        .map(|oneof| names(oneof.name))
        .collect()
}

impl AccessorNames {
    /// The functions for a field of the struct; most fields have none. An open enum is like a number.
    pub fn new(names: &Names<'_>, field: &Field<'_>, ident: &Ident) -> Option<Self> {
        let is_open = match field.kind.item() {
            FieldType::Enum(id) => names.is_open(id),
            FieldType::Scalar(_) | FieldType::Message { .. } => false,
        };
        let own = || ident.as_str().to_owned();
        let name = ident.as_str().trim_start_matches("r#");
        let with = |prefix: &str| [prefix, name].concat();
        let (getter, setter) = match field.kind {
            FieldKind::Singular(_, Presence::Explicit) if is_open => (own(), None),
            _ if is_open => return None,
            FieldKind::Singular(FieldType::Enum(_), _) => (own(), Some(with("set_"))),
            FieldKind::Repeated {
                item: FieldType::Enum(_),
                ..
            } => (own(), Some(with("push_"))),
            FieldKind::Map {
                value: FieldType::Enum(_),
                ..
            } => (with("get_"), Some(with("insert_"))),
            FieldKind::Singular(FieldType::Scalar(_), Presence::Explicit) => (own(), None),
            _ => return None,
        };
        Some(Self { getter, setter })
    }

    /// The functions of a view, whose own functions precede them.
    pub fn of_view(names: &Names<'_>, field: &Field<'_>, ident: &Ident) -> Option<Self> {
        let mut names = Self::new(names, field, ident)?;
        if VIEW_FUNCTIONS.contains(&&*names.getter) {
            names.getter.push('_');
        }
        Some(names)
    }
}

/// The functions of every view.
const VIEW_FUNCTIONS: &[&str] = &["decode", "to_message"];

/// The method for a required field of a valid message.
pub fn valid_method(field: &Ident) -> Ident {
    if VALID_METHODS.contains(&field.as_str()) {
        field.with("_")
    } else {
        field.clone()
    }
}

/// The methods that the prelude gives to a valid message.
const VALID_METHODS: &[&str] = &[
    "as_ref",
    "clone",
    "clone_from",
    "clone_into",
    "eq",
    "into",
    "ne",
    "to_owned",
    "try_into",
];

/// Constants of a package that are not extensions.
const CONSTANTS: [&str; 2] = ["FILE_DESCRIPTOR_SET", "SERVICE_CONFIG"];

/// The constant of each extension.
pub fn extensions(model: &Model<'_>, renames: &Renames<'_>) -> Vec<Ident> {
    let names = model.extensions.iter().map(|extension| {
        let ident = Ident::shouty(renames.name(&extension.full_name, extension.field.name));
        if CONSTANTS.contains(&ident.as_str()) {
            ident.with("_")
        } else {
            ident
        }
    });
    names.collect()
}

/// The variants of each enum.
pub fn variants(model: &Model<'_>, renames: &Renames<'_>) -> Vec<Vec<Ident>> {
    parallel::map(model.size(), &model.enums, |r#enum| {
        of_enum(r#enum, renames)
    })
}

/// The variant of each value; an alias has that of the value it is an alias of.
///
/// Variants lose the prefix with the name of their enum, unless two of them would then be the same, or an option names them.
fn of_enum(r#enum: &Enum<'_>, renames: &Renames<'_>) -> Vec<Ident> {
    let prefix = Ident::camel(r#enum.name);
    let renamed = |name: &str| {
        renames
            .get_member(&r#enum.full_name, name)
            .map(Ident::camel)
    };
    let short = first_by_number(r#enum, |name| {
        renamed(name).unwrap_or_else(|| Ident::camel(name).without_prefix(&prefix))
    });
    let distinct = |idents: &[Ident]| {
        let mut by_ident = HashMap::with_capacity(idents.len());
        let mut values = idents.iter().zip(&r#enum.values);
        values.all(|(ident, value)| *by_ident.entry(ident).or_insert(value.number) == value.number)
    };
    if distinct(&short) {
        return short;
    }
    let full = first_by_number(r#enum, |name| {
        renamed(name).unwrap_or_else(|| Ident::camel(name))
    });
    if distinct(&full) { full } else { short }
}

fn first_by_number(r#enum: &Enum<'_>, ident: impl Fn(&str) -> Ident) -> Vec<Ident> {
    let numbers = |pair: &[EnumValue<'_>]| pair[0].number < pair[1].number;
    if r#enum.values.windows(2).all(numbers) {
        // Most enums have no aliases.
        return r#enum
            .values
            .iter()
            .map(|value| ident(value.name))
            .collect();
    }
    let mut by_number = HashMap::with_capacity(r#enum.values.len());
    r#enum
        .values
        .iter()
        .map(|value| {
            by_number
                .entry(value.number)
                .or_insert_with(|| ident(value.name))
                .clone()
        })
        .collect()
}
