//! Rust files as text and as syntax, and the places of syntax in the text.

use std::io;
use std::ops::Range;
use std::str::FromStr;
use std::thread;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

use crate::diagnostics::line_and_column;

/// The limit of the size of a file, in bytes.
pub const MAX_SIZE: usize = 4 << 20;
/// The limit of nested brackets.
const MAX_NESTING: usize = 200;
/// The limit of the depth of syntax; see [`weight`].
const MAX_WEIGHT: usize = 5_000;
/// The stack for syntax of [`MAX_WEIGHT`], in bytes. A level of a type takes up to 36 KB without optimization. The system
/// allocates only the part that is used.
const STACK: usize = 256 << 20;

/// A file with its exact text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file, relative to the root of the crate, with `/`.
    pub file: String,
    /// The whole text, with byte order mark and shebang.
    pub text: String,
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// In bytes, from 1.
    pub column: usize,
}

/// Why a file cannot be read as Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub position: Position,
    /// The reason, in one line without a full stop.
    pub reason: String,
}

impl Fault {
    /// A fault of a file as a whole.
    pub fn whole(reason: impl Into<String>) -> Self {
        Self {
            position: Position { line: 1, column: 1 },
            reason: reason.into(),
        }
    }
}

/// Runs a function in a thread with a deep stack, because syn recurses with the syntax, and so does dropping its tree.
///
/// # Errors
/// If the system cannot create a thread.
pub fn with_deep_stack<T: Send>(run: impl FnOnce() -> T + Send) -> io::Result<T> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK);
        let running = thread.spawn_scoped(scope, run)?;
        let joined = running.join();
        joined.map_err(|_| io::Error::other("the parser panicked"))
    })
}

/// The length of the byte order mark and the shebang. The places of syn and proc-macro2 start after them.
fn prefix(text: &str) -> usize {
    const MARK: &str = "\u{feff}";
    let mark = if text.starts_with(MARK) {
        MARK.len()
    } else {
        0
    };
    let rest = &text[mark..];
    let Some(script) = rest.strip_prefix("#!") else {
        return mark;
    };
    // rustc reads `#![` as an attribute, not as a shebang.
    if is_attribute(script) {
        return mark;
    }
    mark + rest.find('\n').unwrap_or(rest.len())
}

/// Whether the text after `#!` starts with the bracket of an attribute, after comments.
fn is_attribute(mut text: &str) -> bool {
    loop {
        text = text.trim_start();
        text = if let Some(comment) = text.strip_prefix("//") {
            comment.split_once('\n').map_or("", |(_, rest)| rest)
        } else if let Some(comment) = text.strip_prefix("/*") {
            comment.split_once("*/").map_or("", |(_, rest)| rest)
        } else {
            return text.starts_with('[');
        };
    }
}

/// A text and its syntax.
pub struct Parsed<'t> {
    pub syntax: syn::File,
    pub tokens: TokenStream,
    pub places: Places<'t>,
    /// The first token after the attributes of the file.
    pub first: Option<usize>,
}

/// Parses a file.
///
/// # Errors
/// If syn does not know the syntax, or the file is too large or nested too deeply. The error has the place.
pub fn parse(text: &str) -> Result<Parsed<'_>, Fault> {
    if text.len() > MAX_SIZE {
        return Err(Fault::whole("it is larger than 4 MiB"));
    }
    let prefix = prefix(text);
    let places = Places { text, prefix };
    let fault = |span: Span, reason: String| Fault {
        position: places.position(places.start(span)),
        reason,
    };
    let tokens = TokenStream::from_str(&text[prefix..])
        .map_err(|error| fault(error.span(), "its tokens are not Rust".to_owned()))?;
    let weight = weight(tokens.clone(), MAX_NESTING);
    if weight.is_none_or(|weight| weight > MAX_WEIGHT) {
        return Err(Fault::whole("it is nested too deeply"));
    }
    let mut starts = tokens.clone().into_iter().map(|token| token.span());
    let syntax: syn::File =
        syn::parse2(tokens.clone()).map_err(|error| fault(error.span(), error.to_string()))?;
    let last = syntax.attrs.last();
    let ends = last.map_or(0, |last| places.end(last.bracket_token.span.close()));
    let first = starts.find(|span| places.start(*span) >= ends);
    Ok(Parsed {
        first: first.map(|span| places.start(span)),
        syntax,
        tokens,
        places,
    })
}

/// Converts places of tokens to places in the text.
#[derive(Clone, Copy, Debug)]
pub struct Places<'t> {
    pub text: &'t str,
    /// The length of the prefix, in bytes.
    pub prefix: usize,
}

impl Places<'_> {
    /// The range of a token.
    pub fn range(self, span: Span) -> Range<usize> {
        let range = span.byte_range();
        self.prefix + range.start..self.prefix + range.end
    }

    /// The start of a token.
    pub fn start(self, span: Span) -> usize {
        self.range(span).start
    }

    /// The end of a token.
    pub fn end(self, span: Span) -> usize {
        self.range(span).end
    }

    /// The line and column of a place.
    pub fn position(self, offset: usize) -> Position {
        position(self.text, offset)
    }

    /// The text between two places, on one line.
    pub fn flat(self, range: Range<usize>) -> String {
        let text = self.text.get(range).unwrap_or_default();
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ")
    }
}

/// The line and column of a place in a text.
pub fn position(text: &str, offset: usize) -> Position {
    let (line, column) = line_and_column(text, offset);
    Position {
        line: line as usize,
        column: column as usize,
    }
}

/// An upper bound of the depth of syntax, in tokens: the longest run that can be one expression or type, and the heaviest
/// brackets in it.
///
/// Brackets alone are not enough: `!!!!x`, `a + b + c`, `else if` and `A<A<A<A>>>` are deep as well.
fn weight(tokens: TokenStream, nesting: usize) -> Option<usize> {
    let nesting = nesting.checked_sub(1)?;
    let (mut heaviest, mut run, mut within) = (0, 0, 0);
    // The depth of closures and of type arguments, in which a comma does not end the expression.
    let (mut open, mut most_open) = (0_usize, 0);
    let mut before = Before::Start;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let ends_item = before.ends_item(&token);
        if ends_item || is_mark(&token, ',') {
            heaviest = heaviest.max(run + most_open + within);
            (run, within, most_open) = (0, 0, open);
        }
        if ends_item {
            (open, most_open) = (0, 0);
        }
        run += 1;
        if let TokenTree::Group(group) = &token {
            within = within.max(weight(group.stream(), nesting)?);
        } else if is_mark(&token, '>') {
            open = open.saturating_sub(1);
        } else if is_mark(&token, '|') && before == Before::Start
            || is_mark(&token, '<')
                && before != Before::Literal
                && !matches!(tokens.peek(), Some(TokenTree::Literal(_)))
        {
            open += 1;
        }
        most_open = most_open.max(open);
        before = Before::of(&token);
    }
    Some(heaviest.max(run + most_open + within))
}

fn is_mark(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

/// The kind of the token before another one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// An expression starts after it.
    Start,
    /// It may end an expression.
    Value,
    Literal,
    /// It may end a statement or an item.
    Braces,
}

impl Before {
    fn of(token: &TokenTree) -> Self {
        /// After these words, a bar opens a closure.
        const WORDS: [&str; 12] = [
            "async", "break", "else", "for", "if", "in", "match", "move", "return", "static",
            "while", "yield",
        ];
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Self::Braces,
            TokenTree::Group(_) => Self::Value,
            TokenTree::Ident(word) if WORDS.iter().any(|known| word == known) => Self::Start,
            TokenTree::Ident(_) => Self::Value,
            TokenTree::Literal(_) => Self::Literal,
            TokenTree::Punct(_) => Self::Start,
        }
    }

    /// Whether a statement or item ends before a token.
    fn ends_item(self, token: &TokenTree) -> bool {
        let braces = self == Self::Braces;
        match token {
            TokenTree::Ident(word) => braces && word != "else" && word != "as",
            TokenTree::Punct(_) => is_mark(token, ';') || is_mark(token, '#') && braces,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start_of_fn(text: &str) -> usize {
        with_deep_stack(|| {
            let parsed = parse(text).expect("it is Rust");
            let Some(syn::Item::Fn(item)) = parsed.syntax.items.first() else {
                panic!("a function")
            };
            parsed.places.start(item.sig.fn_token.span)
        })
        .expect("a thread")
    }

    #[test]
    fn places_are_those_of_the_file() {
        for prefix in [
            "",
            "\u{feff}",
            "#!/usr/bin/env run\n",
            "\u{feff}#!/bin/sh\r\n",
            "#![allow(x)]\n",
            "#! // c\n [allow(x)]\n",
        ] {
            for text in ["fn a() {}", "// ä\r\nfn a() {}", "/* ö */ fn a() {}"] {
                let text = format!("{prefix}{text}");
                assert_eq!(text[start_of_fn(&text)..][..2], *"fn", "{text:?}");
            }
        }
    }

    #[test]
    fn nothing_is_too_deep() {
        let deep = |count: usize, [before, mid, after]: [&str; 3]| {
            format!("{}{mid}{}", before.repeat(count), after.repeat(count))
        };
        for parts in [
            ["(", "", ")"],
            ["{", "", "}"],
            ["!", "1", ""],
            ["- ", "1", ""],
            ["&", "1", ""],
            ["1+", "1", ""],
            ["a=", "1", ""],
            ["|a,b|", "1", ""],
            ["return ", "1", ""],
            ["if a {} else ", "{}", ""],
            ["", "1", ".a()"],
            ["", "1", "?"],
            ["", "1", " as u8"],
            ["a::<b,", "c", ">"],
            ["if a { ", "", "}"],
            ["break ", "", ""],
            ["match ", "x", " {}"],
        ] {
            // Allowed depths are parsed, and others are rejected. Neither ends the process.
            for count in [90, 4_900, 50_000] {
                let text = format!("fn a() {{ let _ = {}; }}", deep(count, parts));
                let parsed = with_deep_stack(|| parse(&text).map(|_| ()));
                let parsed = parsed.expect("the parser does not panic");
                assert!(
                    count > 90 || parsed.is_ok() || parts[0] == "a::<b,",
                    "{parts:?} {parsed:?}"
                );
                assert!(count < 50_000 || parsed.is_err(), "{parts:?}");
            }
        }
        for parts in [
            ["A<", "B", ">"],
            ["A<u8,", "B", ">"],
            ["&", "B", ""],
            ["fn(u8, ", "B", ")"],
            ["fn() -> ", "B", ""],
        ] {
            for count in [90, 4_900, 50_000] {
                let text = format!("type T = {};", deep(count, parts));
                let parsed = with_deep_stack(|| parse(&text).map(|_| ()));
                let parsed = parsed.expect("the parser does not panic");
                assert!(count > 90 || parsed.is_ok(), "{parts:?} {parsed:?}");
                assert!(count < 50_000 || parsed.is_err(), "{parts:?}");
            }
        }
    }

    #[test]
    fn tables_are_not_deep() {
        let elements = "1 << 3, a | b, 2, A::<3>::B,\n".repeat(5_000);
        let text = format!(
            "const A: &[u8] = &[{elements}];\n{}",
            "fn f() { x(); }\n".repeat(20_000)
        );
        let weight = weight(text.parse().expect("tokens"), 10).expect("flat");
        assert!(weight < 100, "{weight}");
        let arms = "A => {}\n B(c) => { d() }\n".repeat(20_000);
        let text = format!("fn f() {{ match x {{ {arms} }} }}");
        let weight = super::weight(text.parse().expect("tokens"), 10).expect("flat");
        assert!(weight < 100, "{weight}");
    }
}
