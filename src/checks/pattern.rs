//! Patterns of RE2: simple matchers where possible, and regular expressions for the others.
//!
//! A pattern that is a text in a fixed position is a comparison. A sequence of character classes, each of which can be
//! greedy, is a list of parts. A few formats of the schema have functions of their own.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::term::Matcher;
use rpcsmith_validate::cel::re2;

/// A pattern of a check.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The text in the rule.
    pub text: String,
    pub kind: PatternKind,
    /// The field whose rules use it first; `None` for a rule of the message.
    pub field: Option<usize>,
}

/// How a text is matched.
#[derive(Clone, Debug)]
pub enum PatternKind {
    /// Parts in sequence, from the start to the end of the text. Each part is greedy.
    Parts(Vec<Part>),
    /// A regular expression in the syntax of Rust's `regex`.
    Regex(String),
}

/// A part of a simple pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Literal(String),
    /// `min` to `max` characters of a set.
    Class(CharSet, u32, Option<u32>),
}

/// A set of characters: those of ASCII as bits, and all others or none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CharSet {
    pub ascii: u128,
    pub others: bool,
}

/// A text in a fixed position, which needs no pattern.
pub enum Fixed {
    Whole(String),
    Start(String),
    End(String),
    Anywhere(String),
}

/// A pattern that is a plain text: `^text$`, `^text`, `text$`, `text`.
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

/// The formats that the schema defines by patterns.
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

/// The matcher of any other pattern.
///
/// # Errors
/// If the pattern is not valid in RE2.
pub fn kind(pattern: &str) -> Result<PatternKind, re2::Error> {
    match parts(pattern) {
        Some(parts) => Ok(PatternKind::Parts(parts)),
        None => re2::translate(pattern).map(PatternKind::Regex),
    }
}

/// The parts of a pattern, if it is simple enough.
fn parts(pattern: &str) -> Option<Vec<Part>> {
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

/// Whether a pattern is anchored at the start and the end, and the pattern between.
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

fn part(hir: &Hir) -> Option<Part> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            Some(Part::Literal(text.to_owned()))
        }
        HirKind::Class(class) => Some(Part::Class(set(class)?, 1, Some(1))),
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
            // Parts count bytes, and characters beyond ASCII have several.
            let is_counted = repetition.min > 1 || repetition.max.is_some();
            if set.others && is_counted {
                return None;
            }
            Some(Part::Class(set, repetition.min, repetition.max))
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
            // All characters beyond ASCII, or none of them.
            if start > 128 || end != u32::from(char::MAX) {
                return None;
            }
            set.others = true;
        }
    }
    Some(set)
}

/// Whether each part can be greedy: no character that it can repeat begins the rest of the pattern.
fn is_exact(parts: &[Part]) -> bool {
    let first = |part: &Part| match part {
        Part::Literal(text) => text.bytes().next().map(|byte| {
            let is_ascii = byte.is_ascii();
            CharSet {
                ascii: if is_ascii { 1 << byte } else { 0 },
                others: !is_ascii,
            }
        }),
        Part::Class(set, ..) => Some(*set),
    };
    let may_be_empty = |part: &Part| matches!(part, Part::Class(_, 0, _));
    parts.iter().enumerate().all(|(index, part)| {
        let Part::Class(set, min, max) = part else {
            return true;
        };
        // A class with a fixed count takes no more; one beyond ASCII takes whole characters.
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
