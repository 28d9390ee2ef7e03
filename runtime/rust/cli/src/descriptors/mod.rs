//! The types of requests and responses, from the descriptor sets that generated code holds.

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

/// Reads descriptor sets, of which several may hold the same file.
///
/// Imports that no set holds are taken from google's own files if they are among those, and else left out: they may be
/// for options alone, which nothing here asks for.
///
/// # Errors
/// If a set is none, or a file in it cannot be described; the text names the file.
pub(super) fn pool<'a>(sets: impl IntoIterator<Item = &'a [u8]>) -> Result<DescriptorPool, String> {
    let mut files = Vec::new();
    let mut known = HashSet::new();
    for set in sets {
        let set =
            FileSet::decode(set).map_err(|error| format!("a descriptor set is none: {error}"))?;
        files.extend(
            set.file
                .into_iter()
                .filter(|file| known.insert(file.name.clone())),
        );
    }
    add_imports(&mut files, &mut known);
    for file in &mut files {
        let lowered = editions::lower(file).and_then(|()| check(&file.message_type));
        lowered.map_err(|reason| format!("{}: {reason}", file.name))?;
        keep_imports(file, &known);
    }
    let set = FileSet { file: files }.encode_to_vec();
    DescriptorPool::decode(&*set).map_err(|error| match error.file() {
        Some(file) => format!("{file}: {error}"),
        None => error.to_string(),
    })
}

/// Adds what google's files are imported and not there.
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

/// Leaves out the imports that are not there; those that others see through this file are told by their place.
fn keep_imports(file: &mut File, known: &HashSet<String>) {
    let mut places = HashMap::new();
    let mut kept = Vec::new();
    for (at, name) in std::mem::take(&mut file.dependency).into_iter().enumerate() {
        if known.contains(&name) {
            places.insert(at, i32::try_from(kept.len()).unwrap_or(i32::MAX));
            kept.push(name);
        }
    }
    file.dependency = kept;
    let public = std::mem::take(&mut file.public_dependency);
    file.public_dependency = public
        .into_iter()
        .filter_map(|at| places.get(&usize::try_from(at).ok()?).copied())
        .collect();
}

impl MessageType {
    /// Whether it is an entry of a map field.
    fn is_map_entry(&self) -> bool {
        self.options
            .as_ref()
            .is_some_and(|options| options.map_entry == Some(true))
    }

    /// The names of the entries of its map fields.
    fn maps(&self) -> impl Iterator<Item = &str> {
        self.nested_type
            .iter()
            .filter(|nested| nested.is_map_entry())
            .map(|nested| nested.name.as_str())
    }
}

/// Refuses entries of maps that no compiler makes: prost-reflect takes them for granted.
fn check(messages: &[MessageType]) -> Result<(), String> {
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
                return Err(format!("{} is no entry of a map", message.name));
            }
        }
        check(&message.nested_type)?;
    }
    Ok(())
}
