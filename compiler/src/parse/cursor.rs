//! Reads single tokens, and ends of declarations with their comments.

use std::borrow::Cow;

use super::Parser;
use super::locations::LocationIndex;
use crate::ast::Name;
use crate::fault::Fault;
use crate::lex::number::{parse_float, parse_integer};
use crate::lex::string::unescape;
use crate::lex::{Token, TokenKind};
use crate::source::Span;
use crate::source_info::Comments;

/// How many bytes of a token a message shows.
const SHOWN: usize = 40;

impl Parser<'_> {
    /// Whether the current token has this text.
    pub(super) fn at(&self, text: &str) -> bool {
        self.lexer.current_text() == text.as_bytes()
    }

    pub(super) fn at_kind(&self, kind: TokenKind) -> bool {
        self.lexer.current().kind == kind
    }

    pub(super) fn at_end(&self) -> bool {
        self.at_kind(TokenKind::End)
    }

    /// Consumes the current token if it has this text.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.at(text);
        if found {
            self.lexer.advance();
        }
        found
    }

    /// Consumes a token with this text.
    pub(super) fn expect(&mut self, text: &str) -> Option<()> {
        if self.eat(text) {
            return Some(());
        }
        self.expected(&format!("`{text}`"))
    }

    /// Adds the fault that the current token is not what must be here.
    pub(super) fn expected<T>(&mut self, what: &str) -> Option<T> {
        let found = self.found();
        self.fault(format!("expected {what}, found {found}"))
    }

    /// Adds a fault at the current token.
    pub(super) fn fault<T>(&mut self, message: impl Into<Cow<'static, str>>) -> Option<T> {
        self.push(Fault::error(self.here(), message));
        None
    }

    /// Adds a fault with a remedy at the current token.
    pub(super) fn fault_with_help<T>(
        &mut self,
        message: impl Into<Cow<'static, str>>,
        help: impl Into<Cow<'static, str>>,
    ) -> Option<T> {
        self.push(Fault::error(self.here(), message).help(help));
        None
    }

    pub(super) fn push(&mut self, fault: Fault) {
        self.lexer.faults.push(fault);
    }

    /// The span of the current token.
    pub(super) fn here(&self) -> Span {
        self.lexer.current().span
    }

    /// The span from a token to the last one that was consumed.
    pub(super) fn span_from(&self, first: Token) -> Span {
        let last = self.lexer.previous().span;
        Span::new(first.span.start, last.end.max(first.span.end))
    }

    /// Describes the current token in a message.
    pub(super) fn found(&self) -> String {
        let text = self.lexer.current_text();
        if text.is_empty() {
            return "the end of the file".into();
        }
        let shown = String::from_utf8_lossy(text.get(..SHOWN).unwrap_or(text));
        let dots = if text.len() > SHOWN { "…" } else { "" };
        format!("`{shown}{dots}`")
    }

    /// The text of the current token, if it is ASCII.
    pub(super) fn current_str(&self) -> &str {
        std::str::from_utf8(self.lexer.current_text()).unwrap_or_default()
    }

    /// Consumes an identifier. `what` completes the sentence "Expected …".
    pub(super) fn identifier(&mut self, what: &str) -> Option<Name> {
        if !self.at_kind(TokenKind::Identifier) {
            return self.expected(what);
        }
        let name = Name {
            text: self.current_str().into(),
            span: self.here(),
        };
        self.lexer.advance();
        Some(name)
    }

    /// Consumes an integer without a sign that is at most `i32::MAX`. A larger one is a fault, and 0.
    pub(super) fn integer(&mut self, what: &str) -> Option<i32> {
        let max = u64::from(i32::MAX.unsigned_abs());
        let value = self.integer_up_to(max, what)?;
        Some(i32::try_from(value).unwrap_or(0))
    }

    /// Consumes an integer of 32 bits with an optional sign.
    pub(super) fn signed_integer(&mut self, what: &str) -> Option<i32> {
        let negative = self.eat("-");
        let max = u64::from(i32::MAX.unsigned_abs()) + u64::from(negative);
        let value = i64::try_from(self.integer_up_to(max, what)?).unwrap_or(0);
        let value = if negative { -value } else { value };
        Some(i32::try_from(value).unwrap_or(0))
    }

    /// Consumes an integer without a sign. One above the limit is a fault, and 0.
    pub(super) fn integer_up_to(&mut self, max: u64, what: &str) -> Option<u64> {
        if !self.at_kind(TokenKind::Integer) {
            return self.expected(what);
        }
        let value = parse_integer(self.lexer.current_text(), max);
        if value.is_none() {
            self.out_of_range(max);
        }
        self.lexer.advance();
        Some(value.unwrap_or(0))
    }

    fn out_of_range(&mut self, max: u64) {
        let found = self.found();
        let _: Option<()> = self.fault_with_help(
            format!("the integer {found} is out of range"),
            format!("the largest value here is {max}"),
        );
    }

    /// Consumes a number, `inf` or `nan`.
    pub(super) fn number(&mut self) -> Option<f64> {
        let text = self.lexer.current_text();
        let value = match (self.lexer.current().kind, text) {
            (TokenKind::Float, _) => parse_float(text).unwrap_or(0.0),
            (TokenKind::Integer, _) => self.integer_as_float(),
            (_, b"inf") => f64::INFINITY,
            (_, b"nan") => f64::NAN,
            _ => return self.expected("a number"),
        };
        self.lexer.advance();
        Some(value)
    }

    fn integer_as_float(&mut self) -> f64 {
        let text = self.lexer.current_text();
        if let Some(value) = parse_integer(text, u64::MAX) {
            #[expect(clippy::cast_precision_loss, reason = "rounded as in C")]
            return value as f64;
        }
        let float = if text.starts_with(b"0") {
            None
        } else {
            parse_float(text)
        };
        if float.is_none() {
            self.out_of_range(u64::MAX);
        }
        float.unwrap_or(0.0)
    }

    /// Consumes string literals, which are joined.
    pub(super) fn string(&mut self, what: &str) -> Option<Vec<u8>> {
        if !self.at_kind(TokenKind::String) {
            return self.expected(what);
        }
        let mut value = Vec::new();
        while self.at_kind(TokenKind::String) {
            unescape(self.lexer.current_text(), &mut value);
            self.lexer.advance();
        }
        Some(value)
    }

    /// Consumes the token that ends a declaration, or the head of one, if it is the current token. The comments before the
    /// declaration and behind the token belong to `location`.
    pub(super) fn eat_end(&mut self, text: &str, location: Option<LocationIndex>) -> bool {
        if !self.at(text) {
            return false;
        }
        let found = self.lexer.advance_with_comments();
        let leading = std::mem::replace(&mut self.upcoming.leading, found.leading);
        if let Some(location) = location {
            let detached = std::mem::replace(&mut self.upcoming.detached, found.detached);
            let comments = Comments {
                leading: leading.into(),
                trailing: found.trailing.into(),
                leading_detached: detached,
            };
            self.attach(location, comments);
        } else if text == "}" {
            self.upcoming.detached = found.detached;
        } else {
            self.upcoming.detached.extend(found.detached);
        }
        true
    }

    /// Consumes the token that ends a declaration.
    pub(super) fn expect_end(&mut self, text: &str, location: LocationIndex) -> Option<()> {
        if self.eat_end(text, Some(location)) {
            return Some(());
        }
        self.expected(&format!("`{text}`"))
    }

    /// Skips the rest of a statement with a fault: up to `;`, or a block, or the end of the block around it.
    pub(super) fn skip_statement(&mut self) {
        while !self.at_end() {
            if self.at_kind(TokenKind::Symbol) {
                if self.eat_end(";", None) {
                    return;
                }
                if self.eat("{") {
                    self.skip_block();
                    return;
                }
                if self.at("}") {
                    return;
                }
            }
            self.lexer.advance();
        }
    }

    /// Skips the rest of a block, with all blocks in it: otherwise, their ends would be faults of the blocks around it.
    fn skip_block(&mut self) {
        let mut depth = 1_usize;
        while !self.at_end() {
            if self.at_kind(TokenKind::Symbol) {
                if self.eat_end("}", None) {
                    depth -= 1;
                    if depth == 0 {
                        return;
                    }
                    continue;
                }
                if self.eat("{") {
                    depth += 1;
                    continue;
                }
            }
            self.lexer.advance();
        }
    }
}
