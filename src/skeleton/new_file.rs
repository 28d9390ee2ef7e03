//! The files of a new project, and who owns them.

use crate::response::GeneratedFile;

/// A file of a new project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScaffoldFile {
    /// Where it belongs, relative to the project, with slashes.
    pub path: String,
    /// Its text.
    pub contents: String,
    /// Who writes it from now on.
    pub owner: Owner,
}

impl ScaffoldFile {
    /// A file of a person.
    pub fn yours(path: impl Into<String>, contents: impl Into<String>) -> Self {
        Self::new(Owner::Yours, path, contents)
    }

    /// A file of a person, to which `sync` adds what is missing.
    pub fn merged(path: impl Into<String>, contents: impl Into<String>) -> Self {
        Self::new(Owner::Merged, path, contents)
    }

    /// The path and the text.
    pub fn into_generated(self) -> GeneratedFile {
        GeneratedFile {
            name: self.path,
            content: self.contents,
        }
    }

    /// A file.
    pub fn new(owner: Owner, path: impl Into<String>, contents: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            contents: contents.into(),
            owner,
        }
    }
}

/// Who writes a file once it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The generator, all of it.
    Generated,
    /// A person; what the schema gains is added.
    Merged,
    /// A person alone.
    Yours,
}

impl Owner {
    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Merged => "merged",
            Self::Yours => "yours",
        }
    }
}
