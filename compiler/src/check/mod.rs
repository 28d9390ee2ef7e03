//! The checks of declarations, options and features.

mod declarations;

pub(crate) use declarations::declarations;

use crate::ast::FileIndex;
use crate::fault::Fault;
use crate::features::FileFeatures;
use crate::link::Pool;
use crate::options::Message;

/// Checks what needs options and features. Runs on each file that has no fault so far; those that it imports have none either.
/// `options` has all options of each file, by [`crate::ast::OptionsIndex`].
pub(crate) fn options(
    pool: &Pool,
    file: FileIndex,
    options: &[&[Message]],
    features: &[FileFeatures],
) -> Vec<Fault> {
    let _ = (pool, file, options, features);
    Vec::new()
}
