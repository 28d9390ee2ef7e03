//! Descriptor sets: what reflection tells about a package, as a byte-string literal.

use std::fmt;

use askama::{FastWritable, Values};
use foldhash::{HashSet, HashSetExt};
use prost::encoding::{WireType, encode_key, encode_varint};

use crate::model::{FileId, Model};
use crate::request::wire::split_field;

/// The width of a line of the literal.
const WIDTH: usize = 96;
/// `FileDescriptorProto.source_code_info`, which nobody asks reflection for.
const SOURCE_CODE_INFO: u32 = 9;
/// How each byte is written, and how many characters that takes; one is the byte itself.
static ESCAPES: [([u8; 4], usize); 256] = {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut escapes = [(*b"\\x00", 4); 256];
    let mut byte = 0;
    while byte < escapes.len() {
        escapes[byte] = match byte as u8 {
            b'"' => (*b"\\\"  ", 2),
            b'\\' => (*b"\\\\  ", 2),
            b'\n' => (*b"\\n  ", 2),
            b'\r' => (*b"\\r  ", 2),
            b'\t' => (*b"\\t  ", 2),
            letter @ b' '..=b'~' => ([letter, 0, 0, 0], 1),
            _ => ([b'\\', b'x', DIGITS[byte >> 4], DIGITS[byte & 15]], 4),
        };
        byte += 1;
    }
    escapes
};

/// The encoded `FileDescriptorSet` of files and all that they import, imports first.
pub fn descriptor_set(model: &Model<'_>, files: &[FileId]) -> Vec<u8> {
    let mut set = Vec::new();
    let mut done = HashSet::new();
    // A file is written when it comes up again, after its imports.
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

/// Prints bytes as the literal `b"…"`, in lines that an editor can show.
#[derive(Debug)]
pub struct ByteLiteral(pub Vec<u8>);

impl FastWritable for ByteLiteral {
    fn write_into(&self, out: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        out.write_str("b\"")?;
        // The last character of a line may be an escape of four.
        let mut line = [0; WIDTH + 3];
        let mut rest = &*self.0;
        while !rest.is_empty() {
            let mut len = 0;
            // The end of a line swallows the blanks that the next begins with.
            if let [b' ', after @ ..] = rest {
                line[..4].copy_from_slice(b"\\x20");
                (len, rest) = (4, after);
            }
            while len < WIDTH
                && let [byte, after @ ..] = rest
            {
                let (escape, width) = ESCAPES[usize::from(*byte)];
                if width == 1 {
                    let most = rest.len().min(WIDTH - len);
                    let plain = |byte: &u8| ESCAPES[usize::from(*byte)].1 == 1;
                    let run = rest[..most].iter().take_while(|byte| plain(byte)).count();
                    line[len..len + run].copy_from_slice(&rest[..run]);
                    (len, rest) = (len + run, &rest[run..]);
                } else {
                    line[len..len + 4].copy_from_slice(&escape);
                    (len, rest) = (len + width, after);
                }
            }
            out.write_str("\\\n")?;
            out.write_str(str::from_utf8(&line[..len]).map_err(|_| fmt::Error)?)?;
        }
        out.write_str("\"")?;
        Ok(())
    }
}

impl fmt::Display for ByteLiteral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Writing to text fails only where the text does.
        self.write_into(f, askama::NO_VALUES)
            .map_err(|_| fmt::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::ByteLiteral;

    #[test]
    fn a_literal_keeps_blanks_at_the_start_of_a_line() {
        let mut bytes = vec![b'a'; 96];
        bytes.extend(b" b\"\\\n'\xFF");
        let expected = format!("b\"\\\n{}\\\n\\x20b\\\"\\\\\\n'\\xff\"", "a".repeat(96));
        assert_eq!(ByteLiteral(bytes).to_string(), expected);
        assert_eq!(ByteLiteral(Vec::new()).to_string(), "b\"\"");
    }
}
