//! Features: what editions, and proto2 and proto3 by their syntax, mean for each element.

use crate::ast::FileIndex;
use crate::fault::Fault;
use crate::link::{FieldRef, Pool};
use crate::options::Message;

/// The features of all elements of a file.
#[derive(Debug, Default)]
pub(crate) struct FileFeatures {}

/// Resolves the features of a file. `options` has the built-in options of the file, by [`crate::ast::OptionsIndex`].
pub(crate) fn resolve(
    pool: &Pool,
    file: FileIndex,
    options: &[Message],
    faults: &mut Vec<Fault>,
) -> FileFeatures {
    todo!("{} {file:?} {options:?} {faults:?}", pool.files.len())
}

/// Whether a repeated field is packed, in options and by default in messages. `features` has the features of each file.
pub(crate) fn is_packed(pool: &Pool, features: &[FileFeatures], field: FieldRef) -> bool {
    todo!("{} {features:?} {field:?}", pool.files.len())
}

/// Whether a message field is delimited, as a group is.
pub(crate) fn is_delimited(pool: &Pool, features: &[FileFeatures], field: FieldRef) -> bool {
    todo!("{} {features:?} {field:?}", pool.files.len())
}
