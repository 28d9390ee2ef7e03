//! Writes descriptors: fields in the order of their numbers, as protoc does.

mod elements;
mod source_info;

use crate::ast::{FileIndex, OptionsIndex, Syntax};
use crate::link::Pool;
use crate::options::{EncodedOptions, Interpreted};
use crate::wire::Writer;

/// Whether options of source retention are left in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retention {
    /// Plugins get imports so, with options as they were written.
    Source,
    /// Plugins get files so that they generate, and descriptor sets have them so.
    Runtime,
}

/// What the writers of a file need.
struct Encoder<'e> {
    pool: &'e Pool,
    file: FileIndex,
    interpreted: &'e Interpreted,
    options: &'e EncodedOptions,
    retention: Retention,
}

/// Encodes a `FileDescriptorSet`.
pub(crate) fn set<'f>(files: impl Iterator<Item = &'f [u8]> + Clone) -> Vec<u8> {
    // A tag of one byte, and at most ten bytes for the length.
    let size = files.clone().map(|file| file.len() + 11).sum();
    let mut writer = Writer::with_capacity(size);
    for file in files {
        writer.bytes(1, file);
    }
    writer.into_bytes()
}

/// Encodes a `FileDescriptorProto`.
pub(crate) fn file(
    pool: &Pool,
    file: FileIndex,
    interpreted: &Interpreted,
    options: &EncodedOptions,
    retention: Retention,
) -> Vec<u8> {
    let encoder = Encoder {
        pool,
        file,
        interpreted,
        options,
        retention,
    };
    let declared = pool.file(file);
    // A guess that is right for most files: a location takes about 20 bytes.
    let mut writer = Writer::with_capacity(declared.source_info.locations.len() * 24);
    encoder.file(&mut writer);
    let mut bytes = writer.into_bytes();
    bytes.shrink_to_fit();
    bytes
}

impl Encoder<'_> {
    fn file(&self, writer: &mut Writer) {
        use crate::ast::ImportKind;

        let file = self.pool.file(self.file);
        writer.bytes(1, file.name.as_bytes());
        if let Some(package) = &file.package {
            writer.bytes(2, package.text.as_bytes());
        }
        for import in &file.imports {
            writer.bytes(3, import.name.as_bytes());
        }
        for &message in &file.top_messages {
            writer.message(4, |writer| self.message(writer, message));
        }
        for &enum_ in &file.top_enums {
            writer.message(5, |writer| self.enum_(writer, enum_));
        }
        for (service, links) in file
            .services
            .iter()
            .zip(&self.pool.links[self.file.index()].methods)
        {
            writer.message(6, |writer| self.service(writer, service, links));
        }
        for &extension in &file.top_extensions {
            writer.message(7, |writer| self.field(writer, extension));
        }
        self.options(writer, 8, file.own_options);
        writer.message(9, |writer| self.source_info(writer));
        for (number, kind) in [(10, ImportKind::Public), (11, ImportKind::Weak)] {
            for (index, import) in (0..).zip(&file.imports) {
                if import.kind == kind {
                    writer.uint(number, index);
                }
            }
        }
        match file.syntax {
            Syntax::Proto2 => {}
            Syntax::Proto3 => writer.bytes(12, b"proto3"),
            Syntax::Edition(edition) => {
                writer.bytes(12, b"editions");
                writer.int32(14, edition);
            }
        }
        for import in &file.option_imports {
            writer.bytes(15, import.name.as_bytes());
        }
    }

    /// The options of an element. An element whose options all have source retention has none for the run time.
    fn options(&self, writer: &mut Writer, number: u32, options: Option<OptionsIndex>) {
        let Some(index) = options else {
            return;
        };
        if self.retention == Retention::Runtime
            && let Some((_, bytes, _)) = self.options.stripped(index)
        {
            if let Some(bytes) = bytes {
                writer.bytes(number, bytes);
            }
            return;
        }
        let written = &self.options.written;
        let written = written
            .binary_search_by_key(&index, |(block, _)| *block)
            .ok()
            .filter(|_| self.retention == Retention::Source)
            .and_then(|found| written.get(found));
        if let Some((_, bytes)) = written {
            writer.bytes(number, bytes);
        } else if let Some(bytes) = self.options.blocks.get(index.index()) {
            writer.bytes(number, bytes);
        }
    }
}
