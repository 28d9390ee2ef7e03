//! Reads paths only if they are regular files: opening a named pipe waits for a writer, and a device may have no end.

use std::fs::{self, File, FileType, Metadata};
use std::io::{self, ErrorKind};
use std::path::Path;

/// Reads a regular file. Follows symbolic links.
///
/// # Errors
/// If it does not exist, is not a regular file, or cannot be read.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    metadata(path)?;
    fs::read(path)
}

/// As [`read`], for text.
///
/// # Errors
/// As [`read`], or if it is not UTF-8.
#[cfg(any(feature = "build", feature = "plugin", feature = "analysis"))]
pub(crate) fn read_to_string(path: &Path) -> io::Result<String> {
    metadata(path)?;
    fs::read_to_string(path)
}

/// Opens a regular file.
///
/// # Errors
/// As [`read`].
pub(crate) fn open(path: &Path) -> io::Result<File> {
    metadata(path)?;
    File::open(path)
}

/// The metadata of a regular file.
///
/// # Errors
/// If it does not exist, or is not a regular file.
pub(super) fn metadata(path: &Path) -> io::Result<Metadata> {
    let metadata = fs::metadata(path)?;
    match kind(metadata.file_type()) {
        None => Ok(metadata),
        Some(kind) => Err(io::Error::new(
            ErrorKind::InvalidInput,
            format!("it is {kind}"),
        )),
    }
}

/// The kind of a path that is not a regular file.
fn kind(file_type: FileType) -> Option<&'static str> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if file_type.is_fifo() {
            return Some("a named pipe");
        }
        if file_type.is_socket() {
            return Some("a socket");
        }
        if file_type.is_block_device() || file_type.is_char_device() {
            return Some("a device");
        }
    }
    match (file_type.is_file(), file_type.is_dir()) {
        (true, _) => None,
        (_, true) => Some("a directory"),
        _ => Some("not a regular file"),
    }
}
