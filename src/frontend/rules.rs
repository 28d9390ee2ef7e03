//! The schema of validation rules, which comes along as protoc's own files do: whoever imports it need not have it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The path by which files import it.
pub(super) const NAME: &str = "buf/validate/validate.proto";

/// Its text.
pub(super) const TEXT: &str = include_str!("include/buf/validate/validate.proto");

/// Puts it into a folder, which becomes an include path.
pub(super) fn write_to(folder: &Path) -> io::Result<PathBuf> {
    let include = folder.join("include");
    let file = include.join(NAME);
    if let Some(parent) = file.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(file, TEXT)?;
    Ok(include)
}
