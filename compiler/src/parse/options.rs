//! Parses option statements. Their meaning is found out later, when all types are known.

use super::Parser;
use super::locations::LocationIndex;
use crate::ast::{
    Aggregate, Element, File, NamePart, OptionBlock, OptionStatement, OptionValue, OptionsIndex,
};
use crate::lex::number::parse_integer;
use crate::lex::{Token, TokenKind};

impl Parser<'_> {
    /// The option block of an element. Adds an empty one if the element has no block yet.
    pub(super) fn option_block(&mut self, element: Element) -> OptionsIndex {
        let next = OptionsIndex::next(&self.file.options);
        let index = options_of(&mut self.file, element).map_or(next, |it| *it.get_or_insert(next));
        if index == next {
            self.file.options.push(OptionBlock {
                element,
                statements: Vec::new(),
            });
        }
        index
    }

    /// Parses `option name = value;`.
    pub(super) fn option_statement(
        &mut self,
        element: Element,
        location: LocationIndex,
    ) -> Option<()> {
        self.option(element, location, true)
    }

    /// Parses `name = value` in brackets.
    pub(super) fn option_assignment(
        &mut self,
        element: Element,
        location: LocationIndex,
    ) -> Option<()> {
        self.option(element, location, false)
    }

    fn option(
        &mut self,
        element: Element,
        location: LocationIndex,
        is_statement: bool,
    ) -> Option<()> {
        let block = self.option_block(element);
        self.located(location, &[], |parser, location| {
            if is_statement {
                parser.expect("option")?;
            }
            let name_start = parser.lexer.current();
            let name = parser.option_name()?;
            let name_span = parser.span_from(name_start);
            parser.expect("=")?;
            let value_start = parser.lexer.current();
            let value = parser.option_value()?;
            let value_span = parser.span_from(value_start);
            let statements = &mut parser.file.options[block.index()].statements;
            let index = u32::try_from(statements.len()).unwrap_or(u32::MAX);
            statements.push(OptionStatement {
                name,
                name_span,
                value,
                value_span,
            });
            parser.set_option(location, block, index);
            if is_statement {
                parser.expect_end(";", location)?;
            }
            Some(())
        })
    }

    fn option_name(&mut self) -> Option<Vec<NamePart>> {
        let mut name = vec![self.name_part()?];
        while self.eat(".") {
            name.push(self.name_part()?);
        }
        Some(name)
    }

    fn name_part(&mut self) -> Option<NamePart> {
        let is_extension = self.eat("(");
        let text = if is_extension {
            let mut text = String::new();
            if self.at_kind(TokenKind::Identifier) {
                text.push_str(&self.identifier("an option name")?.text);
            }
            while self.eat(".") {
                text.push('.');
                text.push_str(&self.identifier("an identifier")?.text);
            }
            self.expect(")")?;
            text.into()
        } else {
            self.identifier("an option name")?.text
        };
        Some(NamePart { text, is_extension })
    }

    fn option_value(&mut self) -> Option<OptionValue> {
        let negative = self.eat("-");
        let value = match self.lexer.current().kind {
            TokenKind::Identifier => {
                let text = self.identifier("an option value")?.text;
                match &*text {
                    _ if !negative => OptionValue::Identifier(text),
                    "inf" => OptionValue::Double(f64::NEG_INFINITY),
                    "nan" => OptionValue::Double(f64::NAN),
                    _ => return self.fault("after `-` only a number, `inf` or `nan` can follow"),
                }
            }
            TokenKind::Integer => match self.option_integer(negative) {
                Some(value) => value,
                None => self.option_float(negative)?,
            },
            TokenKind::Float => self.option_float(negative)?,
            TokenKind::String if negative => {
                return self.fault("after `-` only a number, `inf` or `nan` can follow");
            }
            TokenKind::String => OptionValue::String(self.string("an option value")?.into()),
            TokenKind::Symbol if self.at("{") => {
                OptionValue::Aggregate(Box::new(self.aggregate()?))
            }
            _ => return self.expected("an option value"),
        };
        Some(value)
    }

    /// Consumes an integer, if it is in range.
    fn option_integer(&mut self, negative: bool) -> Option<OptionValue> {
        let text = self.lexer.current_text();
        let value = if negative {
            let value = parse_integer(text, i64::MIN.unsigned_abs())?;
            OptionValue::Negative(0_i64.wrapping_sub_unsigned(value))
        } else {
            OptionValue::Positive(parse_integer(text, u64::MAX)?)
        };
        self.lexer.advance();
        Some(value)
    }

    fn option_float(&mut self, negative: bool) -> Option<OptionValue> {
        let value = self.number()?;
        Some(OptionValue::Double(if negative { -value } else { value }))
    }

    /// Parses the text of an aggregate, up to its closing brace.
    fn aggregate(&mut self) -> Option<Aggregate> {
        let start = self.here().end;
        let mut text = Vec::new();
        let mut depth = 1_usize;
        self.lexer.set_report_newlines(true);
        self.lexer.advance();
        while !self.at_end() {
            if self.at("{") {
                depth += 1;
            } else if self.at("}") {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            pad(self.lexer.previous(), self.lexer.current(), &mut text);
            text.extend_from_slice(self.lexer.current_text());
            self.lexer.advance();
        }
        self.lexer.set_report_whitespace(false);
        if depth > 0 {
            return self.fault_with_help(
                "the file ends within an option value",
                "add the missing `}`",
            );
        }
        self.lexer.advance();
        Some(Aggregate {
            text: text.into(),
            start,
        })
    }
}

/// Adds whitespace in place of the comments between two tokens.
fn pad(previous: Token, current: Token, text: &mut Vec<u8>) {
    let is_newline = previous.kind == TokenKind::Newline;
    let previous_line = previous.line.saturating_add(u32::from(is_newline));
    let mut repeat = |count: u32, byte| {
        text.resize(text.len().saturating_add(count as usize), byte);
    };
    if current.line > previous_line {
        repeat(current.line - previous_line, b'\n');
        repeat(current.column, b' ');
    } else if current.line == previous_line {
        repeat(current.column.saturating_sub(previous.end_column), b' ');
    }
}

/// The place of an element's options.
fn options_of(file: &mut File, element: Element) -> Option<&mut Option<OptionsIndex>> {
    Some(match element {
        Element::File => &mut file.own_options,
        Element::Message(message) => &mut file.messages.get_mut(message.index())?.options,
        Element::Field(field) => &mut file.fields.get_mut(field.index())?.options,
        Element::Oneof(message, oneof) => {
            let message = file.messages.get_mut(message.index())?;
            &mut message.oneofs.get_mut(oneof as usize)?.options
        }
        Element::ExtensionRange(message, range) => {
            let message = file.messages.get_mut(message.index())?;
            &mut message.extension_ranges.get_mut(range as usize)?.options
        }
        Element::Enum(enum_) => &mut file.enums.get_mut(enum_.index())?.options,
        Element::EnumValue(enum_, value) => {
            let enum_ = file.enums.get_mut(enum_.index())?;
            &mut enum_.values.get_mut(value as usize)?.options
        }
        Element::Service(service) => &mut file.services.get_mut(service.index())?.options,
        Element::Method(service, method) => {
            let service = file.services.get_mut(service.index())?;
            &mut service.methods.get_mut(method as usize)?.options
        }
    })
}
