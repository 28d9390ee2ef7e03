//! The request of protoc for a plugin. Its imports have all options as they were written, unlike descriptor sets.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::Result;
use prost::Message;
use prost::bytes::Bytes;
use rpcsmith_compiler::Compiled;

use crate::request::Request;

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
    #[prost(bytes = "bytes", repeated, tag = "15")]
    pub files: Vec<Bytes>,
}

impl PluginRequest {
    /// The files of a request for a compiled unit.
    pub fn of(compiled: &Compiled) -> Self {
        let files = compiled.files().iter();
        let bytes = files.map(|file| file.as_import.as_ref().unwrap_or(&file.descriptor));
        Self {
            files: bytes.map(|bytes| bytes.clone().into()).collect(),
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
