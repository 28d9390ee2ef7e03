//! Parses `reserved` statements of messages and enums.

use super::locations::LocationIndex;
use super::ranges::{END, START};
use super::{Parser, path_index};
use crate::ast::{EnumIndex, MessageIndex, ReservedRange};
use crate::fault::Fault;
use crate::lex::{Token, TokenKind, is_identifier};

/// The element that a statement belongs to.
#[derive(Clone, Copy)]
enum Owner {
    Message(MessageIndex),
    Enum(EnumIndex),
}

impl Owner {
    /// The number of `reserved_range` in its descriptor.
    fn ranges_number(self) -> i32 {
        match self {
            Self::Message(_) => 9,
            Self::Enum(_) => 4,
        }
    }

    /// The number of `reserved_name` in its descriptor.
    fn names_number(self) -> i32 {
        match self {
            Self::Message(_) => 10,
            Self::Enum(_) => 5,
        }
    }
}

impl Parser<'_> {
    /// Parses a `reserved` statement of a message.
    pub(super) fn message_reserved(
        &mut self,
        message: MessageIndex,
        location: LocationIndex,
    ) -> Option<()> {
        self.reserved(Owner::Message(message), location)
    }

    /// Parses a `reserved` statement of an enum.
    pub(super) fn enum_reserved(
        &mut self,
        enum_: EnumIndex,
        location: LocationIndex,
    ) -> Option<()> {
        self.reserved(Owner::Enum(enum_), location)
    }

    fn reserved(&mut self, owner: Owner, location: LocationIndex) -> Option<()> {
        let start = self.lexer.current();
        self.expect("reserved")?;
        match self.lexer.current().kind {
            TokenKind::String if self.has_edition() => self.fault_with_help(
                "with editions, reserved names are identifiers",
                "remove the quotes",
            ),
            TokenKind::Identifier if !self.has_edition() => self.fault_with_help(
                "reserved names are strings: only editions have identifiers here",
                "put the name in quotes",
            ),
            TokenKind::String | TokenKind::Identifier => {
                self.reserved_names(start, owner, location)
            }
            _ => self.reserved_ranges(start, owner, location),
        }
    }

    fn reserved_names(
        &mut self,
        start: Token,
        owner: Owner,
        location: LocationIndex,
    ) -> Option<()> {
        let path = [owner.names_number()];
        self.located_from(start, location, &path, |parser, location| {
            loop {
                let index = path_index(parser.reserved_names_of(owner).len());
                let name =
                    parser.located(location, &[index], |parser, _| parser.reserved_name())?;
                parser.reserved_names_of(owner).push(name);
                if !parser.eat(",") {
                    return parser.expect_end(";", location);
                }
            }
        })
    }

    fn reserved_name(&mut self) -> Option<Box<[u8]>> {
        if self.has_edition() {
            let name = self.identifier("a reserved name")?;
            return Some(name.text.into_boxed_bytes());
        }
        let start = self.lexer.current();
        let text = self.string("a reserved name as a string")?;
        if !is_identifier(&text) {
            let shown = String::from_utf8_lossy(&text);
            self.push(Fault::warning(
                start.span,
                format!(
                    "the reserved name `{}` is not an identifier",
                    shown.escape_debug()
                ),
            ));
        }
        Some(text.into())
    }

    fn reserved_ranges(
        &mut self,
        start: Token,
        owner: Owner,
        location: LocationIndex,
    ) -> Option<()> {
        let path = [owner.ranges_number()];
        self.located_from(start, location, &path, |parser, location| {
            loop {
                let index = path_index(parser.reserved_ranges_of(owner).len());
                let range = parser.located(location, &[index], |parser, location| {
                    let first = parser.lexer.current();
                    let (start, end) = match owner {
                        Owner::Message(_) => parser.range(location, "a name or a range of numbers"),
                        Owner::Enum(_) => parser.enum_range(location),
                    }?;
                    let span = parser.span_from(first);
                    Some(ReservedRange { start, end, span })
                })?;
                parser.reserved_ranges_of(owner).push(range);
                if !parser.eat(",") {
                    return parser.expect_end(";", location);
                }
            }
        })
    }

    /// Parses a range whose numbers have signs. Returns the start and the last number.
    fn enum_range(&mut self, location: LocationIndex) -> Option<(i32, i32)> {
        let first = self.lexer.current();
        let start = self.located(location, &[START], |parser, _| {
            parser.signed_integer("a value or a range of numbers")
        })?;
        if !self.eat("to") {
            // As in protoc, the location of a negative end is that of its sign.
            self.mark(location, &[END], first, first);
            return Some((start, start));
        }
        let end = self.located(location, &[END], |parser, _| {
            if parser.eat("max") {
                return Some(i32::MAX);
            }
            parser.signed_integer("an integer or `max`")
        })?;
        Some((start, end))
    }

    fn reserved_names_of(&mut self, owner: Owner) -> &mut Vec<Box<[u8]>> {
        match owner {
            Owner::Message(message) => &mut self.message_mut(message).reserved_names,
            Owner::Enum(enum_) => &mut self.enum_mut(enum_).reserved_names,
        }
    }

    fn reserved_ranges_of(&mut self, owner: Owner) -> &mut Vec<ReservedRange> {
        match owner {
            Owner::Message(message) => &mut self.message_mut(message).reserved_ranges,
            Owner::Enum(enum_) => &mut self.enum_mut(enum_).reserved_ranges,
        }
    }
}
