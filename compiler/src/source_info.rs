//! The locations of a file: for each path of a descriptor its span and its comments.
//!
//! The parser records them in the order in which protoc does. The paths of options become known only when options are
//! interpreted, so a location of an option statement keeps the index of the statement; [`crate::encode`] replaces its path.
//!
//! Source: `SourceCodeInfo` in `google/protobuf/descriptor.proto`.

use crate::index::OptionsIndex;

/// All locations of a file.
#[derive(Debug, Default)]
pub(crate) struct SourceInfo {
    pub locations: Vec<Location>,
    /// The paths of all locations, one after the other.
    pub paths: Vec<i32>,
    pub comments: Vec<Comments>,
}

impl SourceInfo {
    /// The path of a location. For an option statement, that of the element's options.
    pub fn path(&self, location: &Location) -> &[i32] {
        &self.paths[location.path as usize..][..location.path_len as usize]
    }
}

/// A location.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Location {
    /// Where its path starts in [`SourceInfo::paths`], and its length.
    pub path: u32,
    pub path_len: u16,
    /// First line, first column, last line, and the column after the last: all from 0. A tab takes a column up to the next
    /// multiple of 8.
    pub span: [u32; 4],
    /// An index into [`SourceInfo::comments`].
    pub comments: Option<u32>,
    /// The option statement that this is the location of: the block, and the index of the statement in it.
    pub option: Option<(OptionsIndex, u32)>,
}

/// The comments of a location. An absent comment is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Comments {
    pub leading: Box<[u8]>,
    pub trailing: Box<[u8]>,
    pub leading_detached: Vec<Box<[u8]>>,
}
