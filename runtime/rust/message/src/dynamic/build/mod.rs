//! Builds a pool from descriptors.
//!
//! Descriptors can come from a server, so no error in them is a panic, and names are checked: they are printed later.

mod collect;
mod features;
mod fields;
mod name;
mod redact;
mod types;
mod well_known;

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::rc::Rc;

use prost::Message;

use self::collect::{Collected, CollectedMethod};
use self::fields::ResolvedField;
use self::types::Types;
use super::pool::{ExtensionType, MessageType, MethodType, Pool};
use crate::budget;
use crate::descriptor::{FileDescriptorProto, FileDescriptorSet};

/// Most bytes of memory for nested messages of decoded descriptors. A descriptor takes up to 200 times its size on the wire.
const MAX_MEMORY: usize = 512 * 1024 * 1024;

/// Why descriptors have no pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolError {
    file: Option<Box<str>>,
    reason: Box<str>,
}

impl PoolError {
    fn new(reason: impl Into<Box<str>>) -> Self {
        Self {
            file: None,
            reason: reason.into(),
        }
    }

    fn in_file(file: &str, reason: String) -> Self {
        Self {
            file: Some(name::shown(file).into()),
            reason: reason.into(),
        }
    }

    /// The name of the file that has the error, with escapes.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }
}

impl fmt::Display for PoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(f, "{file}: {}", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

impl std::error::Error for PoolError {}

impl Pool {
    /// The types of encoded `FileDescriptorSet`s, which may contain the same files.
    ///
    /// # Errors
    /// If a set is malformed or too large, and as [`new`](Self::new).
    pub fn decode<'a>(sets: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, PoolError> {
        let mut files = Vec::new();
        let (decoded, exceeded) = budget::within(MAX_MEMORY, || {
            for set in sets {
                files.extend(FileDescriptorSet::decode(set)?.file);
            }
            Ok::<_, prost::DecodeError>(())
        });
        match decoded {
            Err(_) if exceeded => Err(PoolError::new("the descriptor sets are too large")),
            Err(error) => Err(PoolError::new(format!(
                "cannot decode a descriptor set: {error}"
            ))),
            Ok(()) => Self::new(files),
        }
    }

    /// The types of files, in any order. A file that is there twice counts once.
    ///
    /// Files may import others that are missing, for example for their options, if no field has a type of them. The well-known
    /// types with a form of their own in JSON are never missing.
    ///
    /// # Errors
    /// If a file has an unknown edition, or is invalid: the type of a field is missing, a name is there twice, and so on.
    pub fn new(files: Vec<FileDescriptorProto>) -> Result<Self, PoolError> {
        let mut names = HashSet::new();
        let mut collected = Collected::default();
        for file in files {
            let name = file.name.clone().unwrap_or_default();
            if names.insert(name.clone()) {
                let added = collected.add_file(file);
                added.map_err(|reason| PoolError::in_file(&name, reason))?;
            }
        }
        build(collected)
    }
}

fn build(collected: Collected) -> Result<Pool, PoolError> {
    let in_file = |file: &Rc<str>| {
        let file = Rc::clone(file);
        move |reason| PoolError::in_file(&file, reason)
    };
    let mut types = Types::new(&collected.messages, collected.symbols);
    let mut resolved = Vec::with_capacity(collected.messages.len());
    for message in &collected.messages {
        let fields = fields::of_message(message, &mut types);
        resolved.push(fields.map_err(in_file(&message.file))?);
    }
    let mut extensions = Vec::new();
    for extension in &collected.extensions {
        let field = fields::of_extension(extension, &mut types);
        extensions.extend(field.map_err(in_file(&extension.file))?);
    }
    let mut pool = Pool::default();
    for service in collected.services {
        let methods = service.methods.into_iter();
        let methods = methods.map(|method| of_method(method, &mut types));
        let methods: Result<Vec<_>, _> = methods.collect();
        let methods = methods.map_err(in_file(&service.file))?;
        pool.services.insert(service.full_name.into(), methods);
    }
    let redacting = &collected.redacting;
    redact::redact_by_options(&types, redacting, &mut resolved, &mut extensions);
    let well_known = well_known_types(&mut types)?;
    pool.enums = types.into_enums();
    for (message, fields) in collected.messages.into_iter().zip(resolved) {
        if !message.is_map_entry {
            let index = pool.messages.len();
            pool.names.insert(message.full_name.as_str().into(), index);
        }
        let names = (message.full_name, message.reserved);
        let message = of_fields(names, fields, message.oneofs);
        pool.messages.push(message);
    }
    for message in well_known {
        let name = message.descriptor().full_name().into();
        pool.names.insert(name, pool.messages.len());
        pool.messages.push(message);
    }
    for extension in extensions {
        pool.extensions.push(ExtensionType {
            extendee: extension.extendee,
            holder: pool.messages.len(),
            in_message_set: extension.in_message_set,
        });
        let holder = of_fields(Default::default(), vec![extension.field], Vec::new());
        pool.messages.push(holder);
    }
    Ok(pool)
}

fn of_method(method: CollectedMethod, types: &mut Types<'_>) -> Result<MethodType, String> {
    Ok(MethodType {
        input: types.find_message(&method.input)?.index(),
        output: types.find_message(&method.output)?.index(),
        name: method.name.into(),
    })
}

/// A message with its full name and reserved names, without the options of its fields.
fn of_fields(
    (full_name, reserved): (String, String),
    fields: Vec<ResolvedField>,
    oneofs: Vec<Box<str>>,
) -> MessageType {
    let mut defaults = BTreeMap::new();
    let fields = fields.into_iter().enumerate().map(|(index, field)| {
        defaults.extend(field.default.map(|text| (index, text)));
        (field.descriptor, field.r#type)
    });
    let fields = fields.collect();
    MessageType::new(full_name, reserved, fields, oneofs, defaults)
}

/// The well-known types that fields have and no file declares.
fn well_known_types(types: &mut Types<'_>) -> Result<Vec<MessageType>, PoolError> {
    let mut messages = Vec::new();
    while let Some(name) = types.next_well_known() {
        let fields = well_known::fields(&name, types);
        let fields = fields.map_err(PoolError::new)?;
        let oneofs = well_known::oneofs(&name);
        let (reserved, defaults) = (String::new(), BTreeMap::new());
        messages.push(MessageType::new(name, reserved, fields, oneofs, defaults));
    }
    Ok(messages)
}
