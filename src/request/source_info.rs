//! Comments and places of a file's elements, found by their paths.
//!
//! A path is looked up by its packed bytes, as it stands on the wire, so nothing is decoded but what is asked for.

use std::fmt;

use foldhash::{HashMap, HashMapExt};
use prost::DecodeError;
use prost::encoding::{decode_varint, encode_varint};

use super::descriptor::Location;
use super::wire;
use crate::diagnostics::Place;

/// `SourceCodeInfo.location`.
const LOCATION: u32 = 1;
/// The key of `SourceCodeInfo.Location.path`.
const PATH_KEY: u8 = 1 << 3 | 2;

/// The path to an element of a file: field numbers and indices by turns, as in `SourceCodeInfo.Location.path`.
#[derive(Clone, Debug, Default)]
pub struct Path {
    packed: Vec<u8>,
}

impl Path {
    /// The path to element `index` of the repeated field `field`.
    #[must_use]
    pub fn child(&self, field: u32, index: usize) -> Self {
        let mut packed = Vec::with_capacity(self.packed.len() + 4);
        packed.extend_from_slice(&self.packed);
        encode_varint(field.into(), &mut packed);
        encode_varint(index as u64, &mut packed);
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

/// The span of an element in its file; lines and columns from 0, as protoc counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub start: (u32, u32),
    pub end: (u32, u32),
}

/// A packed span, read only where a diagnostic shows it: start line, start column, end line unless it is the same, end
/// column.
#[derive(Clone, Copy, Default)]
struct Packed<'a>(&'a [u8]);

impl Packed<'_> {
    /// The span; `None` if the request does not tell.
    fn span(mut self) -> Option<Span> {
        let mut next = || {
            decode_varint(&mut self.0)
                .ok()
                .and_then(|number| u32::try_from(number).ok())
        };
        let start = (next()?, next()?);
        let third = next()?;
        Some(match next() {
            Some(column) => Span {
                start,
                end: (third, column),
            },
            None => Span {
                start,
                end: (start.0, third),
            },
        })
    }
}

impl fmt::Debug for Packed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.span().fmt(f)
    }
}

/// Where an element stands and what is written about it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Source<'a> {
    /// The element's name.
    span: Packed<'a>,
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

/// The source info of one file: what is known of its elements, by their packed paths.
#[derive(Clone, Debug, Default)]
pub struct SourceInfo<'a> {
    elements: HashMap<&'a [u8], Element<'a>>,
}

/// What is known of an element so far.
#[derive(Clone, Debug, Default)]
struct Element<'a> {
    source: Source<'a>,
    /// Whether the element's own location has been read, with its comments.
    located: bool,
    /// Whether the location of its name has been read, whose span is the better one.
    named: bool,
}

impl<'a> SourceInfo<'a> {
    /// Reads an encoded `SourceCodeInfo`. Where a path occurs twice, the first counts, as in protoc.
    ///
    /// Most locations are of something that nobody asks for, such as the number of a field: their paths alone are read.
    pub fn decode(info: &'a [u8]) -> Result<Self, DecodeError> {
        let mut elements: HashMap<_, Element<'_>> = HashMap::new();
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
                Part::Element(path) => elements.entry(path).or_default().locate(&location),
                Part::NameOf(path) => elements.entry(path).or_default().name(location.span),
            }
            Ok(())
        })?;
        Ok(Self { elements })
    }

    /// What is known about the element at `path`.
    pub fn get(&self, path: &Path) -> Source<'a> {
        match self.elements.get(&*path.packed) {
            Some(element) if element.located => element.source,
            _ => Source::default(),
        }
    }
}

impl<'a> Element<'a> {
    fn locate(&mut self, location: &Location<'a>) {
        if self.located {
            return;
        }
        self.located = true;
        self.source.leading = location.leading_comments;
        self.source.trailing = location.trailing_comments;
        if !self.named {
            self.source.span = Packed(location.span);
        }
    }

    fn name(&mut self, span: &'a [u8]) {
        if !self.named && !span.is_empty() {
            self.named = true;
            self.source.span = Packed(span);
        }
    }
}

/// The path of an encoded location. Where it comes first, as everybody writes it, nothing else is read.
fn location_path(encoded: &[u8]) -> Result<&[u8], DecodeError> {
    match encoded {
        [PATH_KEY, rest @ ..] => wire::delimited(&mut { rest }),
        _ => Ok(wire::decode::<Location<'_>>(encoded)?.path),
    }
}

/// What a location can be of that somebody asks for, with the path to the element.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Element(&'a [u8]),
    NameOf(&'a [u8]),
}

/// What is at a packed path: an element, or the package statement; or the name of one, which is field 1 of all of them.
fn part(path: &[u8]) -> Option<Part<'_>> {
    if path == [2] || is_element(path) {
        return Some(Part::Element(path));
    }
    let element = path.strip_suffix(&[1])?;
    is_element(element).then_some(Part::NameOf(element))
}

/// Whether a packed path leads to an element of the model: the numbers are those of the fields that hold elements in
/// `descriptor.proto`.
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
    fn a_span_of_three_ends_on_its_own_line() {
        assert_eq!(
            Packed(&[4, 2, 9]).span(),
            Some(Span {
                start: (4, 2),
                end: (4, 9)
            })
        );
        assert_eq!(
            Packed(&[4, 2, 6, 1]).span(),
            Some(Span {
                start: (4, 2),
                end: (6, 1)
            })
        );
        assert_eq!(Packed(&[4, 2]).span(), None);
        assert_eq!(Packed(&[]).span(), None);
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
            assert_eq!(part(&packed), Some(Part::Element(&packed)));
            let name = path(&[element, &[1]].concat());
            assert_eq!(part(&name), Some(Part::NameOf(&packed)));
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
        assert_eq!(part(&[2]), Some(Part::Element(&[2])));
        assert_eq!(part(&[4, 0x80]), None);
    }
}
