//! Patterns that need no regular expressions: a text in a fixed place, or characters of classes one after the other.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::super::code::{Code, Repr, atom, call, method};
use super::super::literal;
use crate::targets::rust::syntax::Expr;
use rpcsmith_validate::cel::re2;

/// A set of characters: those of ASCII as bits, and all others or none of them.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Set {
    ascii: u128,
    others: bool,
}

/// A part of a simple pattern.
enum Part {
    Literal(String),
    /// `min` to `max` characters of a set.
    Class(Set, u32, Option<u32>),
}

/// A pattern that is looked for in one go: `^text`, `text$`, `^text$`, `text`.
pub fn simple(pattern: &str, text: Code) -> Option<Expr> {
    let hir = parse(pattern)?;
    let (start, end, inner) = anchors(&hir);
    let [part] = &inner[..] else { return None };
    let HirKind::Literal(literal) = part.kind() else {
        return None;
    };
    let literal = std::str::from_utf8(&literal.0).ok()?;
    let argument = literal::text(literal);
    let Repr::Text(_) = text.repr else {
        return None;
    };
    Some(match (start, end) {
        (true, true) => super::super::code::binary(text.expr, "==", argument),
        (true, false) => method(text.expr, "starts_with", [argument]),
        (false, true) => method(text.expr, "ends_with", [argument]),
        (false, false) => method(text.expr, "contains", [argument]),
    })
}

/// The parts of a matcher for a pattern of RE2; `None` if it is not that simple.
pub fn parts(pattern: &str) -> Option<Vec<Expr>> {
    let hir = parse(pattern)?;
    let (true, true, inner) = anchors(&hir) else {
        return None;
    };
    let parts: Vec<_> = inner.into_iter().map(part).collect::<Option<_>>()?;
    is_exact(&parts).then(|| parts.iter().map(expr).collect())
}

fn parse(pattern: &str) -> Option<Hir> {
    let translated = re2::translate(pattern).ok()?;
    regex_syntax::parse(&translated).ok()
}

/// Whether a pattern is held to the start and the end of the text, and what is between.
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
                    [byte] if byte.is_ascii() => Set {
                        ascii: 1 << byte,
                        others: false,
                    },
                    _ => return None,
                },
                _ => return None,
            };
            // A character beyond ASCII is several bytes, so they are counted only where their number is of no matter.
            let counted = repetition.min > 1 || repetition.max.is_some();
            if set.others && counted {
                return None;
            }
            Some(Part::Class(set, repetition.min, repetition.max))
        }
        _ => None,
    }
}

fn set(class: &Class) -> Option<Set> {
    let Class::Unicode(class) = class else {
        return None;
    };
    let mut set = Set {
        ascii: 0,
        others: false,
    };
    for range in class.ranges() {
        let (start, end) = (u32::from(range.start()), u32::from(range.end()));
        for byte in start..=end.min(127) {
            set.ascii |= 1 << byte;
        }
        if end > 127 {
            // All of what is beyond ASCII, or nothing of it.
            if start > 128 || end != u32::from(char::MAX) {
                return None;
            }
            set.others = true;
        }
    }
    Some(set)
}

/// Whether each part can take as much as it finds: if no character that it may take more of begins what follows.
fn is_exact(parts: &[Part]) -> bool {
    let first = |part: &Part| match part {
        Part::Literal(text) => text.bytes().next().map(|byte| {
            let is_ascii = byte.is_ascii();
            Set {
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
        // A class that takes a fixed number takes no more; one beyond ASCII takes whole characters.
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

fn expr(part: &Part) -> Expr {
    match part {
        Part::Literal(text) => call("Part::literal", [literal::text(text)]),
        Part::Class(set, min, max) => {
            let set = class(*set);
            let number = |number: u32| atom(number.to_string());
            match (min, max) {
                (1, Some(1)) => call("Part::one", [set]),
                (min, Some(max)) if min == max => call("Part::exactly", [set, number(*min)]),
                (min, Some(max)) => call("Part::between", [set, number(*min), number(*max)]),
                (min, None) => call("Part::at_least", [set, number(*min)]),
            }
        }
    }
}

/// A set as the runtime writes it: what is in it, or, if that is less, what is not.
fn class(set: Set) -> Expr {
    if set.others {
        let excluded = !set.ascii;
        if excluded.count_ones() <= set.ascii.count_ones() {
            return call("Class::not", [literal::text(&characters(excluded))]);
        }
        let ascii = call("Class::of", [literal::text(&characters(set.ascii))]);
        return method(ascii, "or_non_ascii", []);
    }
    call("Class::of", [literal::text(&characters(set.ascii))])
}

/// The characters of a set, as ranges where there are three or more in a row; a dash of its own at the end.
fn characters(ascii: u128) -> String {
    const DASH: u128 = 1 << b'-';
    let set = ascii & !DASH;
    let is_in = |byte: u8| byte < 128 && set >> byte & 1 == 1;
    let mut text = String::new();
    let mut byte = 0;
    while byte < 128 {
        if !is_in(byte) {
            byte += 1;
            continue;
        }
        let start = byte;
        while is_in(byte + 1) {
            byte += 1;
        }
        let escaped = [start, byte].contains(&b'\\');
        if byte - start >= 2 && !escaped {
            text.extend([char::from(start), '-', char::from(byte)]);
        } else {
            for character in start..=byte {
                if character == b'\\' {
                    text.push('\\');
                }
                text.push(char::from(character));
            }
        }
        byte += 1;
    }
    if ascii & DASH != 0 {
        text.push('-');
    }
    text
}
