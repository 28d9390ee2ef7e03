//! What both compilers compile: files of a list of folders.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use rpcsmith_compiler::{IncludePaths, Resolver};

/// One run of a compiler.
#[derive(Clone)]
pub struct Unit {
    /// The name in reports.
    pub label: String,
    /// The include paths, absolute.
    pub folders: Arc<[PathBuf]>,
    /// The files to compile, by the names with which they would be imported.
    pub names: Vec<String>,
    /// Identifies the contents of the folders.
    pub content: u64,
    /// The name and content of a file that differs from that in the folders.
    pub mutant: Option<(String, Vec<u8>)>,
}

impl Unit {
    /// Identifies everything that a compiler reads.
    pub fn key(&self) -> u64 {
        let folders = &self.folders;
        hash((folders, &self.names, self.content, &self.mutant))
    }

    /// Whether the request for a plugin is compared too. The files of a large repository are much alike, so that some of them
    /// are enough.
    pub fn has_request(&self) -> bool {
        let is_large = self.label.starts_with("googleapis/");
        self.mutant.is_none() && (!is_large || hash(&self.label).is_multiple_of(8))
    }
}

impl Resolver for Unit {
    fn source(&self, name: &str) -> io::Result<Option<Cow<'_, [u8]>>> {
        if let Some((mutated, content)) = &self.mutant
            && mutated == name
        {
            return Ok(Some(Cow::Borrowed(content)));
        }
        let folders = IncludePaths {
            folders: self.folders.to_vec(),
        };
        let source = folders.source(name)?;
        Ok(source.map(|source| Cow::Owned(source.into_owned())))
    }
}

/// The same number for the same value in every run.
pub fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
