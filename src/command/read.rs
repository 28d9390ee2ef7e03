//! Reads files, and names them in errors.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use anyhow::{Context, Result};

use crate::output;

/// Reads a file; `-` is stdin.
pub fn read_input(path: &Path) -> Result<Vec<u8>> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    bytes.with_context(|| cannot_read(path))
}

/// Reads a file that the user names, which may be a pipe.
pub fn read_named(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| cannot_read(path))
}

/// Reads a regular file, if it exists.
pub fn read_if_exists(path: &Path) -> Result<Option<Vec<u8>>> {
    if_exists(output::read_file(path)).with_context(|| cannot_read(path))
}

/// Reads a regular file of text, if it exists.
pub fn read_text_if_exists(path: &Path) -> Result<Option<String>> {
    if_exists(output::read_text(path)).with_context(|| cannot_read(path))
}

fn if_exists<T>(read: io::Result<T>) -> io::Result<Option<T>> {
    match read {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn cannot_read(path: &Path) -> String {
    format!("cannot read `{}`", path.display())
}
