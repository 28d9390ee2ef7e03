//! Interprets options: first the built-in ones, on which features depend, then the custom ones.
//!
//! A statement becomes a value in a tree, the options message of its element. Statements for parts of one message add to the
//! same value. [`encode`] writes the tree as protoc does, whose result is canonical too: it parses options again after it
//! interpreted them.

mod encode;
mod faults;
mod interpret;
mod required;
mod retention;
mod scalar;
mod schema;
#[cfg(test)]
mod tests;
mod text;
mod written;

use crate::value::Message;

use hashbrown::HashSet;

use crate::ast::OptionsIndex;
use crate::fault::Fault;
use crate::features::FileFeatures;
use crate::link::FileScope;
use crate::wire::Writer;
use encode::Encoder;
use interpret::{Interpreter, Phase};
use schema::Schema;

/// Interprets the statements of a file whose name does not begin with an extension, among them all features. The result is
/// by [`OptionsIndex`].
pub(crate) fn interpret_built_in(scope: &FileScope, faults: &mut Vec<Fault>) -> Interpreted {
    let schema = Schema {
        pool: scope.pool,
        options: &[],
        features: &[],
    };
    let mut interpreted = Interpreted::default();
    Interpreter::new(scope, schema, Phase::BuiltIn).file(&mut interpreted, faults);
    interpreted
}

/// Interprets the other statements, and adds their values to the built-in ones. `built_in` and `features` are those of all
/// files: the types of custom options depend on them.
pub(crate) fn interpret_custom(
    scope: &FileScope,
    built_in: &[Interpreted],
    features: &[FileFeatures],
    faults: &mut Vec<Fault>,
) -> Interpreted {
    let schema = Schema {
        pool: scope.pool,
        options: built_in,
        features,
    };
    let own = built_in.get(scope.file.index());
    let mut interpreted = own.cloned().unwrap_or_default();
    Interpreter::new(scope, schema, Phase::Custom).file(&mut interpreted, faults);
    interpreted
}

/// Reports required fields that statements left out. Protoc does so only for the files that it is called with.
pub(crate) fn missing_fields(
    scope: &FileScope,
    options: &[Interpreted],
    features: &[FileFeatures],
) -> Vec<Fault> {
    let schema = Schema {
        pool: scope.pool,
        options,
        features,
    };
    let own = options.get(scope.file.index());
    let values = own.map_or(&[][..], |own| &own.values);
    required::check(&schema, scope.pool.file(scope.file), values)
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
    /// For each block with options of source retention, in their order: the bytes without them, and the paths that they lack, relative to the
    /// options message. If only such options were set, the bytes are `None`, and one of the paths is empty: the element then
    /// has no options.
    pub stripped: Vec<StrippedBlock>,
    /// For an import, the bytes of each block as it was written, if they differ.
    pub written: Vec<(OptionsIndex, Vec<u8>)>,
}

impl EncodedOptions {
    /// Whether the file has other options as an import.
    pub fn differ(&self) -> bool {
        !self.stripped.is_empty() || !self.written.is_empty()
    }
}

/// The index of a block, its bytes, and the paths that they lack.
pub(crate) type StrippedBlock = (OptionsIndex, Option<Box<[u8]>>, Paths);

/// Paths relative to an options message.
pub(crate) type Paths = HashSet<Box<[i32]>, foldhash::fast::FixedState>;

impl EncodedOptions {
    /// The block of this index, if it has options of source retention.
    pub fn stripped(&self, index: OptionsIndex) -> Option<&StrippedBlock> {
        let found = self
            .stripped
            .binary_search_by_key(&index, |&(index, ..)| index);
        self.stripped.get(found.ok()?)
    }
}

/// Encodes the options of a file as protoc does: fields sorted by number. For an import, it also encodes them as they were
/// written. `options` and `features` are those of all files.
pub(crate) fn encode(
    scope: &FileScope,
    options: &[Interpreted],
    features: &[FileFeatures],
    is_import: bool,
) -> EncodedOptions {
    let schema = Schema {
        pool: scope.pool,
        options,
        features,
    };
    let encoder = Encoder::new(&schema);
    let to_bytes = |options: &Message| {
        let mut writer = Writer::default();
        encoder.options(options, &mut writer);
        writer.into_bytes().into_boxed_slice()
    };
    let own = options.get(scope.file.index());
    let values = own.map_or(&[][..], |own| &own.values);
    let mut encoded = EncodedOptions::default();
    for (index, options) in (0..).zip(values) {
        encoded.blocks.push(to_bytes(options));
        if let Some(stripped) = retention::strip(&schema, options) {
            let bytes = stripped.options.as_ref().map(to_bytes);
            let index = OptionsIndex(index);
            encoded.stripped.push((index, bytes, stripped.paths));
        }
    }
    // Without this message, protoc cannot encode options again: a `descriptor.proto` of the user may lack it.
    let again = scope.pool.declares("google.protobuf.FileDescriptorProto");
    let custom = scope.pool.declares("google.protobuf");
    if is_import || custom && !again {
        let blocks = &scope.pool.file(scope.file).options;
        let mut interpreter = Interpreter::new(scope, schema, Phase::Custom);
        for (index, (block, options)) in (0..).zip(blocks.iter().zip(values)) {
            let Some(written) = interpreter.as_written(&encoder, block, options) else {
                continue;
            };
            match encoded.blocks.get_mut(index as usize) {
                Some(bytes) if **bytes == *written => {}
                Some(bytes) if !again => *bytes = written.into(),
                _ => encoded.written.push((OptionsIndex(index), written)),
            }
        }
    }
    encoded
}
