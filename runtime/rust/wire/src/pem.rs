//! Certificates and keys in PEM, from a file or from memory.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::private_key;

/// A source of PEM. `Display` names it for errors, and `Debug` does not print its content, which can be a key.
#[derive(Clone)]
pub enum Pem {
    /// A file.
    File(PathBuf),
    /// The content, and what it is, for example `key`.
    Memory(&'static str, Arc<[u8]>),
}

impl Pem {
    /// PEM in a file.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::File(path.into())
    }

    /// PEM in memory; `what` names it.
    pub fn memory(what: &'static str, content: impl AsRef<[u8]>) -> Self {
        Self::Memory(what, content.as_ref().into())
    }

    /// The content.
    ///
    /// # Errors
    /// If the file cannot be read. The error does not name the file.
    pub fn read(&self) -> io::Result<Cow<'_, [u8]>> {
        match self {
            Self::File(path) => std::fs::read(path).map(Cow::Owned),
            Self::Memory(_, content) => Ok(Cow::Borrowed(content)),
        }
    }

    /// The path, if it is a file.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Memory(..) => None,
        }
    }

    /// Logs a warning if all users of the machine can read or change the file.
    pub fn warn_if_exposed(&self) {
        if let Some(path) = self.path() {
            private_key::warn_if_exposed(path);
        }
    }
}

/// The path, or for example `the key in memory`.
impl fmt::Display for Pem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Memory(what, _) => write!(f, "the {what} in memory"),
        }
    }
}

impl fmt::Debug for Pem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{self}`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_read_and_not_printed() {
        let key = Pem::memory("key", "secret");
        assert_eq!(&*key.read().unwrap(), b"secret");
        assert_eq!(key.to_string(), "the key in memory");
        assert_eq!(format!("{key:?}"), "`the key in memory`");
        let missing = Pem::file("missing.pem");
        assert!(missing.read().is_err());
        assert_eq!(missing.to_string(), "missing.pem");
    }
}
