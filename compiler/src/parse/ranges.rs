//! Parses ranges of numbers, and `extensions` statements.

use super::locations::LocationIndex;
use super::message::MAX_SENTINEL;
use super::{Parser, path_index};
use crate::ast::{Element, ExtensionRange, MessageIndex, OptionsIndex};

/// `start` of extension ranges and reserved ranges.
pub(super) const START: i32 = 1;
/// `end` of extension ranges and reserved ranges.
pub(super) const END: i32 = 2;
/// `DescriptorProto.ExtensionRange.options`
const OPTIONS: i32 = 3;

/// How many bytes the copies of shared options may have, to bound a short source with a huge result.
const MAX_COPIED: usize = 1 << 24;

impl Parser<'_> {
    /// Parses `1` or `1 to 2` or `1 to max`. Returns the start, and the first number after the range.
    pub(super) fn range(&mut self, location: LocationIndex, what: &str) -> Option<(i32, i32)> {
        let first = self.lexer.current();
        let start = self.located(location, &[START], |parser, _| parser.range_number(what))?;
        if !self.eat("to") {
            self.mark(location, &[END], first, first);
            return Some((start, start.saturating_add(1)));
        }
        let end = self.located(location, &[END], |parser, _| {
            if parser.eat("max") {
                return Some(MAX_SENTINEL);
            }
            Some(
                parser
                    .range_number("an integer or `max`")?
                    .saturating_add(1),
            )
        })?;
        Some((start, end))
    }

    /// Parses a number that can have another one after it.
    fn range_number(&mut self, what: &str) -> Option<i32> {
        let number = self.integer(what)?;
        if number == i32::MAX {
            return self.fault("the number is out of range");
        }
        Some(number)
    }

    /// Parses an `extensions` statement.
    pub(super) fn extensions(
        &mut self,
        message: MessageIndex,
        location: LocationIndex,
    ) -> Option<()> {
        self.expect("extensions")?;
        let first = self.file.message(message).extension_ranges.len();
        loop {
            let index = self.file.message(message).extension_ranges.len();
            self.located(location, &[path_index(index)], |parser, location| {
                let token = parser.lexer.current();
                let (start, end) = parser.range(location, "a range of field numbers")?;
                let span = parser.span_from(token);
                let range = ExtensionRange {
                    start,
                    end,
                    options: None,
                    span,
                };
                parser.message_mut(message).extension_ranges.push(range);
                Some(())
            })?;
            if !self.eat(",") {
                break;
            }
        }
        if self.at("[") {
            self.extension_range_options(message, first, location)?;
        }
        self.expect_end(";", location)
    }

    /// Parses the options of all ranges of a statement, and gives each range its own copy of them.
    fn extension_range_options(
        &mut self,
        message: MessageIndex,
        first: usize,
        location: LocationIndex,
    ) -> Option<()> {
        let start = self.here().start;
        let first_location = self.location_count();
        let range =
            |index| Element::ExtensionRange(message, u32::try_from(index).unwrap_or(u32::MAX));
        let path = [path_index(first), OPTIONS];
        self.located(location, &path, |parser, location| {
            parser.expect("[")?;
            loop {
                parser.option_assignment(range(first), location)?;
                if !parser.eat(",") {
                    return parser.expect("]");
                }
            }
        })?;
        let locations = first_location..self.location_count();
        let length = self.lexer.previous().span.end.saturating_sub(start) as usize;
        let count = self.file.message(message).extension_ranges.len();
        if length.saturating_mul(count - first) > MAX_COPIED {
            return self.fault("too many extension ranges share too many options");
        }
        let source = self.option_block(range(first));
        for index in first + 1..count {
            let statements = self.file.option_block(source).statements.clone();
            let block = self.option_block(range(index));
            self.file.options[block.index()].statements = statements;
            self.copy_range_locations(locations.clone(), index, block);
        }
        Some(())
    }

    fn copy_range_locations(
        &mut self,
        locations: std::ops::Range<usize>,
        index: usize,
        block: OptionsIndex,
    ) {
        self.copy_locations(locations, |path, option| {
            // The path ends with the index of the range and the number of its options.
            if let [.., range, _] = path {
                *range = path_index(index);
            }
            if let Some((options, _)) = option {
                *options = block;
            }
        });
    }
}
