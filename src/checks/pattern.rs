//! Plans RE2 patterns: as simple matchers where possible, and otherwise as regular expressions.
//!
//! A pattern that only matches a text at a fixed position becomes a comparison. A sequence of character classes that
//! can all match greedily becomes a list of parts. A few formats that protovalidate defines by patterns have their own
//! functions.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::term::Matcher;
use rpcsmith_validate::cel::re2;

/// A pattern of a check.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The pattern as the rule contains it.
    pub text: String,
    pub kind: PatternKind,
    /// The field whose rules use the pattern first; `None` for a rule of the message.
    pub field: Option<usize>,
}

/// The way to match a text.
#[derive(Clone, Debug)]
pub enum PatternKind {
    /// A sequence of greedy parts that must match the whole text.
    Parts(Vec<PatternPart>),
    /// A regular expression in the syntax of Rust's `regex`.
    Regex(String),
}

/// A part of a simple pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternPart {
    Literal(String),
    /// `min` to `max` characters of a set.
    Class(CharSet, u32, Option<u32>),
}

/// A set of characters: one bit for each ASCII character, and one flag for all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CharSet {
    pub ascii: u128,
    pub others: bool,
}

/// A text at a fixed position. It needs no pattern.
pub enum Fixed {
    Whole(String),
    Start(String),
    End(String),
    Anywhere(String),
}

/// Returns the fixed text of a pattern such as `^text$`, `^text`, `text$` or `text`.
pub fn fixed(pattern: &str) -> Option<Fixed> {
    let hir = parse(pattern)?;
    let (start, end, inner) = anchors(&hir);
    let [part] = &inner[..] else { return None };
    let HirKind::Literal(literal) = part.kind() else {
        return None;
    };
    let text = std::str::from_utf8(&literal.0).ok()?.to_owned();
    Some(match (start, end) {
        (true, true) => Fixed::Whole(text),
        (true, false) => Fixed::Start(text),
        (false, true) => Fixed::End(text),
        (false, false) => Fixed::Anywhere(text),
    })
}

/// Returns the matcher of a pattern that protovalidate uses for a format.
pub fn format(pattern: &str) -> Option<Matcher> {
    Some(match pattern {
        "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$" => {
            Matcher::Uuid
        }
        "^[0-9a-fA-F]{32}$" => Matcher::Tuuid,
        "^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$" => Matcher::Ulid,
        _ => return None,
    })
}

/// Returns the matcher of any other pattern.
///
/// # Errors
/// Returns an error if the pattern is not valid in RE2.
pub fn kind(pattern: &str) -> Result<PatternKind, re2::Error> {
    match parts(pattern) {
        Some(parts) => Ok(PatternKind::Parts(parts)),
        None => re2::translate(pattern).map(PatternKind::Regex),
    }
}

/// Returns the parts of a pattern if it is simple enough.
fn parts(pattern: &str) -> Option<Vec<PatternPart>> {
    let hir = parse(pattern)?;
    let (true, true, inner) = anchors(&hir) else {
        return None;
    };
    let parts: Vec<_> = inner.into_iter().map(part).collect::<Option<_>>()?;
    is_exact(&parts).then_some(parts)
}

fn parse(pattern: &str) -> Option<Hir> {
    let translated = re2::translate(pattern).ok()?;
    regex_syntax::parse(&translated).ok()
}

/// Returns whether a pattern is anchored at the start and at the end, and the pattern between the anchors.
fn anchors(hir: &Hir) -> (bool, bool, Vec<&Hir>) {
    let mut inner: Vec<_> = match hir.kind() {
        HirKind::Concat(parts) => parts.iter().collect(),
        _ => vec![hir],
    };
    let is =
        |part: Option<&&Hir>, look| part.is_some_and(|part| *part.kind() == HirKind::Look(look));
    let start = is(inner.first(), Look::Start);
    if start {
        inner.remove(0);
    }
    let end = is(inner.last(), Look::End);
    if end {
        inner.pop();
    }
    (start, end, inner)
}

fn part(hir: &Hir) -> Option<PatternPart> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            Some(PatternPart::Literal(text.to_owned()))
        }
        HirKind::Class(class) => Some(PatternPart::Class(set(class)?, 1, Some(1))),
        HirKind::Capture(capture) => part(&capture.sub),
        HirKind::Repetition(repetition) => {
            let set = match repetition.sub.kind() {
                HirKind::Class(class) => set(class)?,
                HirKind::Literal(literal) => match &literal.0[..] {
                    [byte] if byte.is_ascii() => CharSet {
                        ascii: 1 << byte,
                        others: false,
                    },
                    _ => return None,
                },
                _ => return None,
            };
            // Parts count bytes, but characters beyond ASCII have several bytes.
            let is_counted = repetition.min > 1 || repetition.max.is_some();
            if set.others && is_counted {
                return None;
            }
            Some(PatternPart::Class(set, repetition.min, repetition.max))
        }
        _ => None,
    }
}

fn set(class: &Class) -> Option<CharSet> {
    let Class::Unicode(class) = class else {
        return None;
    };
    let mut set = CharSet {
        ascii: 0,
        others: false,
    };
    for range in class.ranges() {
        let (start, end) = (u32::from(range.start()), u32::from(range.end()));
        for byte in start..=end.min(127) {
            set.ascii |= 1 << byte;
        }
        if end > 127 {
            // The set must contain either all characters beyond ASCII or no such character.
            if start > 128 || end != u32::from(char::MAX) {
                return None;
            }
            set.others = true;
        }
    }
    Some(set)
}

/// Returns whether each part can match greedily: the rest of the pattern must not start with a character that the part
/// repeats.
fn is_exact(parts: &[PatternPart]) -> bool {
    let first = |part: &PatternPart| match part {
        PatternPart::Literal(text) => text.bytes().next().map(|byte| {
            let is_ascii = byte.is_ascii();
            CharSet {
                ascii: if is_ascii { 1 << byte } else { 0 },
                others: !is_ascii,
            }
        }),
        PatternPart::Class(set, ..) => Some(*set),
    };
    let may_be_empty = |part: &PatternPart| matches!(part, PatternPart::Class(_, 0, _));
    parts.iter().enumerate().all(|(index, part)| {
        let PatternPart::Class(set, min, max) = part else {
            return true;
        };
        // A class with a fixed count cannot match too much. A class beyond ASCII matches whole characters.
        if Some(*min) == *max {
            return !set.others || *max == Some(1);
        }
        for next in &parts[index + 1..] {
            let Some(first) = first(next) else {
                return false;
            };
            if set.ascii & first.ascii != 0 || set.others && first.others {
                return false;
            }
            if !may_be_empty(next) {
                break;
            }
        }
        true
    })
}
