//! The files of a new project, and their owners.

use crate::response::GeneratedFile;

/// A file of a new project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScaffoldFile {
    /// The path, relative to the project, with `/`.
    pub path: String,
    /// Its text.
    pub contents: String,
    /// The owner after the file is created.
    pub owner: Owner,
}

impl ScaffoldFile {
    /// A file of the user.
    pub fn yours(path: impl Into<String>, contents: impl Into<String>) -> Self {
        Self::new(Owner::Yours, path, contents)
    }

    /// A file of the user that `sync` extends.
    pub fn merged(path: impl Into<String>, contents: impl Into<String>) -> Self {
        Self::new(Owner::Merged, path, contents)
    }

    /// Drops the owner.
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

/// The owner of a file after it is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The generator overwrites it.
    Generated,
    /// The user owns it, and `sync` adds code for new parts of the schema.
    Merged,
    /// The user owns it, and `sync` does not change it.
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
