//! Interprets options: first the built-in ones, on which features depend, then the custom ones.

mod value;

pub(crate) use value::{FieldValue, Message, Value};

use crate::ast::OptionsIndex;
use crate::fault::Fault;
use crate::features::FileFeatures;
use crate::link::FileScope;

/// Interprets the statements of a file whose name does not begin with an extension, among them all features. The result is
/// by [`OptionsIndex`].
pub(crate) fn interpret_built_in(scope: &FileScope, faults: &mut Vec<Fault>) -> Interpreted {
    todo!("{} {faults:?}", scope.pool.files.len())
}

/// Interprets the other statements, and adds their values to the built-in ones. `built_in` and `features` are those of all
/// files: the types of custom options depend on them.
pub(crate) fn interpret_custom(
    scope: &FileScope,
    built_in: &[Interpreted],
    features: &[FileFeatures],
    faults: &mut Vec<Fault>,
) -> Interpreted {
    todo!(
        "{} {built_in:?} {features:?} {faults:?}",
        scope.pool.files.len()
    )
}

/// The options of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interpreted {
    /// The values, by [`OptionsIndex`].
    pub values: Vec<Message>,
    /// The path of each statement relative to the options message of its element, by [`OptionsIndex`] and the index of the
    /// statement: the numbers of its fields, and for a repeated field the index of the value.
    pub paths: Vec<Vec<Box<[i32]>>>,
}

/// The encoded options of a file.
#[derive(Debug, Default)]
pub(crate) struct EncodedOptions {
    /// The bytes of each options message, by [`OptionsIndex`].
    pub blocks: Vec<Box<[u8]>>,
    /// For each block with options of source retention: the bytes without them, and the paths that they lack, relative to the
    /// options message. If only such options were set, the bytes are `None`: the element then has no options.
    pub stripped: Vec<(OptionsIndex, Option<Box<[u8]>>, Vec<Box<[i32]>>)>,
}

/// Encodes the options of a file as protoc does: fields sorted by number. `options` and `features` are those of all files.
pub(crate) fn encode(
    scope: &FileScope,
    options: &[Interpreted],
    features: &[FileFeatures],
) -> EncodedOptions {
    todo!("{} {options:?} {features:?}", scope.pool.files.len())
}
