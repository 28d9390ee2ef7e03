//! The request of protoc for a plugin. It has the options of source retention, which descriptor sets do not have.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::Result;
use prost::Message;
use prost::bytes::Bytes;
use rpcsmith_compiler::{Compiled, CompiledFile};

use super::unit::Unit;
use crate::differential::wire::{Field, Tree, Value};
use crate::request::Request;

/// The smallest number of a custom option.
const CUSTOM: u32 = 1000;

/// The name of the variable with the path of the request.
pub const VARIABLE: &str = "RPCSMITH_REQUEST";

/// A plugin that saves its request. Its response says that it knows proto3 optional and all editions.
const SCRIPT: &str = r"#!/bin/sh
cat > $RPCSMITH_REQUEST
printf '\020\003\030\346\007\040\352\007'
";

/// The files of a `CodeGeneratorRequest`.
#[derive(Clone, PartialEq, Message)]
pub struct PluginRequest {
    /// All files. Those to generate code for have no options of source retention.
    #[prost(bytes = "bytes", repeated, tag = "15")]
    pub files: Vec<Bytes>,
    /// The files to generate code for, with all options.
    #[prost(bytes = "bytes", repeated, tag = "17")]
    pub sources: Vec<Bytes>,
}

impl PluginRequest {
    /// The request for the files of a unit.
    pub fn of(unit: &Unit, compiled: &Compiled) -> Self {
        let files = compiled.files();
        let whole = |file: &CompiledFile| {
            let bytes = file.with_source_options.as_ref();
            Bytes::from(bytes.unwrap_or(&file.descriptor).clone())
        };
        let is_root = |file: &&CompiledFile| unit.names.contains(&file.name);
        let sources = files.iter().filter(is_root).map(whole);
        let all = files
            .iter()
            .map(|file| match unit.names.contains(&file.name) {
                true => Bytes::from(file.descriptor.clone()),
                false => whole(file),
            });
        Self {
            files: all.collect(),
            sources: sources.collect(),
        }
    }

    /// The same request for requests with the same options: protoc writes custom options in the order of the source, each
    /// with its own occurrence of the field.
    pub fn normalized(self) -> Self {
        let normalize = |files: Vec<Bytes>| files.iter().map(normalized).collect();
        Self {
            files: normalize(self.files),
            sources: normalize(self.sources),
        }
    }

    /// The files as a descriptor set.
    pub fn to_set(&self) -> Vec<u8> {
        let request = Request {
            files: self.files.clone(),
            ..Request::default()
        };
        request.to_set()
    }
}

/// A message with its fields in the order of their numbers, and with occurrences of custom options joined.
fn normalized(message: &Bytes) -> Bytes {
    let Some(mut tree) = Tree::parse(message) else {
        return message.clone();
    };
    tree.0.sort_by_key(|field| field.number);
    let mut joined: Vec<Field> = Vec::new();
    for field in tree.0 {
        match (joined.last_mut(), &field.value) {
            (
                Some(Field {
                    number,
                    value: Value::Bytes(last),
                }),
                Value::Bytes(more),
            ) if *number == field.number && *number >= CUSTOM => {
                *last = [&last[..], &more[..]].concat().into();
            }
            _ => joined.push(field),
        }
    }
    for field in &mut joined {
        if let Value::Bytes(bytes) = &mut field.value {
            *bytes = normalized(bytes);
        }
    }
    Tree(joined).to_bytes()
}

/// Writes the plugin, and returns its path.
///
/// # Errors
/// If it cannot be written.
pub fn write(target: &Path) -> Result<PathBuf> {
    let path = target.join("save-request");
    if !path.exists() {
        // Another process may run the old one.
        let partial = target.join(format!("save-request-{}", std::process::id()));
        fs::write(&partial, SCRIPT)?;
        fs::set_permissions(&partial, fs::Permissions::from_mode(0o755))?;
        fs::rename(&partial, &path)?;
    }
    Ok(path)
}
