//! Translates RE2 patterns to ECMAScript's, with its flag `u`, as JSON schemas require.
//!
//! A pattern that means the same in both stays as it is written. Others are printed from their parsed form, in which flags,
//! classes and escapes are resolved.
//!
//! Source: [ECMAScript 2020](https://262.ecma-international.org/11.0/#sec-patterns).

use std::fmt::Write;

use regex_syntax::ast::{self, Ast};
use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind, Look};

use rpcsmith_validate::cel::re2;

/// The maximum length of a printed pattern, in bytes. A class such as `\pL` is thousands of ranges.
const MAX_PRINTED: usize = 2_000;

/// Translates a pattern; `None` if ECMAScript has no short pattern for it.
pub fn ecmascript(pattern: &str) -> Option<String> {
    let translated = re2::translate(pattern).ok()?;
    if is_common(pattern) {
        return Some(pattern.to_owned());
    }
    let hir = regex_syntax::parse(&translated).ok()?;
    let mut out = String::new();
    print(&hir, &mut out)?;
    Some(out)
}

/// A pattern that matches only this text.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|char| literal(char, &mut out));
    out
}

/// Whether a pattern means the same in RE2 and in ECMAScript.
fn is_common(pattern: &str) -> bool {
    // Only in RE2, the `{` is a character.
    if pattern.contains("{,") {
        return false;
    }
    let parsed = ast::parse::Parser::new().parse(pattern);
    parsed.is_ok_and(|ast| is_common_part(&ast))
}

fn is_common_part(ast: &Ast) -> bool {
    match ast {
        Ast::Empty(_) => true,
        Ast::Literal(literal) => is_common_literal(literal),
        Ast::ClassPerl(class) => is_ascii_class(class),
        Ast::Assertion(assertion) => matches!(
            assertion.kind,
            ast::AssertionKind::StartLine
                | ast::AssertionKind::EndLine
                | ast::AssertionKind::WordBoundary
        ),
        Ast::ClassBracketed(class) => match &class.kind {
            ast::ClassSet::Item(item) => is_common_set(item),
            ast::ClassSet::BinaryOp(_) => false,
        },
        Ast::Repetition(repetition) => {
            // An assertion cannot be repeated.
            !matches!(*repetition.ast, Ast::Assertion(_) | Ast::Repetition(_))
                && is_common_part(&repetition.ast)
        }
        Ast::Group(group) => {
            let is_plain = match &group.kind {
                ast::GroupKind::CaptureIndex(_) => true,
                ast::GroupKind::NonCapturing(flags) => flags.items.is_empty(),
                ast::GroupKind::CaptureName { .. } => false,
            };
            is_plain && is_common_part(&group.ast)
        }
        Ast::Alternation(parts) => parts.asts.iter().all(is_common_part),
        Ast::Concat(parts) => parts.asts.iter().all(is_common_part),
        // `.` matches carriage returns only in RE2.
        Ast::Dot(_) | Ast::Flags(_) | Ast::ClassUnicode(_) => false,
    }
}

/// `\d` and `\w`, which are ASCII in both. `\s` has other characters.
fn is_ascii_class(class: &ast::ClassPerl) -> bool {
    !matches!(class.kind, ast::ClassPerlKind::Space)
}

fn is_common_literal(literal: &ast::Literal) -> bool {
    match literal.kind {
        ast::LiteralKind::Verbatim => !is_syntax(literal.c) && !literal.c.is_control(),
        ast::LiteralKind::Meta => is_syntax(literal.c),
        _ => false,
    }
}

/// A class whose items are characters, ranges, `\d` and `\w`.
fn is_common_set(item: &ast::ClassSetItem) -> bool {
    match item {
        ast::ClassSetItem::Literal(literal) => {
            let is_dash = literal.kind == ast::LiteralKind::Verbatim && literal.c == '-';
            !is_dash && (is_common_literal(literal) || is_common_in_class(literal))
        }
        ast::ClassSetItem::Range(range) => {
            let is_end = |end: &ast::Literal| {
                end.kind == ast::LiteralKind::Verbatim && end.c.is_ascii_alphanumeric()
            };
            is_end(&range.start) && is_end(&range.end)
        }
        ast::ClassSetItem::Perl(class) => is_ascii_class(class),
        ast::ClassSetItem::Union(union) => {
            // A dash is a character at the end of a class; elsewhere it may be a range.
            let is_dash = |item: &ast::ClassSetItem| {
                matches!(item, ast::ClassSetItem::Literal(literal)
                    if literal.kind == ast::LiteralKind::Verbatim && literal.c == '-')
            };
            let (last, others) = match union.items.split_last() {
                Some((last, others)) if is_dash(last) && !others.is_empty() => (None, others),
                Some((last, others)) => (Some(last), others),
                None => return false,
            };
            others.iter().chain(last).all(is_common_set)
        }
        _ => false,
    }
}

/// Characters that are no syntax within a class.
fn is_common_in_class(literal: &ast::Literal) -> bool {
    literal.kind == ast::LiteralKind::Verbatim
        && matches!(
            literal.c,
            '.' | '*' | '+' | '?' | '(' | ')' | '{' | '}' | '|' | '$' | '/'
        )
}

/// The characters that have a meaning in ECMAScript, and can be escaped there.
fn is_syntax(char: char) -> bool {
    matches!(
        char,
        '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/'
    )
}

/// Prints a parsed pattern.
fn print(hir: &Hir, out: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty => {}
        HirKind::Literal(text) => {
            std::str::from_utf8(&text.0)
                .ok()?
                .chars()
                .for_each(|char| literal(char, out));
        }
        HirKind::Class(Class::Unicode(class)) => print_class(class, out)?,
        HirKind::Class(Class::Bytes(_)) => return None,
        HirKind::Look(look) => out.push_str(match look {
            Look::Start => "^",
            Look::End => "$",
            Look::StartLF => r"(?:^|(?<=\n))",
            Look::EndLF => r"(?:$|(?=\n))",
            Look::WordAscii => r"\b",
            Look::WordAsciiNegate => r"\B",
            _ => return None,
        }),
        HirKind::Repetition(repetition) => {
            print_repeated(&repetition.sub, out)?;
            match (repetition.min, repetition.max) {
                (0, None) => out.push('*'),
                (1, None) => out.push('+'),
                (0, Some(1)) => out.push('?'),
                (min, None) => write!(out, "{{{min},}}").ok()?,
                (min, Some(max)) if min == max => write!(out, "{{{min}}}").ok()?,
                (min, Some(max)) => write!(out, "{{{min},{max}}}").ok()?,
            }
        }
        HirKind::Capture(capture) => print_group(&capture.sub, out)?,
        HirKind::Concat(parts) => {
            for part in parts {
                match part.kind() {
                    HirKind::Alternation(_) => print_group(part, out)?,
                    _ => print(part, out)?,
                }
            }
        }
        HirKind::Alternation(parts) => {
            for (index, part) in parts.iter().enumerate() {
                if index > 0 {
                    out.push('|');
                }
                print(part, out)?;
            }
        }
    }
    (out.len() <= MAX_PRINTED).then_some(())
}

fn print_group(hir: &Hir, out: &mut String) -> Option<()> {
    out.push_str("(?:");
    print(hir, out)?;
    out.push(')');
    Some(())
}

/// Prints the part of a repetition: one character, a class, or a group.
fn print_repeated(hir: &Hir, out: &mut String) -> Option<()> {
    let is_one = match hir.kind() {
        HirKind::Literal(text) => std::str::from_utf8(&text.0).ok()?.chars().count() == 1,
        HirKind::Class(_) | HirKind::Capture(_) => true,
        _ => false,
    };
    if is_one {
        print(hir, out)
    } else {
        print_group(hir, out)
    }
}

fn print_class(class: &ClassUnicode, out: &mut String) -> Option<()> {
    let mut negated = class.clone();
    negated.negate();
    // A class with every character but some is usually written as a negation.
    let ends_high = class
        .ranges()
        .last()
        .is_some_and(|range| range.end() == char::MAX);
    let (class, sign) = if ends_high {
        (&negated, "^")
    } else {
        (class, "")
    };
    if class.ranges() == [regex_syntax::hir::ClassUnicodeRange::new('0', '9')] && sign.is_empty() {
        out.push_str(r"\d");
        return Some(());
    }
    out.push('[');
    out.push_str(sign);
    for range in class.ranges() {
        in_class(range.start(), out);
        if range.start() != range.end() {
            if u32::from(range.end()) > u32::from(range.start()) + 1 {
                out.push('-');
            }
            in_class(range.end(), out);
        }
        if out.len() > MAX_PRINTED {
            return None;
        }
    }
    out.push(']');
    Some(())
}

fn in_class(char: char, out: &mut String) {
    match char {
        '-' => out.push_str(r"\-"),
        '.' | '*' | '+' | '?' | '(' | ')' | '{' | '}' | '|' | '$' | '/' => out.push(char),
        _ => literal(char, out),
    }
}

fn literal(char: char, out: &mut String) {
    match char {
        '/' => out.push('/'),
        _ if is_syntax(char) => out.extend(['\\', char]),
        '\n' => out.push_str(r"\n"),
        '\r' => out.push_str(r"\r"),
        '\t' => out.push_str(r"\t"),
        ' '..='~' => out.push(char),
        _ if char.is_alphanumeric() => out.push(char),
        _ => out.push_str(&format!("\\u{{{:x}}}", u32::from(char))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_both_languages_stay() {
        for pattern in [
            "^[a-z0-9_-]{1,63}$",
            r"^\d+(?:\.\d+)?$",
            "^(a|b)*c?$",
            r"\bfoo\b",
            "^[A-Za-z_][A-Za-z_0-9]*$",
            r"^[\w.]+$",
            "",
            "é",
        ] {
            assert_eq!(ecmascript(pattern).as_deref(), Some(pattern));
        }
    }

    #[test]
    fn others_are_printed() {
        for (pattern, expected) in [
            ("(?i)^foo", "^[Ff][Oo][Oo]"),
            ("^.$", r"^[^\n]$"),
            ("(?s)^.$", "^[^]$"),
            ("(?m)^b$", r"(?:^|(?<=\n))b(?:$|(?=\n))"),
            (r"^\s*$", r"^[\t\n\u{c}\r ]*$"),
            (r"\Qa.b\E", r"a\.b"),
            ("^[[:alpha:]]+$", "^[A-Za-z]+$"),
            (r"\A\w+\z", r"^[0-9A-Z_a-z]+$"),
            ("^[a&&b]$", "^[&ab]$"),
            (r"^[^\x00]*$", r"^[^\u{0}]*$"),
            (r"^\x{1F600}$", r"^\u{1f600}$"),
            ("a{,2}", r"a\{,2\}"),
            (r"[\d.]+$", r"[\d.]+$"),
            ("a|(?:bc)?", "a|(?:bc)?"),
            ("(?:ab|c)d", "(?:ab|c)d"),
            ("^(?U)a+$", "^a+$"),
            ("a]", r"a\]"),
            ("[]a]", r"[\]a]"),
            (r"[a-\-]", ""),
        ] {
            let translated = ecmascript(pattern).unwrap_or_default();
            assert_eq!(translated, expected, "{pattern}");
        }
    }

    #[test]
    fn large_classes_have_no_short_pattern() {
        assert_eq!(ecmascript(r"^\p{L}+$"), None);
        assert_eq!(ecmascript("("), None);
    }

    #[test]
    fn escaped_texts_match_themselves() {
        assert_eq!(escaped("a\"b.c/-\u{2028}"), "a\"b\\.c/-\\u{2028}");
    }
}
