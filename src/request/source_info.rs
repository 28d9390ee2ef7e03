//! Comments and places of a file's elements, found by their paths.
//!
//! A path is looked up by its packed bytes, as it stands on the wire, so nothing is decoded but what is asked for.

use std::fmt;

use foldhash::{HashMap, HashMapExt};
use prost::DecodeError;
use prost::encoding::{decode_varint, encode_varint};

use super::descriptor::{Location, SourceCodeInfo};
use super::wire;
use crate::diagnostics::Place;

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

/// What is known of an element, or of its name alone.
#[derive(Clone, Debug, Default)]
struct Element<'a> {
    location: Option<Location<'a>>,
    /// The span of its name, packed.
    name: &'a [u8],
}

impl<'a> SourceInfo<'a> {
    /// Reads an encoded `SourceCodeInfo`. Where a path occurs twice, the first counts, as in protoc.
    pub fn decode(info: &'a [u8]) -> Result<Self, DecodeError> {
        let info: SourceCodeInfo<'_> = wire::decode(info)?;
        let mut elements: HashMap<_, Element<'_>> = HashMap::new();
        for encoded in info.location {
            let location: Location<'_> = wire::decode(encoded)?;
            match part(location.path) {
                Some(Part::Element) => {
                    let element = elements.entry(location.path).or_default();
                    element.location.get_or_insert(location);
                }
                Some(Part::NameOf(path)) => {
                    let element = elements.entry(path).or_default();
                    if element.name.is_empty() {
                        element.name = location.span;
                    }
                }
                None => {}
            }
        }
        elements.shrink_to_fit();
        Ok(Self { elements })
    }

    /// What is known about the element at `path`.
    pub fn get(&self, path: &Path) -> Source<'a> {
        let element = self.elements.get(&*path.packed);
        let Some((element, location)) =
            element.and_then(|element| Some((element, element.location.as_ref()?)))
        else {
            return Source::default();
        };
        Source {
            span: Packed(match element.name {
                [] => location.span,
                name => name,
            }),
            leading: location.leading_comments,
            trailing: location.trailing_comments,
        }
    }
}

/// What a location can be of that somebody asks for.
enum Part<'a> {
    Element,
    /// Of the name of the element at this path.
    NameOf(&'a [u8]),
}

/// What is at a packed path: an element, or the package statement; the name of one, which is field 1 of all of them;
/// or, at most paths, something that nobody asks for, such as the number of a field.
fn part(path: &[u8]) -> Option<Part<'_>> {
    let numbers = path.iter().filter(|&&byte| byte < 0x80).count();
    match path.strip_suffix(&[1]) {
        _ if numbers % 2 == 0 || path == [2] => Some(Part::Element),
        Some(element) => Some(Part::NameOf(element)),
        None => None,
    }
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
}
