//! Reads the types of requests and responses from the descriptor sets in generated code.

mod editions;
#[cfg(test)]
mod hostile;
mod views;

use std::collections::{HashMap, HashSet};

use prost::Message;
use prost_reflect::DescriptorPool;

use views::{
    Field, File, FileSet, LABEL_REPEATED, MessageType, TYPE_BYTES, TYPE_DOUBLE, TYPE_FLOAT,
    TYPE_GROUP,
};

/// Reads descriptor sets, which may contain the same files.
///
/// Imports that are in no set are added if they are well-known files of Google, and removed otherwise: they are usually
/// for options, which are not needed here.
///
/// # Errors
/// If a set cannot be decoded, or a file in it is invalid; the text names the file.
pub(super) fn pool<'a>(sets: impl IntoIterator<Item = &'a [u8]>) -> Result<DescriptorPool, String> {
    let mut files = Vec::new();
    let mut known = HashSet::new();
    for set in sets {
        let set = FileSet::decode(set)
            .map_err(|error| format!("cannot decode a descriptor set: {error}"))?;
        files.extend(
            set.file
                .into_iter()
                .filter(|file| known.insert(file.name.clone())),
        );
    }
    add_imports(&mut files, &mut known);
    for file in &mut files {
        let lowered = editions::lower(file).and_then(|()| check_map_entries(&file.message_type));
        lowered.map_err(|reason| format!("{}: {reason}", file.name))?;
        remove_missing_imports(file, &known);
    }
    let set = FileSet { file: files }.encode_to_vec();
    DescriptorPool::decode(&*set).map_err(|error| match error.file() {
        Some(file) => format!("{file}: {error}"),
        None => error.to_string(),
    })
}

/// Adds the well-known files of Google that are imported but missing.
fn add_imports(files: &mut Vec<File>, known: &mut HashSet<String>) {
    let google = DescriptorPool::global();
    let mut at = 0;
    while let Some(file) = files.get(at) {
        let missing = file.dependency.iter().filter(|name| !known.contains(*name));
        let found: Vec<_> = missing
            .filter_map(|name| google.get_file_by_name(name))
            .filter_map(|file| File::decode(&*file.encode_to_vec()).ok())
            .collect();
        for file in found {
            if known.insert(file.name.clone()) {
                files.push(file);
            }
        }
        at += 1;
    }
}

/// Removes missing imports, and adjusts the public imports, which refer to imports by index.
fn remove_missing_imports(file: &mut File, known: &HashSet<String>) {
    let mut new_indexes = HashMap::new();
    let mut imports = Vec::new();
    for (at, name) in std::mem::take(&mut file.dependency).into_iter().enumerate() {
        if known.contains(&name) {
            new_indexes.insert(at, i32::try_from(imports.len()).unwrap_or(i32::MAX));
            imports.push(name);
        }
    }
    file.dependency = imports;
    let public = std::mem::take(&mut file.public_dependency);
    file.public_dependency = public
        .into_iter()
        .filter_map(|at| new_indexes.get(&usize::try_from(at).ok()?).copied())
        .collect();
}

impl MessageType {
    /// Whether this is the entry type of a map field.
    fn is_map_entry(&self) -> bool {
        self.options
            .as_ref()
            .is_some_and(|options| options.map_entry == Some(true))
    }

    /// The names of the entry types of its map fields.
    fn map_entries(&self) -> impl Iterator<Item = &str> {
        self.nested_type
            .iter()
            .filter(|nested| nested.is_map_entry())
            .map(|nested| nested.name.as_str())
    }
}

/// Rejects invalid entry types of maps, which no compiler produces: prost-reflect relies on them being valid.
fn check_map_entries(messages: &[MessageType]) -> Result<(), String> {
    for message in messages {
        if message.is_map_entry() {
            let single = |field: &&Field| {
                field.label != Some(LABEL_REPEATED) && field.r#type != Some(TYPE_GROUP)
            };
            let field = |number: i32| {
                message
                    .field
                    .iter()
                    .filter(single)
                    .find(|field| field.number == number)
            };
            let key = field(1).and_then(|key| key.r#type.filter(|_| key.type_name.is_none()));
            if key.is_none_or(|key| matches!(key, TYPE_DOUBLE | TYPE_FLOAT | TYPE_BYTES))
                || field(2).is_none()
                || message.field.len() != 2
            {
                return Err(format!("{} is not a valid entry of a map", message.name));
            }
        }
        check_map_entries(&message.nested_type)?;
    }
    Ok(())
}
