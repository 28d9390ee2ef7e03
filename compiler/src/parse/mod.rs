//! Parses a file.
//!
//! The parser reads one statement after the other by recursive descent. A function that parses something returns `None` after
//! a fault that it cannot pass over; the block around it then skips the rest of the statement, so that one run reports the
//! faults of all statements.

mod cursor;
mod default;
mod enums;
mod extend;
mod field;
mod file;
mod group;
mod locations;
mod map;
mod message;
mod oneof;
mod options;
mod ranges;
mod reserved;
mod service;
#[cfg(test)]
mod tests;
mod types;

use crate::ast::{File, MessageIndex, Name, Syntax};
use crate::fault::Fault;
use crate::lex::{Dialect, Lexer};
use crate::source::Span;
use crate::source_info::SourceInfo;
use locations::{LocationIndex, Upcoming};

/// The number of `EDITION_2023`.
const EDITION_2023: i32 = 1000;
/// The number of `EDITION_2024`.
const EDITION_2024: i32 = 1001;
/// The number of `EDITION_UNSTABLE`.
const EDITION_UNSTABLE: i32 = 9999;

/// How many messages may be nested in each other, the outermost included.
const MAX_DEPTH: u32 = 31;

/// Parses a source. `name` is the name by which files import it. Returns the file as far as it could be parsed, and its faults.
pub(crate) fn parse(name: &str, text: &[u8]) -> (File, Vec<Fault>) {
    let mut parser = Parser {
        lexer: Lexer::new(text, Dialect::Proto),
        file: empty_file(name),
        edition: 0,
        upcoming: Upcoming::default(),
        depth: 0,
        public_imports: 0,
        weak_imports: 0,
        lost_locations: false,
    };
    parser.file();
    // All files stay in memory until the last one is compiled.
    parser.file.shrink();
    (parser.file, parser.lexer.faults.into_list())
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    file: File,
    /// The number of the edition. 0 for a file with `syntax`.
    edition: i32,
    /// The comments before the current token.
    upcoming: Upcoming,
    /// How many messages the current token is in.
    depth: u32,
    public_imports: i32,
    weak_imports: i32,
    /// Whether there were too many locations to keep.
    lost_locations: bool,
}

/// What a declaration is in: a file, or a message.
#[derive(Clone, Copy)]
struct Scope {
    message: Option<MessageIndex>,
    /// The location of the file or the message.
    location: LocationIndex,
}

impl Parser<'_> {
    fn is_proto3(&self) -> bool {
        self.file.syntax == Syntax::Proto3
    }

    fn has_edition(&self) -> bool {
        self.file.syntax.is_edition()
    }
}

fn empty_file(name: &str) -> File {
    File {
        name: name.into(),
        syntax: Syntax::Proto2,
        syntax_span: Span::default(),
        package: None,
        imports: Vec::new(),
        option_imports: Vec::new(),
        messages: Vec::new(),
        enums: Vec::new(),
        fields: Vec::new(),
        services: Vec::new(),
        options: Vec::new(),
        top_messages: Vec::new(),
        top_enums: Vec::new(),
        top_extensions: Vec::new(),
        own_options: None,
        source_info: SourceInfo::default(),
    }
}

/// A name that is not parsed yet.
fn no_name(span: Span) -> Name {
    Name {
        text: Box::default(),
        span,
    }
}

/// The index of an item of a list in a path of descriptors.
fn path_index(index: usize) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX)
}
