//! Where sources come from.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::{fs, io};

/// Finds the source of a file by the name that `import` has.
pub trait Resolver: Sync {
    /// The source, or `None` if there is no such file: the compiler then takes the bundled file of this name, if it has one.
    ///
    /// # Errors
    /// The reason for which a file that exists cannot be read. The compiler reports it at the import.
    fn source(&self, name: &str) -> io::Result<Option<Cow<'_, [u8]>>>;
}

/// Sources in memory.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: HashMap<String, Vec<u8>>,
}

impl Sources {
    /// No sources.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file, or replaces it.
    pub fn insert(&mut self, name: impl Into<String>, source: impl Into<Vec<u8>>) {
        self.files.insert(name.into(), source.into());
    }
}

impl Resolver for Sources {
    fn source(&self, name: &str) -> io::Result<Option<Cow<'_, [u8]>>> {
        Ok(self.files.get(name).map(|source| source.into()))
    }
}

/// Folders, as in `--proto_path` of protoc: the first that has a file wins.
#[derive(Clone, Debug, Default)]
pub struct IncludePaths {
    /// The folders, in the order in which they are searched.
    pub folders: Vec<PathBuf>,
}

impl Resolver for IncludePaths {
    fn source(&self, name: &str) -> io::Result<Option<Cow<'_, [u8]>>> {
        // The compiler rejects names with `..`; on some platforms, a drive can also lead out of the folders.
        let path = Path::new(name);
        if !path
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
        {
            return Ok(None);
        }
        for folder in &self.folders {
            match fs::read(folder.join(path)) {
                Ok(source) => return Ok(Some(source.into())),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) if error.kind() == io::ErrorKind::NotADirectory => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}
