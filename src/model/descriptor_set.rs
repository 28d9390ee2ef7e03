//! The descriptor set that a server returns for reflection.

use foldhash::{HashSet, HashSetExt};
use prost::encoding::{WireType, encode_key, encode_varint};

use super::{FileId, Model};
use crate::request::wire::split_field;

/// `FileDescriptorProto.source_code_info`. Servers do not return it for reflection.
const SOURCE_CODE_INFO: u32 = 9;

/// Encodes the `FileDescriptorSet` of files and their imports; imports come first, and each file comes once.
pub fn descriptor_set(model: &Model<'_>, files: &[FileId]) -> Vec<u8> {
    let mut set = Vec::new();
    let mut done = HashSet::new();
    // Each file is popped twice: the first time its imports are pushed above it, the second time it is written.
    let mut open: Vec<_> = files.iter().rev().map(|&file| (file, false)).collect();
    while let Some((id, imports_done)) = open.pop() {
        let file = &model[id];
        if imports_done {
            let kept = || without_source_info(file.bytes.0);
            let len: usize = kept().map(<[u8]>::len).sum();
            encode_key(1, WireType::LengthDelimited, &mut set);
            encode_varint(len as u64, &mut set);
            kept().for_each(|field| set.extend_from_slice(field));
        } else if done.insert(id) {
            open.push((id, true));
            open.extend(file.imports.iter().rev().map(|&import| (import, false)));
        }
    }
    set
}

/// The fields of an encoded file.
fn without_source_info(file: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = file;
    let fields = std::iter::from_fn(move || {
        let (number, field, after) = split_field(rest)?;
        rest = after;
        Some((number, field))
    });
    fields
        .filter(|&(number, _)| number != SOURCE_CODE_INFO)
        .map(|(_, field)| field)
}
