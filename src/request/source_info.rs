//! Looks up the comments and places of a file's elements by their paths.
//!
//! Source info is most of a large request, and few locations are ever used. So a path is looked up by its packed bytes as
//! they are on the wire, only locations of model elements are kept, and spans are decoded when a diagnostic shows them.
//!
//! Source: `SourceCodeInfo` in `google/protobuf/descriptor.proto`.

use std::fmt;

use foldhash::{HashMap, HashMapExt};
use prost::DecodeError;
use prost::bytes::BufMut;
use prost::encoding::{decode_varint, encode_varint};

use super::descriptor::Location;
use super::wire;
use crate::diagnostics::Place;

/// `SourceCodeInfo.location`.
const LOCATION: u32 = 1;
/// A typical number of bytes of source info for each element, to size the table.
const BYTES_PER_ELEMENT: usize = 256;
/// The key of `SourceCodeInfo.Location.path`.
const PATH_KEY: u8 = 1 << 3 | 2;

/// The path to an element of a file: alternating field numbers and indices, as in `SourceCodeInfo.Location.path`.
#[derive(Clone, Debug, Default)]
pub struct ElementPath {
    packed: Vec<u8>,
}

impl ElementPath {
    /// The path to element `index` of the repeated field `field`.
    #[must_use]
    pub fn child(&self, field: u32, index: usize) -> Self {
        let mut packed = Vec::with_capacity(self.packed.len() + 4);
        packed.extend_from_slice(&self.packed);
        encode_child(field, index, &mut packed);
        Self { packed }
    }

    /// The path to the singular field `field`, for example a file's package.
    #[must_use]
    pub fn part(&self, field: u32) -> Self {
        let mut packed = self.packed.clone();
        encode_varint(field.into(), &mut packed);
        Self { packed }
    }
}

/// The longest path of a parent whose children are looked up without an allocation, in bytes. It exceeds usual nesting.
const MAX_INLINE_PARENT: usize = 32;
/// The largest number of bytes of the two varints that a child adds to the path of its parent.
const MAX_CHILD: usize = 20;

/// Writes what the path of a child adds to that of its parent.
fn encode_child(field: u32, index: usize, out: &mut impl BufMut) {
    encode_varint(field.into(), out);
    encode_varint(index as u64, out);
}

/// The span of an element in its file: lines and columns count from 0, as in protoc.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineSpan {
    pub start: (u32, u32),
    pub end: (u32, u32),
}

/// A packed span, decoded only if a diagnostic shows it: start line, start column, end line if it differs, end column.
#[derive(Clone, Copy, Default)]
struct PackedSpan<'a>(&'a [u8]);

impl PackedSpan<'_> {
    /// The span; `None` if the location has no valid span.
    fn span(mut self) -> Option<LineSpan> {
        let mut next = || {
            decode_varint(&mut self.0)
                .ok()
                .and_then(|number| u32::try_from(number).ok())
        };
        let start = (next()?, next()?);
        let third = next()?;
        Some(match next() {
            Some(column) => LineSpan {
                start,
                end: (third, column),
            },
            None => LineSpan {
                start,
                end: (start.0, third),
            },
        })
    }
}

impl fmt::Debug for PackedSpan<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.span().fmt(f)
    }
}

/// The place and the comments of an element.
#[derive(Clone, Copy, Debug, Default)]
pub struct Source<'a> {
    /// The span of the element's name.
    span: PackedSpan<'a>,
    pub leading: &'a str,
    pub trailing: &'a str,
}

impl Source<'_> {
    /// The place in `file`, counted from 1.
    pub fn place(&self, file: &str) -> Place {
        let one_based =
            |(line, column): (u32, u32)| (line.saturating_add(1), column.saturating_add(1));
        match self
            .span
            .span()
            .map(|span| (one_based(span.start), one_based(span.end)))
        {
            Some(((line, column), end)) => Place {
                file: file.to_owned(),
                line,
                column,
                end,
            },
            None => Place::file(file),
        }
    }
}

/// The source info of one file: its elements by their packed paths.
#[derive(Clone, Debug, Default)]
pub struct SourceInfo<'a> {
    elements: HashMap<&'a [u8], ElementInfo<'a>>,
}

/// The source info of one element.
#[derive(Clone, Debug, Default)]
struct ElementInfo<'a> {
    source: Source<'a>,
    /// Whether the location of the whole element has been read, which has its comments.
    located: bool,
    /// Whether the location of its name has been read, whose span is preferred.
    named: bool,
}

impl<'a> SourceInfo<'a> {
    /// Reads an encoded `SourceCodeInfo`. If a path occurs twice, the first one counts, as in protoc.
    ///
    /// Most locations are of parts that the generator does not use, such as the number of a field: only their paths are read.
    pub fn decode(info: &'a [u8]) -> Result<Self, DecodeError> {
        let mut elements: HashMap<_, ElementInfo<'_>> =
            HashMap::with_capacity(info.len() / BYTES_PER_ELEMENT);
        wire::read(info, |number, encoded| {
            if number != LOCATION {
                return Ok(());
            }
            let encoded = wire::bytes(encoded)?;
            let Some(part) = part(location_path(encoded)?) else {
                return Ok(());
            };
            let location: Location<'_> = wire::decode(encoded)?;
            match part {
                LocationPart::Element(path) => elements.entry(path).or_default().locate(&location),
                LocationPart::NameOf(path) => elements.entry(path).or_default().name(location.span),
            }
            Ok(())
        })?;
        Ok(Self { elements })
    }

    /// Returns the source info of the element at `path`, or empty source info if the file has none for it.
    pub fn get(&self, path: &ElementPath) -> Source<'a> {
        self.at(&path.packed)
    }

    /// Returns the source info of a child: of element `index` in the repeated field `field` of the element at `path`.
    ///
    /// Most elements are fields and enum values. Their paths are encoded on the stack.
    pub fn child(&self, path: &ElementPath, field: u32, index: usize) -> Source<'a> {
        if path.packed.len() > MAX_INLINE_PARENT {
            return self.get(&path.child(field, index));
        }
        let mut packed = [0; MAX_INLINE_PARENT + MAX_CHILD];
        let (parent, mut rest) = packed.split_at_mut(path.packed.len());
        parent.copy_from_slice(&path.packed);
        encode_child(field, index, &mut rest);
        let unused = rest.len();
        self.at(&packed[..packed.len() - unused])
    }

    fn at(&self, path: &[u8]) -> Source<'a> {
        match self.elements.get(path) {
            Some(element) if element.located => element.source,
            _ => Source::default(),
        }
    }
}

impl<'a> ElementInfo<'a> {
    fn locate(&mut self, location: &Location<'a>) {
        if self.located {
            return;
        }
        self.located = true;
        self.source.leading = location.leading_comments.0;
        self.source.trailing = location.trailing_comments.0;
        if !self.named {
            self.source.span = PackedSpan(location.span);
        }
    }

    fn name(&mut self, span: &'a [u8]) {
        if !self.named && !span.is_empty() {
            self.named = true;
            self.source.span = PackedSpan(span);
        }
    }
}

/// The path of an encoded location. If it is the first field, as in all common encoders, nothing else is read.
fn location_path(encoded: &[u8]) -> Result<&[u8], DecodeError> {
    match encoded {
        [PATH_KEY, rest @ ..] => wire::delimited(&mut { rest }),
        _ => Ok(wire::decode::<Location<'_>>(encoded)?.path),
    }
}

/// The subject of a location, with the path of the element.
#[derive(Debug, PartialEq, Eq)]
enum LocationPart<'a> {
    Element(&'a [u8]),
    NameOf(&'a [u8]),
}

/// The target of a packed path: an element, the package statement, or the name of an element, which is field 1 of all
/// element types. `None` for other locations.
fn part(path: &[u8]) -> Option<LocationPart<'_>> {
    if path == [2] || is_element(path) {
        return Some(LocationPart::Element(path));
    }
    let element = path.strip_suffix(&[1])?;
    is_element(element).then_some(LocationPart::NameOf(element))
}

/// Whether a packed path leads to an element of the model. The numbers are the fields of `descriptor.proto` that contain
/// elements.
fn is_element(path: &[u8]) -> bool {
    #[derive(Clone, Copy)]
    enum Within {
        File,
        Message,
        EnumOrService,
        Leaf,
    }
    let mut within = Within::File;
    let mut rest = path;
    while let [field, after @ ..] = rest {
        within = match (within, field) {
            (Within::File, 4) | (Within::Message, 3) => Within::Message,
            (Within::File, 5 | 6) | (Within::Message, 4) => Within::EnumOrService,
            (Within::File, 7) | (Within::Message, 2 | 6 | 8) | (Within::EnumOrService, 2) => {
                Within::Leaf
            }
            _ => return false,
        };
        let Some(index) = after.iter().position(|byte| *byte < 0x80) else {
            return false;
        };
        rest = &after[index + 1..];
    }
    !path.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_of_three_numbers_ends_on_its_first_line() {
        assert_eq!(
            PackedSpan(&[4, 2, 9]).span(),
            Some(LineSpan {
                start: (4, 2),
                end: (4, 9)
            })
        );
        assert_eq!(
            PackedSpan(&[4, 2, 6, 1]).span(),
            Some(LineSpan {
                start: (4, 2),
                end: (6, 1)
            })
        );
        assert_eq!(PackedSpan(&[4, 2]).span(), None);
        assert_eq!(PackedSpan(&[]).span(), None);
    }

    #[test]
    fn only_paths_of_elements_and_their_names_are_kept() {
        let path = |numbers: &[u64]| {
            let mut packed = Vec::new();
            numbers
                .iter()
                .for_each(|&number| encode_varint(number, &mut packed));
            packed
        };
        for element in [
            &[4, 300, 3, 1, 2, 1][..],
            &[4, 0, 8, 1],
            &[4, 0, 4, 0, 2, 200],
            &[5, 1, 2, 1],
            &[6, 0, 2, 0],
            &[7, 0],
        ] {
            let packed = path(element);
            assert_eq!(part(&packed), Some(LocationPart::Element(&packed)));
            let name = path(&[element, &[1]].concat());
            assert_eq!(part(&name), Some(LocationPart::NameOf(&packed)));
        }
        for other in [
            &[][..],
            &[1],
            &[3, 0],
            &[8, 11],
            &[4],
            &[4, 0, 2, 0, 3],
            &[4, 0, 2, 0, 8, 7],
        ] {
            assert_eq!(part(&path(other)), None);
        }
        assert_eq!(part(&[2]), Some(LocationPart::Element(&[2])));
        assert_eq!(part(&[4, 0x80]), None);
    }
}
