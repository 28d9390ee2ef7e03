//! Reads messages in text format: the values of options between braces.
//!
//! Source: the text format language specification on protobuf.dev, with the settings of protoc: no unknown fields, no field
//! numbers, no value set twice.

mod field;
mod scalar;
mod skip;
mod url;

use std::borrow::Cow;

use super::schema::Schema;
use crate::lex::{Dialect, Lexer, TokenKind};
use crate::link::{FileScope, MessageRef};
use crate::value::Message;

/// How many messages can be in each other. Protoc cannot read more of them back.
pub(super) const MAX_DEPTH: u32 = 100;

/// What is wrong with a text.
#[derive(Debug)]
pub(super) struct Problem {
    /// The offset in the text. `None` is the whole text.
    pub offset: Option<u32>,
    pub message: Cow<'static, str>,
    pub help: Option<Cow<'static, str>>,
}

type Result<T> = std::result::Result<T, Problem>;

/// Reads a message from the text between its braces. `depth` counts the messages that it is in, itself included.
pub(super) fn parse(
    schema: &Schema,
    scope: &FileScope,
    type_: MessageRef,
    depth: usize,
    text: &[u8],
) -> Result<Message> {
    let mut reader = Reader {
        schema,
        scope,
        lexer: Lexer::new(text, Dialect::TextFormat),
        depth: u32::try_from(depth).unwrap_or(u32::MAX),
    };
    reader.lexer.advance();
    let mut message = Message::default();
    while reader.kind() != TokenKind::End {
        reader.field(type_, &mut message)?;
    }
    if let Some(fault) = reader.lexer.faults.into_list().into_iter().next() {
        return Err(Problem {
            offset: fault.span.map(|span| span.start),
            message: fault.message,
            help: fault.help,
        });
    }
    match schema.missing(type_, &message) {
        Some(missing) => Err(lacks(&missing)),
        None => Ok(message),
    }
}

/// The problem of a message that lacks a required field.
fn lacks(missing: &str) -> Problem {
    Problem {
        offset: None,
        message: format!("the required field `{missing}` is not set").into(),
        help: None,
    }
}

/// Reads one text.
struct Reader<'r> {
    schema: &'r Schema<'r>,
    scope: &'r FileScope<'r>,
    lexer: Lexer<'r>,
    /// How many messages the current token is in.
    depth: u32,
}

impl<'r> Reader<'r> {
    fn kind(&self) -> TokenKind {
        self.lexer.current().kind
    }

    fn text(&self) -> &'r [u8] {
        self.lexer.current_text()
    }

    /// The text of the current token, for messages.
    fn shown(&self) -> String {
        match self.kind() {
            TokenKind::End => "the end of the value".into(),
            _ => format!("`{}`", String::from_utf8_lossy(self.text())),
        }
    }

    /// A problem at the current token.
    fn problem(&self, message: impl Into<Cow<'static, str>>) -> Problem {
        Problem {
            offset: Some(self.lexer.current().span.start),
            message: message.into(),
            help: None,
        }
    }

    fn is_at(&self, symbol: u8) -> bool {
        self.text() == [symbol]
    }

    /// Consumes a symbol if it is the current token.
    fn eat(&mut self, symbol: u8) -> bool {
        let found = self.is_at(symbol);
        if found {
            self.lexer.advance();
        }
        found
    }

    fn expect(&mut self, symbol: u8) -> Result<()> {
        if self.eat(symbol) {
            return Ok(());
        }
        Err(self.problem(format!(
            "expected `{}`, found {}",
            char::from(symbol),
            self.shown()
        )))
    }

    /// Consumes an identifier. All its bytes are ASCII.
    fn identifier(&mut self) -> Result<&'r str> {
        match std::str::from_utf8(self.text()) {
            Ok(name) if self.kind() == TokenKind::Identifier => {
                self.lexer.advance();
                Ok(name)
            }
            _ => Err(self.problem(format!(
                "expected the name of a field, found {}",
                self.shown()
            ))),
        }
    }

    /// Consumes `<` or `{`. Returns the symbol that ends the message.
    fn open(&mut self) -> Result<u8> {
        if self.eat(b'<') {
            return Ok(b'>');
        }
        self.expect(b'{')?;
        Ok(b'}')
    }

    /// Enters a message, or a value that is skipped.
    fn enter(&mut self) -> Result<()> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > MAX_DEPTH {
            return Err(self.problem(format!("more than {MAX_DEPTH} messages are in each other")));
        }
        Ok(())
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Consumes the optional separator after a field.
    fn end_of_field(&mut self) {
        let _ = self.eat(b';') || self.eat(b',');
    }
}
