//! The checks of declarations, options and features.

use crate::ast::{File, FileIndex};
use crate::fault::Fault;
use crate::features::FileFeatures;
use crate::link::Pool;
use crate::options::Message;

/// Checks what needs only the file: names, numbers, ranges, reserved names. Runs on each file that was parsed without a fault.
pub(crate) fn declarations(file: &File) -> Vec<Fault> {
    todo!("{file:?}")
}

/// Checks what needs options and features. Runs on each file that has no fault so far; those that it imports have none either.
/// `options` has all options of each file, by [`crate::ast::OptionsIndex`].
pub(crate) fn options(
    pool: &Pool,
    file: FileIndex,
    options: &[&[Message]],
    features: &[FileFeatures],
) -> Vec<Fault> {
    todo!("{} {file:?} {options:?} {features:?}", pool.files.len())
}
