//! The schema, resolved and linked: what a target generates code from.
//!
//! The model is independent of the target language. It contains resolved features, so that a target does not depend on
//! the syntax of a file. Elements refer to each other by id, an index into the model's lists.

mod c_escape;
mod descriptor_set;
mod elements;
mod missing;
mod packages;
mod selection;

use std::fmt;

pub use c_escape::unescaped;
pub use descriptor_set::descriptor_set;
pub use elements::*;
pub use missing::{Missing, MissingFile, missing};
pub use packages::{Package, packages};
pub use selection::Selection;

use crate::diagnostics::Place;
pub use crate::request::source_info::Source;

/// All files of a request and their declarations.
#[derive(Debug, Default)]
pub struct Model<'a> {
    /// Sorted by path, so that the order of the request does not matter.
    pub files: Vec<File<'a>>,
    /// Messages of all files, including nested messages and map entries.
    pub messages: Vec<Message<'a>>,
    /// Enums of all files.
    pub enums: Vec<Enum<'a>>,
    /// Services of all files.
    pub services: Vec<Service<'a>>,
    /// Extensions of all files, including those that declare predefined rules.
    pub extensions: Vec<Extension<'a>>,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $id:ident => $list:ident: $element:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $id(pub u32);

        impl fmt::Debug for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($list), "[{}]"), self.0)
            }
        }

        impl $id {
            /// The id of the element at `index` of its list.
            pub fn new(index: usize) -> Self {
                // A request is far smaller than 4 GiB, so 32 bits can count its elements.
                Self(index as u32)
            }
        }

        impl<'a> std::ops::Index<$id> for Model<'a> {
            type Output = $element<'a>;

            fn index(&self, id: $id) -> &$element<'a> {
                &self.$list[id.0 as usize]
            }
        }

        impl<'a> std::ops::IndexMut<$id> for Model<'a> {
            fn index_mut(&mut self, id: $id) -> &mut $element<'a> {
                &mut self.$list[id.0 as usize]
            }
        }
    )*};
}

ids! {
    /// A file of the model.
    FileId => files: File;
    /// A message of the model.
    MessageId => messages: Message;
    /// An enum of the model.
    EnumId => enums: Enum;
    /// A service of the model.
    ServiceId => services: Service;
    /// An extension of the model.
    ExtensionId => extensions: Extension;
}

impl Model<'_> {
    /// The number of bytes of the descriptors.
    pub fn size(&self) -> usize {
        self.files.iter().map(|file| file.bytes.0.len()).sum()
    }

    /// The place of an element of `file`, for a diagnostic.
    pub fn place(&self, file: FileId, source: &Source<'_>) -> Place {
        source.place(self[file].path)
    }
}
